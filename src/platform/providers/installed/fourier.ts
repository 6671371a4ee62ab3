/** Complex numbers, as real and imaginary parts. */
export interface Complex {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

export const complex = (size: number): Complex => ({ re: new Float64Array(size), im: new Float64Array(size) });

/** One step of the transform: `stride` transforms of `radix` × `part` values become `radix` times as many of `part` values each. */
interface Pass {
  readonly radix: number;
  readonly part: number;
  readonly stride: number;
  /** The factors for each result and each of the `radix` values of which it is the sum. */
  readonly factor: Complex;
}

/**
 * A discrete Fourier transform of a fixed size, by Stockham's algorithm for sizes with small prime factors. (The libraries for Node
 * transform only powers of two.) `transform(x)` overwrites `x` with its transform, without scaling. @throws RangeError for a prime factor
 * above 5
 */
export function fourier(size: number): (x: Complex) => void {
  const passes = passesOf(size);
  const other = complex(size);
  return (x) => {
    let [from, to] = [x, other];
    for (const pass of passes) {
      run(pass, from, to);
      [from, to] = [to, from];
    }
    if (from === x) return;
    x.re.set(from.re);
    x.im.set(from.im);
  };
}

function run({ radix, part, stride, factor }: Pass, { re: fromRe, im: fromIm }: Complex, { re: toRe, im: toIm }: Complex): void {
  const { re: factorRe, im: factorIm } = factor;
  const reach = stride * part;
  for (let k = 0; k < part; k += 1) {
    for (let r = 0; r < radix; r += 1) {
      const base = (k * radix + r) * radix;
      const target = stride * (radix * k + r);
      for (let q = 0; q < stride; q += 1) {
        let re = 0;
        let im = 0;
        for (let t = 0, source = q + stride * k; t < radix; t += 1, source += reach) {
          const c = factorRe[base + t] ?? 0;
          const d = factorIm[base + t] ?? 0;
          re += (fromRe[source] ?? 0) * c - (fromIm[source] ?? 0) * d;
          im += (fromRe[source] ?? 0) * d + (fromIm[source] ?? 0) * c;
        }
        toRe[target + q] = re;
        toIm[target + q] = im;
      }
    }
  }
}

function passesOf(size: number): Pass[] {
  const passes: Pass[] = [];
  let length = size;
  for (const radix of factorsOf(size)) {
    const part = length / radix;
    const factor = complex(part * radix * radix);
    for (let index = 0; index < factor.re.length; index += 1) {
      const [k, r, t] = [Math.floor(index / radix / radix), Math.floor(index / radix) % radix, index % radix];
      const turn = -2 * Math.PI * ((k * r) / length + (r * t) / radix);
      factor.re[index] = Math.cos(turn);
      factor.im[index] = Math.sin(turn);
    }
    passes.push({ radix, part, stride: size / length, factor });
    length = part;
  }
  return passes;
}

function factorsOf(size: number): readonly number[] {
  const factors: number[] = [];
  let rest = size;
  for (const factor of [4, 2, 3, 5]) {
    while (rest % factor === 0) {
      factors.push(factor);
      rest /= factor;
    }
  }
  if (rest > 1) throw new RangeError(`${size} has a prime factor above 5.`);
  return factors;
}
