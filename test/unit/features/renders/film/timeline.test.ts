import { describe, expect, test } from 'vitest';
import {
  bodyClip,
  fadeFrames,
  framesWithin,
  isOpening,
  joinClip,
  leadSamples,
  openingClip,
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
    expect(sceneFrames(film(1), 0, voice(2010))).toBe(Math.round((1.2 + 2.01 + 1.5) * 30));
    expect(sceneFrames(film(3), 0, voice(2010))).toBe(Math.round((1.2 + 2.01 + 0.35) * 30) - 2);
    expect(sceneFrames(film(3), 1, voice(2010))).toBe(Math.round((2.01 + 0.35) * 30));
    expect(sceneFrames(film(3), 2, voice(2010))).toBe(Math.round((2.01 + 1.5) * 30) + 2);
  });

  test('has a longer pause where a paragraph ends', () => {
    const scenes = film(3).scenes.map((scene) => ({ ...scene, endsParagraph: scene.position === 1 }));
    expect(sceneFrames({ ...film(3), scenes }, 1, voice(2000))).toBe(Math.round((2 + 0.75) * 30));
  });

  test('of a scene without words is its own length', () => {
    const scenes = film(2).scenes.map((scene) => ({ ...scene, narration: '', durationMs: 3000 }));
    expect(sceneFrames({ ...film(2), scenes }, 0, { samples: 1 })).toBe(90);
    expect(sceneFrames({ ...film(2), scenes }, 1, { samples: 1 })).toBe(90);
  });

  test.each([24, 25, 30, 60])('leads with whole samples at %i frames a second', (fps) => {
    expect(leadSamples(film(2, fps), 0)).toBe(57_600);
    expect(leadSamples(film(2, fps), 1)).toBe((2 * SAMPLE_RATE) / fps);
  });
});

test.each([
  [[300], 60],
  [[500, 400], 60],
  [[1500, 900], 72],
])('a film of silent scenes of %j ms has %i frames: at least two seconds', (lengths, frames) => {
  const scenes = film(lengths.length).scenes.map((scene, index) => ({ ...scene, narration: '', durationMs: lengths[index] ?? 0 }));
  const voices = lengths.map(() => ({ samples: 1 }));
  expect(planTimeline({ ...film(lengths.length), scenes }, voices).frames).toBe(frames);
});

test('the fade at the end takes 600 ms, at most a third of its scene', () => {
  expect([fadeFrames(30, 200), fadeFrames(30, 30), fadeFrames(24, 300)]).toEqual([18, 10, 14]);
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
    expect(Math.abs((timeline.samples - spoken) / SAMPLE_RATE - 2.7)).toBeLessThan(0.5 / fps + 1e-9);
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

describe('an opening', () => {
  const [first, second] = [voice(4_000), voice(2_000)];
  const opened = { ...film(2), opening: 60 };

  test('is the beginning of the first body as a clip of its own, which the rest of it follows', () => {
    const [opening, rest, join, last] = planTimeline(opened, [first, second]).pieces;
    const [body, ...others] = planTimeline(film(2), [first, second]).pieces;
    expect(opening).toMatchObject({ firstFrame: 0, frames: 60, views: body?.views });
    expect(rest).toMatchObject({ firstFrame: 60, frames: (body?.frames ?? 0) - 60, views: [{ ...body?.views[0], from: 60 }] });
    expect([join, last]).toEqual(others);
    expect([opening, rest, join, last].map((piece) => piece && isOpening(opened, piece))).toEqual([true, false, false, false]);
  });

  test.each([24, 30, 60])('leaves enough of a short scene for its transition or fade, at %i frames a second', (fps) => {
    for (const ms of [1, 100, 500, 2_000, 6_000]) {
      const shape = (count: number) => ({ ...film(count, fps, 'fade', 600), opening: 2 * fps });
      const silent = { ...shape(2), scenes: shape(2).scenes.map((scene) => ({ ...scene, narration: '', durationMs: ms })) };
      for (const [one, voices] of [
        [shape(1), [voice(ms)]],
        [shape(2), [voice(ms), second]],
        [silent, [voice(0), voice(0)]],
      ] as const) {
        const own = voices[0] ?? second;
        const opening = openingClip(one, own);
        const { pieces } = planTimeline(one, voices);
        expect(pieces[0]).toMatchObject(opening ?? {});
        expect(opening?.frames).toBeGreaterThan(0);
        expect(pieces[1]?.frames).toBeGreaterThan(fadeFrames(fps, sceneFrames(one, 0, own)) - 1);
      }
    }
  });
});

test('a film of 120 scenes, of which one lasts half an hour, has each frame once', () => {
  const voices = Array.from({ length: 120 }, (_, index) => voice(index === 60 ? 1_800_000 : 100 + index));
  const timeline = planTimeline(film(120), voices);
  expect(timeline.pieces.reduce((sum, { firstFrame, frames }) => (firstFrame === sum ? sum + frames : NaN), 0)).toBe(timeline.frames);
  expect(timeline.scenes.map(({ firstFrame }) => firstFrame)).toEqual(
    timeline.scenes.map((_, index) => timeline.scenes.slice(0, index).reduce((sum, { frames }) => sum + frames, 0)),
  );
  expect((timeline.scenes[60]?.frames ?? 0) / 30).toBeCloseTo(1_800.35, 1);
});

test('a film of one scene is one piece', () => {
  const timeline = planTimeline(film(1), [voice(1000)]);
  expect(timeline.pieces).toEqual([{ firstFrame: 0, frames: 111, views: [{ scene: 0, sceneFrames: 111, from: 0 }] }]);
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
    // Scene 0 has 105 frames, the transition 16: it begins at frame 97 of scene 0 and 8 frames before scene 1.
    expect(framesWithin(join, { scene: 0, start: 0, end: 100 })).toEqual({ fromFrame: 0, toFrame: 3 });
    expect(framesWithin(join, { scene: 1, start: 5, end: 40 })).toEqual({ fromFrame: 13, toFrame: 16 });
  });

  test('is nothing where the piece does not show it', () => {
    expect(framesWithin(join, { scene: 0, start: 0, end: 97 })).toBeUndefined();
    expect(framesWithin(join, { scene: 5, start: 0, end: 59 })).toBeUndefined();
  });
});
