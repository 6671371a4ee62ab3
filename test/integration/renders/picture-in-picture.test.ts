import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { fetchOverlays, overlaysIn } from '../../../src/features/renders/overlays/overlay-images.ts';
import { overlaySounds } from '../../../src/features/renders/overlays/overlay-sounds.ts';
import { clipIn } from '../../../src/features/renders/overlays/overlay-spec.ts';
import type { OverlaySpec } from '../../../src/features/renders/overlays/overlay-spec.ts';
import { clipCommand, frameCommand } from '../../../src/features/renders/film/clip-command.ts';
import type { ClipSpec } from '../../../src/features/renders/film/film-spec.ts';
import { planTimeline } from '../../../src/features/renders/film/timeline.ts';
import type { ClipPlan } from '../../../src/features/renders/film/timeline.ts';
import type { StepRun } from '../../../src/features/jobs/steps/step-handler.ts';
import { visualStep } from '../../../src/features/renders/steps/visual.step.ts';
import { newId } from '../../../src/kernel/id.ts';
import { COUNTED, makeSource, numberOfGreens, rgbFrames } from '../../support/counted-clip.ts';
import { clipWorkshop } from '../../support/clip-workshop.ts';
import { ffmpegs } from '../../support/ffmpegs.ts';
import { turned } from '../../support/ordinary/parts.ts';
import { call, writeStill } from '../../support/small-film.ts';
import { smallSpec } from '../../support/small-spec.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const SPEC = smallSpec({ voicesMs: [1_000, 1_000, 1_000], spec: { transition: { kind: 'cut', ms: 400 } } });
const KNOWN = { fps: 30, sceneStarts: [0, 60, 120], frames: 180 };
/** The box of the clip in the frame of 320x180: its center is at (240, 50). */
const BOX = { left: 192, top: 18, width: 96, height: 64 };

const bodyOf = (scene: number): ClipPlan => ({ frames: 60, views: [{ scene, sceneFrames: 60, from: 0 }] });

function overlayOf(clip: Partial<ClipSpec>, more: Partial<OverlaySpec> = {}, height?: number): OverlaySpec {
  const file = { assetId: newId(), sha256: '', width: 96, height: 64, fit: 'FILL' as const, durationMs: 2_000 };
  return {
    id: 'pip',
    content: { clip: { ...file, trimStartMs: 0, speed: 1, shortClip: 'LOOP', ...clip }, ...(height !== undefined && { height }) },
    ...{ position: { x: 0.75, y: 50 / 180 }, width: 0.3, start: { offsetMs: 0 }, fadeInMs: 0, fadeOutMs: 0, opacity: 1 },
    ...more,
  };
}

const pixel = (frame: Buffer | undefined, x: number, y: number): readonly number[] =>
  [0, 1, 2].map((channel) => frame?.[(y * SPEC.width + x) * 3 + channel] ?? -1);
const near = (color: readonly number[], wanted: readonly number[], within = 24): boolean =>
  color.every((value, index) => Math.abs(value - (wanted[index] ?? 0)) <= within);

/** The number of the frame of COUNTED that the box shows. */
const shownIn = (frame: Buffer | undefined): number => {
  const [low = 0, high = 0] = [0.25, 0.75].map((x) => pixel(frame, BOX.left + x * BOX.width, BOX.top + BOX.height / 2)[1]);
  return numberOfGreens(low, high);
};
const range = (count: number, of: (n: number) => number): number[] => Array.from({ length: count }, (_, n) => of(n));

