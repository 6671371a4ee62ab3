import { generateKeyBetween, generateNKeysBetween } from 'fractional-indexing';
import type { SceneRow } from './scene.entity.ts';

type Placed = Pick<SceneRow, 'id' | 'orderKey'>;

/** Keys grow where scenes are moved to the same place again and again; then all of them are written again. */
const MAX_KEY_LENGTH = 40;

/** Order keys of `count` scenes in a row. */
export const keysFor = (count: number): string[] => generateNKeysBetween(null, null, count);

/**
 * The key of a scene behind the scene `afterId`, or before all when null. `scenes` are those of the project in order, locked, without the
 * one that is placed. Undefined when `afterId` is none of them.
 */
export function keyAfter(scenes: readonly Placed[], afterId: string | null): string | undefined {
  const index = afterId === null ? -1 : scenes.findIndex(({ id }) => id === afterId);
  if (afterId !== null && index < 0) return undefined;
  return generateKeyBetween(scenes[index]?.orderKey ?? null, scenes[index + 1]?.orderKey ?? null);
}

/** Writes short keys to all scenes of a project, in their order, once one has become long. */
export function shortenKeys(scenes: readonly Placed[]): void {
  if (scenes.every(({ orderKey }) => orderKey.length <= MAX_KEY_LENGTH)) return;
  const keys = keysFor(scenes.length);
  for (const [index, scene] of scenes.entries()) scene.orderKey = keys[index] ?? scene.orderKey;
}
