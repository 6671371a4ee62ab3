/** Rank of a UTF-16 unit that orders surrogates above U+E000…U+FFFF, as UTF-8 bytes are ordered. */
const rank = (unit: number): number => (unit < 0xd800 ? unit : unit >= 0xe000 ? unit - 0x0800 : unit + 0x2000);

/** Key order by UTF-8 bytes, as S3 lists them; JavaScript orders by UTF-16 units, which differs beyond U+FFFF. */
export function compareKeys(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  for (let i = 0; i < shorter; i += 1) {
    const difference = rank(a.charCodeAt(i)) - rank(b.charCodeAt(i));
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** The first index for which `isPast` holds, in a list where it stays true afterwards. */
export function firstIndex<T>(sorted: readonly T[], isPast: (item: T) => boolean, from = 0): number {
  let low = from;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isPast(sorted[middle] as T)) high = middle;
    else low = middle + 1;
  }
  return low;
}
