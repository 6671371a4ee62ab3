import { expect, test } from 'vitest';
import { renditionLoudness } from '../../../../../src/features/renders/deliveries/check-rendition.ts';
import { SOUND } from '../../../../../src/features/renders/film/encoder.ts';
import { smallSpec } from '../../../../support/small-spec.ts';

const spec = smallSpec({ voicesMs: [1_000, 1_000] });
const phrases = [{ text: 'Words.', startMs: 0, endMs: 900 }];
const spoken = spec.scenes.map(() => ({ samples: 48_000, phrases }));
const silent = spec.scenes.map(() => ({ samples: 1, phrases: [] }));

const check = (
  { integrated, truePeak = -2 }: { integrated: number; truePeak?: number },
  film: Partial<Parameters<typeof renditionLoudness>[0]> = {},
  overshoot?: number,
) =>
  renditionLoudness(
    { spec, timeline: { durationMs: 4_000 }, voices: spoken, isSoft: false, decoding: { loudness: { integrated, truePeak } }, ...film },
    overshoot,
  ).flatMap(({ name, ok }) => (ok ? [] : [name]));

test('a rendition may be a little further off than the quietest film that is delivered', () => {
  const quietest = SOUND.loudness - SOUND.unacceptable;
  expect([quietest, quietest - 0.2, quietest - 0.4].map((integrated) => check({ integrated }))).toEqual([[], [], ['loudness']]);
});

test('a rendition of a softer film, in which nobody speaks, is not compared with a loudness that the film does not have', () => {
  expect(check({ integrated: -30 }, { voices: silent, spec: { ...spec, music: { mood: 'calm' } } as typeof spec, isSoft: true })).toEqual(
    [],
  );
  expect(check({ integrated: -30 }, { voices: silent, spec: { ...spec, music: { mood: 'calm' } } as typeof spec })).toEqual(['loudness']);
});

test('a film that is heard only through its clips is as loud as any other', () => {
  const scenes = spec.scenes.map((scene) => ({
    ...scene,
    clip: {
      ...{ assetId: scene.id, sha256: '', width: 2, height: 2, fit: 'FILL' as const },
      ...{ durationMs: 1_000, trimStartMs: 0, speed: 1, shortClip: 'HOLD' as const, gainDb: 0 },
    },
  }));
  const film = { spec: { ...spec, scenes }, voices: silent };
  expect(check({ integrated: -20 }, film)).toEqual(['loudness']);
  expect(check({ integrated: -Infinity, truePeak: -Infinity }, film)).toEqual([]);
  expect(check({ integrated: -Infinity, truePeak: -Infinity }, { voices: silent })).toEqual([]);
  expect(check({ integrated: -Infinity, truePeak: -Infinity })).toEqual(['loudness']);
});

test('peaks are those of the film; where the sound was encoded again they may be a little higher', () => {
  const peaks = [-1, -0.9, -0.6, -0.4].map((truePeak) => ({ integrated: -14, truePeak }));
  expect(peaks.map((peak) => check(peak).length)).toEqual([0, 1, 1, 1]);
  expect(peaks.map((peak) => check(peak, {}, 0.5).length)).toEqual([0, 0, 0, 1]);
});
