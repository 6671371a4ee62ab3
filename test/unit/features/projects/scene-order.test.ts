import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyAfter, keysFor, shortenKeys } from '../../../../src/features/projects/scenes/scene-order.ts';

interface Placed {
  readonly id: string;
  orderKey: string;
}

const inOrder = (scenes: readonly Placed[]): Placed[] => scenes.toSorted((one, other) => (one.orderKey < other.orderKey ? -1 : 1));
const scenesOf = (ids: string): Placed[] => keysFor(ids.length).map((orderKey, index) => ({ id: ids[index] ?? '', orderKey }));

describe('the order of scenes', () => {
  it('follows any sequence of moves, as a list would', () => {
    const moves = fc.array(fc.tuple(fc.nat(5), fc.nat(6)), { maxLength: 60 });
    fc.assert(
      fc.property(moves, (all) => {
        let scenes = scenesOf('ABCDEF');
        let list = [...'ABCDEF'];
        for (const [which, where] of all) {
          const id = 'ABCDEF'[which] ?? '';
          const after = where === 6 ? null : ('ABCDEF'[where] ?? '');
          if (after === id) continue;
          const others = inOrder(scenes.filter((scene) => scene.id !== id));
          scenes = [...others, { id, orderKey: keyAfter(others, after) ?? '' }];
          const rest = list.filter((one) => one !== id);
          const index = after === null ? 0 : rest.indexOf(after) + 1;
          list = [...rest.slice(0, index), id, ...rest.slice(index)];
        }
        expect(inOrder(scenes).map((scene) => scene.id)).toEqual(list);
      }),
    );
  });

  it('has no place behind a scene that is not there', () => {
    expect(keyAfter(scenesOf('AB'), 'C')).toBeUndefined();
    expect(keyAfter([], null)).toBe('a0');
  });

  it('gets short keys again once one has become long', () => {
    const scenes = scenesOf('ABC');
    for (let times = 0; times < 400; times += 1) {
      const [a, b, c] = inOrder(scenes) as [Placed, Placed, Placed];
      c.orderKey = keyAfter([a, b], a.id) ?? '';
      shortenKeys(inOrder(scenes));
      expect(inOrder(scenes).map((scene) => scene.id)).toEqual([a.id, c.id, b.id]);
    }
    expect(Math.max(...scenes.map(({ orderKey }) => orderKey.length))).toBeLessThanOrEqual(40);
  });
});
