/** The ids with one of them at another place. */
export function moved(ids: readonly string[], id: string, to: number): readonly string[] {
  const others = ids.filter((one) => one !== id);
  if (others.length === ids.length) return ids;
  return others.toSpliced(Math.max(0, Math.min(others.length, to)), 0, id);
}

/** The id before another one; null when it is the first. */
export const beforeOf = (ids: readonly string[], id: string): string | null => ids[ids.indexOf(id) - 1] ?? null;
