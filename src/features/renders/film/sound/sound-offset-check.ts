import type { Timeline } from '../timeline.ts';
import { MAX_OFFSET_MS } from './sound-offset.ts';

interface Compared {
  readonly timeline: Pick<Timeline, 'scenes' | 'fps'>;
  /** Milliseconds by which the sound of each scene comes later than its picture; null where that is unknown. Missing without sound. */
  readonly offsets: readonly (number | null)[] | undefined;
}

/** Checks that the sound of every scene begins with its picture. Reports the scene in which it is furthest off. */
export function soundOffsetCheck({ timeline: { scenes, fps }, offsets }: Compared) {
  if (offsets === undefined) return [];
  const told = offsets.flatMap((ms, scene) => (ms === null ? [] : [{ ms: Math.abs(ms), scene }]));
  const check = { name: 'soundOffset', unit: 'ms' };
  const [worst] = told.toSorted((one, other) => other.ms - one.ms);
  if (worst === undefined) return [{ ...check, expected: 'no scene to compare', measured: 'none', ok: true }];
  const place = scenes[worst.scene];
  const measured = worst.ms.toFixed(1);
  return [
    {
      ...{ ...check, expected: `<= ${MAX_OFFSET_MS}`, ok: worst.ms <= MAX_OFFSET_MS },
      measured: told.length < offsets.length ? `${measured} in ${told.length} of ${offsets.length} scenes` : measured,
      ...(place && worst.ms > MAX_OFFSET_MS && { sceneId: place.id, atMs: Math.round((place.firstFrame * 1_000) / fps) }),
    },
  ];
}
