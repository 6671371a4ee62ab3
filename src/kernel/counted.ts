/** `1 credit`, `2 credits`: a number with its noun. */
export const counted = (count: number, noun: string): string => `${String(count)} ${noun}${count === 1 ? '' : 's'}`;
