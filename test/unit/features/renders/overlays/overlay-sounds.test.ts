import { expect, test } from 'vitest';
import type { ClipSpec } from '../../../../../src/features/renders/film/film-spec.ts';
import { planTimeline } from '../../../../../src/features/renders/film/timeline.ts';
import type { OverlaySpec } from '../../../../../src/features/renders/overlays/overlay-spec.ts';
import { overlaySounds } from '../../../../../src/features/renders/overlays/overlay-sounds.ts';
import type { FilmTools, PartRun } from '../../../../../src/features/renders/steps/step-results.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';
import { smallSpec } from '../../../../support/small-spec.ts';

const FILE = { assetId: 'a', sha256: 'b', width: 96, height: 64, fit: 'FILL', durationMs: 60_000, trimStartMs: 250 } as const;
/** Samples of a frame at 30 fps. */
const FRAME = 1_600;

/** The sounds of overlays in a film of three seconds; their prepared clips have so many frames. */
async function soundsOf(frames: number, ...overlays: (Partial<OverlaySpec> & { readonly played?: Partial<ClipSpec> })[]) {
  await using folder = await temporaryFolder();
  const artifact = { hash: '', storageKey: '', metadata: { frames, sha256: '' } };
  const artifacts = { getOrCreate: async () => ({ artifacts: { it: artifact }, reused: true }) };
  const tools = { artifacts, drawing: { ground: () => '#000000' } } as unknown as FilmTools;
  const run = { workDir: folder.path, job: { workspaceId: '' }, report: () => undefined } as unknown as PartRun;
  const small = smallSpec({ voicesMs: [1_000, 1_000] });
  const spec = {
    ...small,
    overlays: overlays.map(({ played, ...more }, index): OverlaySpec => ({
      ...{ id: `o${index}`, position: { x: 0.5, y: 0.5 }, width: 0.5, start: { offsetMs: 0 }, fadeInMs: 0, fadeOutMs: 0, opacity: 1 },
      content: { clip: { ...FILE, speed: 1, shortClip: 'LOOP', gainDb: -6, ...played } },
      ...more,
    })),
  };
  const timeline = planTimeline(spec, [{ samples: 48_000 }, { samples: 48_000 }]);
  return { timeline, sounds: await overlaySounds(run, tools, spec, timeline) };
}

test('a clip over the scenes is heard as long as it is shown, and fades with it', async () => {
  const { sounds, timeline } = await soundsOf(
    1_000,
    { start: { scene: 1, offsetMs: 100 }, lengthMs: 500, fadeInMs: 200, played: { speed: 2 } },
    { start: { offsetMs: 1_000 } },
  );
  const from = ((timeline.scenes[1]?.firstFrame ?? 0) + 3) * FRAME;
  expect(sounds).toMatchObject([
    { at: from, from, to: from + 15 * FRAME, fadeIn: 9_600, fadeOut: 480, gainDb: -6, tempo: 2, period: undefined, seconds: 1 },
    { at: 30 * FRAME, to: timeline.frames * FRAME, fadeIn: 480, seconds: Math.ceil(timeline.frames / 30) - 1 },
  ]);
  expect(sounds[0]?.clip.trimStartMs).toBe(250);
});

test('a clip that is too short is heard again, or no more, as it is shown', async () => {
  const { sounds } = await soundsOf(20, {}, { played: { shortClip: 'HOLD' } });
  expect(sounds).toMatchObject([
    { period: 20 * FRAME, seconds: 1 },
    { period: undefined, seconds: 1 },
  ]);
});

test('a clip without a gain, or behind the end of the film, is silent', async () => {
  const { sounds } = await soundsOf(20, { played: { gainDb: undefined } }, { start: { offsetMs: 600_000 } });
  expect(sounds).toEqual([]);
});
