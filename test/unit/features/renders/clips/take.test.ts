import { describe, expect, test } from 'vitest';
import { frameOfTake, seekOptions, takeFilters, takeOf } from '../../../../../src/features/renders/clips/take.ts';
import { smallSpec } from '../../../../support/small-spec.ts';

/** Three scenes with transitions of 400 ms: 6 frames on each side of a cut. */
const film = smallSpec({ voicesMs: [1_000, 1_000, 1_000] });
const view = { scene: 1, sceneFrames: 60, from: 0 };
/** The scene and both of its transitions. */
const NEEDED = 72;

describe('a clip', () => {
  test('begins with the transition into its scene', () => {
    const long = { available: 100, shortClip: 'LOOP' } as const;
    expect(takeOf(film, { ...view, from: -6 }, 12, long)).toEqual({ from: 0 });
    expect(takeOf(film, { ...view, from: 6 }, 48, long)).toEqual({ from: 12 });
    expect(takeOf(film, { ...view, from: 54 }, 12, long)).toEqual({ from: 60 });
  });

  test('begins with the film, and after a cut with its scene', () => {
    const long = { available: 100, shortClip: 'LOOP' } as const;
    expect(takeOf(film, { ...view, scene: 0 }, 54, long)).toEqual({ from: 0 });
    const cut = { ...film, transition: { kind: 'cut', ms: 400 } } as const;
    expect(takeOf(cut, view, 60, long)).toEqual({ from: 0 });
  });

  test('that is as long as its scene and both transitions does nothing else, whatever it would do', () => {
    for (const shortClip of ['LOOP', 'HOLD', 'SLOW'] as const) {
      expect(takeOf(film, { ...view, from: 54 }, 12, { available: NEEDED, shortClip })).toEqual({ from: 60 });
    }
  });

  test('of 20 frames starts again, and is repeated only where a view goes over its end', () => {
    const short = { available: 20, shortClip: 'LOOP' } as const;
    expect(takeOf(film, { ...view, from: -6 }, 12, short)).toEqual({ from: 0 });
    expect(takeOf(film, { ...view, from: 6 }, 48, short)).toEqual({ from: 12, repeats: true });
    expect(takeOf(film, { ...view, from: 55 }, 12, short)).toEqual({ from: 1 });
  });

  test('of 20 frames holds its last one', () => {
    const short = { available: 20, shortClip: 'HOLD' } as const;
    expect(takeOf(film, { ...view, from: 6 }, 48, short)).toEqual({ from: 12 });
    expect(takeOf(film, { ...view, from: 54 }, 12, short)).toEqual({ from: 19 });
  });

  test('of 20 frames is spread over its scene and both transitions', () => {
    const take = takeOf(film, { ...view, from: 54 }, 12, { available: 20, shortClip: 'SLOW' });
    expect(take).toEqual({ from: 60, over: NEEDED });
    expect(frameOfTake(take, 20)).toBe(Math.floor((60 * 20) / NEEDED));
    // Frame n of a slowed clip of 20 is shown from ceil(n * 72 / 20) on.
    expect(takeFilters(take, 20, { fps: 30, frames: 12 })).toContain(`setpts='max(0,ceil((N+16)*72/20)-60)'`);
  });

  test('of one frame can do all three', () => {
    expect(takeOf(film, view, 48, { available: 1, shortClip: 'LOOP' })).toEqual({ from: 0, repeats: true });
    expect(takeOf(film, view, 48, { available: 1, shortClip: 'HOLD' })).toEqual({ from: 0 });
    expect(frameOfTake(takeOf(film, view, 48, { available: 1, shortClip: 'SLOW' }), 1)).toBe(0);
  });
});

describe('its input', () => {
  test('is sought half a frame early', () => {
    expect(seekOptions({ from: 0 }, 100, 30)).toEqual([]);
    expect(seekOptions({ from: 30 }, 100, 30)).toEqual(['-ss', '0.983333']);
  });

  test('is read from its start where it repeats', () => {
    expect(seekOptions({ from: 12, repeats: true }, 20, 30)).toEqual(['-stream_loop', '-1']);
    expect(takeFilters({ from: 12, repeats: true }, 20, { fps: 30, frames: 48 })).toMatch(
      /^trim=start_frame=12,settb=1\/30,setpts=N,fps=30,/,
    );
  });
});
