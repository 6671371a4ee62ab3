import { describe, expect, test } from 'vitest';
import {
  bodyClip,
  framesWithin,
  joinClip,
  planTimeline,
  SAMPLE_RATE,
  sceneFrames,
  transitionFrames,
} from '../../../../../src/features/renders/film/timeline.ts';
import type { TransitionName } from '../../../../../src/platform/catalogue/transitions.ts';

const film = (count: number, fps = 30, kind: TransitionName = 'fade', ms = 500) => ({
  fps,
  transition: { kind, ms },
  scenes: Array.from({ length: count }, (_, position) => ({
    id: `scene-${position}`,
    position,
    narration: 'a',
    heading: '',
    motion: 'NONE' as const,
  })),
});
const voice = (ms: number) => ({ samples: Math.round((ms * SAMPLE_RATE) / 1000) });

describe('sceneFrames', () => {
  test('is the voice with the silence round it, rounded to frames', () => {
    expect(sceneFrames(film(1), 0, voice(2010))).toBe(Math.round((0.05 + 2.01 + 0.1) * 30));
    expect(sceneFrames(film(3), 0, voice(2010))).toBe(Math.round((0.05 + 2.01 + 0.175) * 30));
    expect(sceneFrames(film(3), 1, voice(2010))).toBe(Math.round((0.175 + 2.01 + 0.175) * 30));
  });
});

describe('transitionFrames', () => {
  test.each([
    [500, 200, 200, 16],
    [100, 200, 200, 10],
    [2000, 200, 200, 18],
    [500, 200, 30, 10],
    [500, 200, 5, 0],
  ])('%i ms between scenes of %i and %i frames: %i', (ms, left, right, frames) => {
    expect(transitionFrames(film(2, 30, 'fade', ms), 0, left, right)).toBe(frames);
  });

  test('a cut has none', () => expect(transitionFrames(film(2, 30, 'cut'), 0, 200, 200)).toBe(0));
});

describe.each([24, 25, 30, 60])('planTimeline at %i frames a second', (fps) => {
  const voices = Array.from({ length: 40 }, (_, index) => voice(301 + ((index * 977) % 6000)));
  const timeline = planTimeline(film(40, fps), voices);

  test('has exactly the frames of its scenes, each covered once by the pieces', () => {
    expect(timeline.frames).toBe(voices.reduce((sum, own, index) => sum + sceneFrames(film(40, fps), index, own), 0));
    let next = 0;
    for (const piece of timeline.pieces) {
      expect(piece.firstFrame).toBe(next);
      expect(piece.frames).toBeGreaterThan(0);
      next += piece.frames;
    }
    expect(next).toBe(timeline.frames);
  });

  test('shows each scene at its time: the place in a scene and the place in the film agree', () => {
    for (const piece of timeline.pieces) {
      for (const view of piece.views) expect(piece.firstFrame).toBe((timeline.scenes[view.scene]?.firstFrame ?? NaN) + view.from);
    }
  });

  test('centres each transition on its cut', () => {
    const joins = timeline.pieces.filter((piece) => piece.views.length === 2);
    expect(joins).toHaveLength(39);
    for (const join of joins) expect(join.firstFrame + join.frames / 2).toBe(timeline.scenes[join.views[1]?.scene ?? -1]?.firstFrame);
  });

  test('places voices at whole samples, 350 ms apart but for the rounding of one frame, inside the film', () => {
    for (const [index, scene] of timeline.scenes.entries()) {
      expect(Number.isInteger(scene.voiceAt)).toBe(true);
      const before = timeline.scenes[index - 1];
      if (before === undefined) continue;
      const pause = (scene.voiceAt - before.voiceAt - before.voiceSamples) / SAMPLE_RATE;
      expect(Math.abs(pause - 0.35)).toBeLessThanOrEqual(0.5 / fps + 1e-9);
    }
    const last = timeline.scenes.at(-1);
    const spoken = (last?.voiceAt ?? 0) + (last?.voiceSamples ?? 0) - (timeline.scenes[0]?.voiceAt ?? 0);
    expect((timeline.samples - spoken) / SAMPLE_RATE).toBeLessThan(0.2);
    expect(timeline.samples / SAMPLE_RATE).toBeCloseTo(timeline.frames / fps, 9);
  });

  test('plans a piece from its neighbours alone', () => {
    const at = (index: number) => voices[index] ?? voice(0);
    const own = { before: at(6), own: at(7), after: at(8) };
    const planned = timeline.pieces.filter(({ views }) => views[0].scene === 7);
    expect(planned[0]).toMatchObject(bodyClip(film(40, fps), 7, own));
    expect(planned[1]).toMatchObject(joinClip(film(40, fps), 7, own) ?? {});
  });
});

test('a film of one scene is one piece', () => {
  const timeline = planTimeline(film(1), [voice(1000)]);
  expect(timeline.pieces).toEqual([{ firstFrame: 0, frames: 35, views: [{ scene: 0, sceneFrames: 35, from: 0 }] }]);
});

test('a voice of one sample still makes a scene', () => {
  expect(planTimeline(film(2), [{ samples: 1 }, { samples: 1 }]).frames).toBeGreaterThan(0);
});

test('refuses to plan without all voices', () => {
  expect(() => planTimeline(film(2), [voice(1000)])).toThrow(RangeError);
});

describe('framesWithin', () => {
  const join = joinClip(film(2), 0, { own: voice(2000), after: voice(2000) });
  if (join === undefined) throw new Error('no transition');

  test('moves and cuts to the piece', () => {
    // Scene 0 has 67 frames, the transition 16: it begins at frame 59 of scene 0 and 8 frames before scene 1.
    expect(framesWithin(join, { scene: 0, start: 0, end: 62 })).toEqual({ fromFrame: 0, toFrame: 3 });
    expect(framesWithin(join, { scene: 1, start: 5, end: 40 })).toEqual({ fromFrame: 13, toFrame: 16 });
  });

  test('is nothing where the piece does not show it', () => {
    expect(framesWithin(join, { scene: 0, start: 0, end: 59 })).toBeUndefined();
    expect(framesWithin(join, { scene: 5, start: 0, end: 59 })).toBeUndefined();
  });
});
