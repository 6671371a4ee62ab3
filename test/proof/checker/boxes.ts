/** A box of an MP4 file (ISO/IEC 14496-12), with the place of its content. */
export interface Box {
  readonly name: string;
  /** Of its content, without the header. */
  readonly start: number;
  readonly end: number;
}

/** The boxes between two places of a file, in order. @throws Error when a box is longer than its place. */
export function boxesIn(file: Buffer, from = 0, to = file.length): Box[] {
  const boxes: Box[] = [];
  for (let at = from; at < to;) {
    if (at + 8 > to) throw new Error(`half a box at ${at}`);
    const short = file.readUInt32BE(at);
    const name = file.toString('latin1', at + 4, at + 8);
    // 1 announces a length of 64 bits, 0 one up to the end.
    const head = short === 1 ? 16 : 8;
    const size = short === 1 ? Number(file.readBigUInt64BE(at + 8)) : short === 0 ? to - at : short;
    if (size < head || at + size > to) throw new Error(`the box ${name} at ${at} has ${size} bytes, and ${to - at} are left`);
    boxes.push({ name, start: at + head, end: at + size });
    at += size;
  }
  return boxes;
}

/** The first box below a path of names. */
export function boxAt(file: Buffer, within: Pick<Box, 'start' | 'end'>, ...path: readonly string[]): Box | undefined {
  const [name, ...rest] = path;
  const found = boxesIn(file, within.start, within.end).find((box) => box.name === name);
  return found === undefined || rest.length === 0 ? found : boxAt(file, found, ...rest);
}

/** Numbers of 32 bits one after the other. */
export const numbersAt = (file: Buffer, at: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => file.readUInt32BE(at + 4 * index));
