/** A scene of a timeline, as far as versions are compared. */
export interface TimelineScene {
  readonly id?: string;
  readonly narration?: string;
}

export interface ComparedScene {
  readonly key: string;
  /** Number in the version and in the project as it is now; undefined where the scene is missing. */
  readonly before: { readonly number: number; readonly narration: string } | undefined;
  readonly now: { readonly number: number; readonly narration: string } | undefined;
  readonly change: 'SAME' | 'CHANGED' | 'MOVED' | 'ADDED' | 'REMOVED';
}

/** The scenes of a JSON timeline. Anything else has none. */
export function scenesOf(timeline: unknown): readonly TimelineScene[] {
  if (typeof timeline !== 'object' || timeline === null || !('scenes' in timeline) || !Array.isArray(timeline.scenes)) return [];
  return timeline.scenes as readonly TimelineScene[];
}

/** All fields of a scene, in one order: stored versions have another order than the project as it is now. Null is no value. */
const contentOf = (scene: TimelineScene): string =>
  JSON.stringify(
    Object.entries(scene)
      .filter(([, value]) => value !== null)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );

/** The scenes of two states side by side, by their ids: in the order of now, and removed ones after the scene that they followed. */
export function compare(then: readonly TimelineScene[], now: readonly TimelineScene[]): readonly ComparedScene[] {
  const rows: ComparedScene[] = now.map((scene, index) => {
    const at = then.findIndex(({ id }) => id === scene.id);
    const known = then[at];
    const now = { number: index + 1, narration: scene.narration ?? '' };
    if (!known) return { key: scene.id ?? String(index), before: undefined, now, change: 'ADDED' };
    const isSame = contentOf(known) === contentOf(scene);
    const change = !isSame ? 'CHANGED' : at === index ? 'SAME' : 'MOVED';
    return { key: scene.id ?? String(index), before: { number: at + 1, narration: known.narration ?? '' }, now, change };
  });
  for (const [index, scene] of then.entries()) {
    if (now.some(({ id }) => id === scene.id)) continue;
    const place = rows.findLastIndex(({ before: other }) => other !== undefined && other.number <= index);
    const row = {
      key: scene.id ?? `then-${index}`,
      before: { number: index + 1, narration: scene.narration ?? '' },
      now: undefined,
      change: 'REMOVED',
    } as const;
    rows.splice(place + 1, 0, row);
  }
  return rows;
}
