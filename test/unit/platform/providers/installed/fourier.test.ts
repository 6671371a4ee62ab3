import { expect, test } from 'vitest';
import { complex, fourier } from '../../../../../src/platform/providers/installed/fourier.ts';

test.each([4, 12, 60, 1_200])('a transform of %i values is what its definition says', (size) => {
  const x = complex(size);
  for (let index = 0; index < size; index += 1) {
    x.re[index] = Math.sin(index * index);
    x.im[index] = Math.cos(3 * index);
  }
  const given = { re: x.re.slice(), im: x.im.slice() };
  fourier(size)(x);
  for (const bin of [0, 1, size / 2, size - 1]) {
    let [re, im] = [0, 0];
    for (let index = 0; index < size; index += 1) {
      const angle = (-2 * Math.PI * bin * index) / size;
      re += given.re[index]! * Math.cos(angle) - given.im[index]! * Math.sin(angle);
      im += given.re[index]! * Math.sin(angle) + given.im[index]! * Math.cos(angle);
    }
    expect(x.re[bin]).toBeCloseTo(re, 8);
    expect(x.im[bin]).toBeCloseTo(im, 8);
  }
});

test('a size with a large prime factor is refused', () => expect(() => fourier(14)).toThrow(RangeError));
