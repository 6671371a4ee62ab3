import { expect, test } from 'vitest';
import { soundOf } from '../../../../../src/platform/providers/installed/engine-output.ts';

const tone = Float32Array.from({ length: 24_000 }, (_, index) => Math.sin(index / 20));

test.each([
  ['no samples', { samples: [] as unknown as Float32Array, sampleRate: 24_000 }],
  ['samples that are no numbers', { samples: Float32Array.of(0, Number.NaN), sampleRate: 24_000 }],
  ['a sample rate that no voice has', { samples: tone, sampleRate: 0 }],
  ['a sample rate that no voice has', { samples: tone, sampleRate: 24_000.5 }],
  ['10 s for 5 characters', { samples: new Float32Array(240_000), sampleRate: 24_000 }],
])('%s is no speech', (fault, output) => {
  expect(soundOf(output, [], 'Hello')).toBe(fault);
});

test('sound becomes 16 bits, with the words where there is one for each time', () => {
  const spans = [{ startMs: 0, endMs: 500 }];
  expect(soundOf({ samples: Float32Array.of(0, 2, -2), sampleRate: 16_000, words: spans }, ['Hello'], 'Hello')).toEqual({
    samples: Int16Array.of(0, 32_767, -32_767),
    sampleRate: 16_000,
    words: [{ text: 'Hello', startMs: 0, endMs: 500 }],
  });
  expect(soundOf({ samples: tone, sampleRate: 24_000, words: spans }, ['Hello', 'you'], 'Hello you')).not.toHaveProperty('words');
});