describe.each(ffmpegs)('$name', ({ media }) => {
  /** The frames of the body of a scene with the overlay, and without it. */
  async function film(
    workDir: string,
    source: string,
    shown: OverlaySpec | OverlaySpec[],
    scene = 0,
  ): Promise<readonly [Buffer[], Buffer[]]> {
    const [run, tools] = clipWorkshop(media, workDir, source);
    const still = path.join(workDir, 'still.png');
    await writeStill(still, SPEC, scene);
    const spec = { ...SPEC, overlays: [shown].flat() };
    const overlays = await fetchOverlays(run, tools, await overlaysIn(run, tools, spec, bodyOf(scene), KNOWN), 'body');
    const encode = async (name: string, laid: typeof overlays): Promise<Buffer[]> => {
      const output = path.join(workDir, name);
      const command = clipCommand({ spec, piece: bodyOf(scene), pictures: [still], overlays: laid, output, threads: 1 });
      await media.run(command, call(workDir));
      return rgbFrames(media, workDir, output, SPEC);
    };
    const frames = await encode('body.mp4', overlays);
    expect(frames).toHaveLength(60);
    return [frames, await encode('plain.mp4', [])];
  }

  test('a clip over a scene is in its box and its time alone, from its trimmed start on', async () => {
    await using folder = await temporaryFolder();
    const source = await makeSource(media, folder.path, COUNTED);
    const overlay = overlayOf({ trimStartMs: 500 }, { start: { offsetMs: 500 }, lengthMs: 1_000 });
    const [frames, plain] = await film(folder.path, source, overlay);
    expect(frames.slice(15, 45).map(shownIn)).toEqual(range(30, (n) => 15 + n));
    for (const [index, frame] of frames.entries()) {
      const places = [
        [BOX.left - 8, 50],
        [BOX.left + BOX.width + 8, 50],
        [240, BOX.top - 8],
        [240, BOX.top + BOX.height + 8],
        ...(index < 15 || index >= 45 ? [[BOX.left + 24, 50]] : []),
      ] as const;
      for (const [x = 0, y = 0] of places) {
        expect([index, x, y, near(pixel(frame, x, y), pixel(plain[index], x, y), 12)]).toEqual([index, x, y, true]);
      }
    }
  });

  test.each([
    ['LOOP', (n: number) => n % 20],
    ['HOLD', (n: number) => Math.min(n, 19)],
  ] as const)('a clip that is shorter than its time does %s, in the scene after it too', async (shortClip, indexOf) => {
    await using folder = await temporaryFolder();
    const source = await makeSource(media, folder.path, `${COUNTED},trim=end_frame=20`);
    const overlay = overlayOf({ shortClip, durationMs: 667 });
    expect((await film(folder.path, source, overlay))[0].map(shownIn)).toEqual(range(60, indexOf));
    expect((await film(folder.path, source, overlay, 1))[0].map(shownIn)).toEqual(range(60, (n) => indexOf(60 + n)));
  });

  test('a clip goes on in the next scene, twice as fast', async () => {
    await using folder = await temporaryFolder();
    const source = await makeSource(media, folder.path, COUNTED);
    const overlay = overlayOf({ speed: 2 }, { start: { offsetMs: 1_700 }, lengthMs: 900 });
    expect((await film(folder.path, source, overlay))[0].slice(51).map(shownIn)).toEqual(range(9, (n) => 2 * n));
    expect((await film(folder.path, source, overlay, 1))[0].slice(0, 18).map(shownIn)).toEqual(range(18, (n) => 2 * (9 + n)));
  });

  test('a clip moves while it fades, also where the fade began in the scene before', async () => {
    await using folder = await temporaryFolder();
    // White from frame 20 on.
    const source = await makeSource(
      media,
      folder.path,
      `nullsrc=s=96x64:r=30:d=2,format=yuv420p,geq=lum='if(lt(N,20),16,235)':cb=128:cr=128`,
    );
    const overlay = overlayOf({}, { start: { offsetMs: 1_500 }, fadeInMs: 1_000, lengthMs: 2_000 });
    const [[, ...frames], plain] = await film(folder.path, source, overlay, 1);
    // Frame 1 of scene 1 is frame 16 of the overlay.
    const share = (index: number, color: number): number => {
      const [below, shown] = [plain[index]?.[(50 * 320 + 216) * 3] ?? 0, frames[index - 1]?.[(50 * 320 + 216) * 3] ?? 0];
      return (shown - below) / (color - below);
    };
    for (const index of [1, 2, 3]) expect(share(index, 0)).toBeCloseTo((15 + index) / 30, 0.9);
    for (const index of [8, 12]) expect(share(index, 255)).toBeCloseTo((15 + index) / 30, 0.9);
    expect(pixel(frames[20], 216, 50).every((value) => value > 240)).toBe(true);
  });

  /** The left half is red, the right half blue. */
  const halves = `color=blue:s=48x64:r=30:d=1,format=rgb24[right];color=red:s=48x64:r=30:d=1,format=rgb24[left];[left][right]hstack,scale=out_color_matrix=bt601,format=yuv420p`;
  const [RED, BLUE] = [
    [255, 0, 0],
    [0, 0, 255],
  ] as const;

  test('a turned clip is upright, and keeps its shape', async () => {
    await using folder = await temporaryFolder();
    const source = await makeSource(media, folder.path, halves);
    await writeFile(source, turned(await readFile(source), 90));
    const overlay = overlayOf({ width: 64, height: 96 }, { width: 0.2, position: { x: 0.5, y: 0.5 } });
    const [frames, plain] = await film(folder.path, source, overlay);
    // The box of 64x96 is from (128, 42) to (192, 138).
    const [top, bottom] = [pixel(frames[30], 160, 50), pixel(frames[30], 160, 130)];
    expect([near(top, RED, 40) || near(top, BLUE, 40), near(bottom, RED, 40) || near(bottom, BLUE, 40)]).toEqual([true, true]);
    expect(near(top, bottom, 40)).toBe(false);
    for (const [x, y] of [
      [160, 36],
      [120, 90],
      [200, 90],
      [160, 144],
    ] as const) {
      expect(near(pixel(frames[30], x, y), pixel(plain[30], x, y), 12)).toBe(true);
    }
  });

  test('a clip fits into a box of another shape, between bars of the ground', async () => {
    await using folder = await temporaryFolder();
    const source = await makeSource(media, folder.path, halves);
    const overlay = overlayOf({ fit: 'FIT' }, { width: 0.5, position: { x: 0.5, y: 0.5 } }, 60 / 180);
    const [frames] = await film(folder.path, source, overlay);
    // The box of 160x60 is from (80, 60) on; the clip of 90x60 is in its middle.
    const seen = [90, 130, 190, 230].map((x) => pixel(frames[30], x, 90));
    expect([[0x20, 0x50, 0x80], RED, BLUE, [0x20, 0x50, 0x80]].map((wanted, index) => near(seen[index] ?? [], wanted, 40))).toEqual([
      ...[true, true, true, true],
    ]);
  });

  test('twenty clips at once are all there', async () => {
    await using folder = await temporaryFolder();
    const source = await makeSource(media, folder.path, COUNTED);
    const places = Array.from({ length: 20 }, (_, index) => ({
      x: (32 + (index % 5) * 64) / 320,
      y: (22 + Math.floor(index / 5) * 44) / 180,
    }));
    const clips = places.map((position, index) => overlayOf({}, { id: `clip-${index}`, position, width: 0.15 }));
    const [frames] = await film(folder.path, source, clips);
    for (const at of [0, 20, 59]) {
      const shown = places.map(({ x, y }) => {
        const [low = 0, high = 0] = [-12, 12].map((aside) => pixel(frames[at], Math.round(x * 320) + aside, Math.round(y * 180))[1]);
        return numberOfGreens(low, high);
      });
      expect(shown).toEqual(places.map(() => at));
    }
  });

  test('a preview shows the frame of the clip without preparing all of it', async () => {
    await using folder = await temporaryFolder();
    const source = await makeSource(media, folder.path, COUNTED);
    const [run, tools, count] = clipWorkshop(media, folder.path, source);
    const still = path.join(folder.path, 'still.png');
    await writeStill(still, SPEC, 1);
    const spec = { ...SPEC, overlays: [overlayOf({ trimStartMs: 200 }, { start: { scene: 1, offsetMs: 500 } })] };
    const piece: ClipPlan = { frames: 1, views: [{ scene: 1, sceneFrames: 60, from: 35 }] };
    const overlays = await fetchOverlays(run, tools, await overlaysIn(run, tools, spec, piece, { ...KNOWN, only: 0 }), 'frame');
    const output = path.join(folder.path, 'frame.jpg');
    await media.run(frameCommand({ spec, piece, pictures: [still], overlays, output, threads: 1 }, 0), call(folder.path));
    const raw = path.join(folder.path, 'frame.rgb');
    const outputOptions = ['-map', '0:v', '-pix_fmt', 'rgb24', '-f', 'rawvideo'];
    await media.run(
      { inputs: [{ path: output, format: 'jpeg_pipe' }], outputOptions, output: raw, threads: 1, timeoutMs: 60_000 },
      call(folder.path),
    );
    // 20 frames after its start, and 6 are skipped.
    expect(Math.abs(shownIn(await readFile(raw)) - 26)).toBeLessThanOrEqual(1);
    expect(count.made).toBe(1);
  });

  test('a clip over several scenes is prepared once, with the picture of the first of them', async () => {
    await using folder = await temporaryFolder();
    const source = await makeSource(media, folder.path, COUNTED);
    const [run, tools, count] = clipWorkshop(media, folder.path, source);
    const clip = clipIn(overlayOf({ sha256: 'scene' }).content);
    const scenes = SPEC.scenes.map((scene) => ({ ...scene, clip }));
    const first = overlayOf({}, { start: { scene: 1, offsetMs: 0 } });
    const spec = { ...SPEC, scenes, overlays: [first, { ...first, id: 'other', opacity: 0.5 }] };
    const show = (position: number) =>
      visualStep(tools)({
        ...run,
        job: { workspaceId: '', spec },
        step: { position, sceneId: scenes[position]?.id, format: 0 },
      } as StepRun);
    await show(0);
    expect(count.made).toBe(1);
    expect(await show(1)).toMatchObject({ reused: false, result: { clipFrames: 60 } });
    expect(count.made).toBe(2);
    for (const scene of [1, 2]) expect(await overlaysIn(run, tools, spec, bodyOf(scene), KNOWN)).toHaveLength(2);
    expect([count.made, (await show(1))?.reused]).toEqual([2, true]);
  });

  test('the parts of a clip that fades are one download', async () => {
    await using folder = await temporaryFolder();
    const source = await makeSource(media, folder.path, COUNTED);
    const [run, tools] = clipWorkshop(media, folder.path, source);
    const fading = { fadeInMs: 200, fadeOutMs: 200, lengthMs: 1_500 };
    const spec = { ...SPEC, overlays: [overlayOf({}, fading), overlayOf({ trimStartMs: 100 }, { id: 'other' })] };
    const fetched = await fetchOverlays(run, tools, await overlaysIn(run, tools, spec, bodyOf(0), KNOWN), 'body');
    expect(fetched).toHaveLength(4);
    expect(new Set(fetched.map((overlay) => overlay.path)).size).toBe(2);
    expect((await readdir(folder.path)).filter((name) => name.startsWith('body-overlay'))).toHaveLength(2);
  });

  test('a clip that is prepared for its sound alone reports that it goes on', async () => {
    await using folder = await temporaryFolder();
    const source = await makeSource(media, folder.path, COUNTED);
    const [run, tools, count] = clipWorkshop(media, folder.path, source);
    const reports: number[] = [];
    const timeline = planTimeline(SPEC, [{ samples: 48_000 }, { samples: 48_000 }, { samples: 48_000 }]);
    const spec = { ...SPEC, overlays: [overlayOf({ gainDb: 0 }), overlayOf({ gainDb: 0, trimStartMs: 100 }, { id: 'other' })] };
    await overlaySounds({ ...run, report: (fraction) => reports.push(fraction) }, tools, spec, timeline);
    expect(count.made).toBe(2);
    expect(reports.length).toBeGreaterThanOrEqual(2);
    expect(reports).toEqual([...new Set(reports)].toSorted((one, other) => one - other));
    expect(reports.at(-1)).toBeLessThan(0.001);
  });
});
