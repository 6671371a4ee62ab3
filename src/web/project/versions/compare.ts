/** A scene of a timeline, as far as versions are compared. */
export interface TimelineScene {
  readonly id?: string;
  readonly narration?: string;
}

export interface ComparedScene {
  readonly key: string;
  /** Number in the version and in the project as it is now; undefined where the scene is missing. */
  readonly then: { readonly number: number; readonly narration: string } | undefined;
  readonly now: { readonly number: number; readonly narration: string } | undefined;
  readonly change: 'SAME' | 'CHANGED' | 'MOVED' | 'ADDED' | 'REMOVED';
}

/** The scenes of a JSON timeline. Anything else has none. */
export function scenesOf(timeline: unknown): readonly TimelineScene[] {
  if (typeof timeline !== 'object' || timeline === null || !('scenes' in timeline) || !Array.isArray(timeline.scenes)) return [];
  return timeline.scenes as readonly TimelineScene[];
}

/** The scenes of two states side by side, by their ids: in the order of now, and removed ones after the scene that they followed. */
export function compare(then: readonly TimelineScene[], now: readonly TimelineScene[]): readonly ComparedScene[] {
  const rows: ComparedScene[] = now.map((scene, index) => {
    const at = then.findIndex(({ id }) => id === scene.id);
    const before = then[at];
    const now = { number: index + 1, narration: scene.narration ?? '' };
    if (!before) return { key: scene.id ?? String(index), then: undefined, now, change: 'ADDED' };
    // `id` and the place are no content: a scene that only moved keeps its words, picture and motion.
    const isSame = JSON.stringify(before) === JSON.stringify(scene);
    const change = !isSame ? 'CHANGED' : at === index ? 'SAME' : 'MOVED';
    return { key: scene.id ?? String(index), then: { number: at + 1, narration: before.narration ?? '' }, now, change };
  });
  for (const [index, scene] of then.entries()) {
    if (now.some(({ id }) => id === scene.id)) continue;
    const before = rows.findLastIndex(({ then: other }) => other !== undefined && other.number <= index);
    const row = { key: scene.id ?? `then-${index}`, then: { number: index + 1, narration: scene.narration ?? '' }, now: undefined, change: 'REMOVED' } as const;
    rows.splice(before + 1, 0, row);
  }
  return rows;
}
