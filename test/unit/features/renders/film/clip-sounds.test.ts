import { describe, expect, it } from 'vitest';
import type { ClipSpec } from '../../../../../src/features/renders/film/film-spec.ts';
import { tempoFilters } from '../../../../../src/features/renders/film/sound/clip-sound.ts';
import { planTimeline } from '../../../../../src/features/renders/film/timeline.ts';
import { plannedSounds, soundInputs } from '../../../../../src/features/renders/clips/clip-sounds.ts';
import { smallSpec } from '../../../../support/small-spec.ts';

const CLIP: ClipSpec = {
  ...{ assetId: 'a', sha256: 'b', width: 96, height: 64, fit: 'FILL' },
  ...{ durationMs: 60_000, trimStartMs: 0, speed: 1, shortClip: 'LOOP', gainDb: -3 },
};

/** Three scenes of three seconds of speech; the middle one shows the clip. */
function planned(more: Partial<ClipSpec>, available = 10_000) {
  const small = smallSpec({ voicesMs: [3_000, 3_000, 3_000] });
  const spec = { ...small, scenes: small.scenes.map((scene, index) => (index === 1 ? { ...scene, clip: { ...CLIP, ...more } } : scene)) };
  const timeline = planTimeline(
    spec,
    spec.scenes.map(() => ({ samples: 144_000, phrases: [] })),
  );
  const [sound] = plannedSounds(spec, timeline, () => available);
  return { sound, scene: timeline.scenes[1]!, perFrame: 48_000 / spec.fps, reach: Math.round((spec.transition.ms / 2_000) * spec.fps) };
}

describe('the tempo of a sound', () => {
  it.each([0.25, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 4])('is %f by factors that ffmpeg accepts', (tempo) => {
    const factors = tempoFilters(tempo).map((filter) => Number(filter.replace('atempo=', '')));
    expect(factors.reduce((product, factor) => product * factor, 1)).toBeCloseTo(tempo, 4);
    for (const factor of factors) expect(factor >= 0.5 && factor <= 2).toBe(true);
  });
});

describe('the sound of a clip', () => {
  it('begins and ends with the transitions of its scene', () => {
    const { sound, scene, perFrame, reach } = planned({});
    expect(sound).toMatchObject({
      ...{ gainDb: -3, tempo: 1, period: undefined },
      at: (scene.firstFrame - reach) * perFrame,
      from: (scene.firstFrame - reach) * perFrame,
      to: (scene.firstFrame + scene.frames + reach) * perFrame,
      ...{ fadeIn: 2 * reach * perFrame, fadeOut: 2 * reach * perFrame },
    });
  });

  it('starts again with a short clip, ends with one that is held, and is slowed with one that is slowed', () => {
    expect(planned({}, 30).sound).toMatchObject({ period: 30 * planned({}).perFrame, seconds: 1, tempo: 1 });
    expect(planned({ shortClip: 'HOLD' }, 30).sound).toMatchObject({ period: undefined, seconds: 1, tempo: 1 });
    const { sound, scene, reach } = planned({ shortClip: 'SLOW', speed: 2 }, 60);
    expect(sound?.tempo).toBeCloseTo((2 * 60) / (scene.frames + 2 * reach));
  });

  it('is none where nobody asked for it, or would understand it', () => {
    expect(planned({ gainDb: undefined }).sound).toBeUndefined();
    expect(planned({ shortClip: 'SLOW' }, 5).sound).toBeUndefined();
    expect(soundInputs([])).toBeUndefined();
  });

  it('is another one for another gain, and the same one for the same bytes under another name', () => {
    const inputsOf = (more: Partial<ClipSpec>) => soundInputs([planned(more).sound!]);
    expect(inputsOf({ gainDb: 0 })).not.toEqual(inputsOf({}));
    expect(inputsOf({ assetId: 'another' })).toEqual(inputsOf({}));
  });
});
