import { generateKeyBetween, generateNKeysBetween } from 'fractional-indexing';
import type { SceneRow } from './scene.entity.ts';

type Placed = Pick<SceneRow, 'id' | 'orderKey'>;

/**
 * Maximum characters of an order key. Keys grow when scenes are moved to the same place again and again; all are replaced when one exceeds
 * this.
 */
const MAX_KEY_LENGTH = 40;

/** Order keys for `count` scenes in a row. */
export const keysFor = (count: number): string[] => generateNKeysBetween(null, null, count);

/**
 * The order key for a scene after `afterId`, or before all when that is null. `scenes` are the locked scenes of the project in order,
 * without the one that is placed. Undefined when `afterId` is not among them.
 */
export function keyAfter(scenes: readonly Placed[], afterId: string | null): string | undefined {
  const index = afterId === null ? -1 : scenes.findIndex(({ id }) => id === afterId);
  if (afterId !== null && index < 0) return undefined;
  return generateKeyBetween(scenes[index]?.orderKey ?? null, scenes[index + 1]?.orderKey ?? null);
}

/** Gives short keys to all scenes of a project, in their order, once one has become too long. */
export function shortenKeys(scenes: readonly Placed[]): void {
  if (scenes.every(({ orderKey }) => orderKey.length <= MAX_KEY_LENGTH)) return;
  const keys = keysFor(scenes.length);
  for (const [index, scene] of scenes.entries()) scene.orderKey = keys[index] ?? scene.orderKey;
}
