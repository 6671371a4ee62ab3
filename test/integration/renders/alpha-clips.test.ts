import { link, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { probeFilm } from '../../../src/features/assets/ingest/probe/probe-film.ts';
import { preparedClip } from '../../../src/features/renders/clips/clip-picture.ts';
import { clipCommand, frameCommand } from '../../../src/features/renders/film/clip-command.ts';
import type { ClipSpec } from '../../../src/features/renders/film/film-spec.ts';
import type { ClipPlan } from '../../../src/features/renders/film/timeline.ts';
import { fetchOverlays, overlaysIn } from '../../../src/features/renders/overlays/overlay-images.ts';
import type { OverlaySpec } from '../../../src/features/renders/overlays/overlay-spec.ts';
import { alphaOf } from '../../../src/features/renders/project/project-spec.ts';
import { newId } from '../../../src/kernel/id.ts';
import type { Media } from '../../../src/platform/media/media.ts';
import { clipWorkshop } from '../../support/clip-workshop.ts';
import { makeSource, rgbFrames } from '../../support/counted-clip.ts';
import { ffmpegs } from '../../support/ffmpegs.ts';
import { call, writeStill } from '../../support/small-film.ts';
import { smallSpec } from '../../support/small-spec.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const SPEC = smallSpec({ voicesMs: [1_000], spec: { transition: { kind: 'cut', ms: 400 } } });
const BODY: ClipPlan = { frames: 30, views: [{ scene: 0, sceneFrames: 30, from: 0 }] };
const KNOWN = { fps: 30, sceneStarts: [0], frames: 30 };
/** The box of the clip in the frame of 320x180. */
const BOX = { left: 112, top: 58, width: 96, height: 64 };
const RED = [255, 0, 0] as const;
const GROUND = [0x20, 0x50, 0x80] as const;

/** Red from the left up to a border that moves right by a pixel with each frame; the last rows behind it are half transparent. */
const moving = (format: string): string =>
  `color=red:s=96x64:r=30:d=1,format=rgba,geq=r=255:g=0:b=0:a='if(lt(X,24+N),255,if(gt(Y,40),128,0))',scale=out_color_matrix=bt601,format=${format}`;
const VPX = ['-pix_fmt', 'yuva420p', '-auto-alt-ref', '0', '-b:v', '1M'];
type Source = readonly [name: string, container: 'mov' | 'webm', graph: string, options: readonly string[]];
const VP9: Source = ['VP9 in WebM', 'webm', moving('yuva420p'), ['-c:v', 'libvpx-vp9', ...VPX]];
const SOURCES: readonly Source[] = [
  VP9,
  ['VP8 in WebM', 'webm', moving('yuva420p'), ['-c:v', 'libvpx', ...VPX]],
  ['ProRes 4444', 'mov', moving('yuva444p10le'), ['-c:v', 'prores_ks', '-profile:v', '4', '-pix_fmt', 'yuva444p10le']],
  ['PNG in QuickTime', 'mov', moving('rgba'), ['-c:v', 'png', '-pix_fmt', 'rgba']],
];

const pixel = (frame: Buffer | undefined, x: number, y: number): readonly number[] =>
  [0, 1, 2].map((channel) => frame?.[(y * SPEC.width + x) * 3 + channel] ?? -1);
/** The difference of the channel that differs most. */
const distance = (color: readonly number[], wanted: readonly number[]): number =>
  Math.max(...color.map((value, channel) => Math.abs(value - (wanted[channel] ?? 0))));
const half = (one: readonly number[], other: readonly number[]): number[] => one.map((value, at) => (value + (other[at] ?? 0)) / 2);

describe.each(ffmpegs)('$name', ({ media }) => {
  async function clipOf(workDir: string, [, container, graph, options]: Source, more: Partial<ClipSpec> = {}) {
    const source = await makeSource(media, workDir, graph, options, container);
    const info = await probeFilm(container, { path: source, media, call: call(workDir) });
    const [run, tools] = clipWorkshop(media, workDir, source, info);
    const placed = { fit: 'FILL', width: 96, height: 64, durationMs: 1_000, trimStartMs: 0, speed: 1, shortClip: 'LOOP' } as const;
    const clip: ClipSpec = {
      assetId: newId(),
      sha256: '',
      ...placed,
      ...alphaOf({ id: '', kind: 'VIDEO', metadata: info.metadata }),
      ...more,
    };
    return { run, tools, clip };
  }

  async function overlaid(workDir: string, source: Source, clip: Partial<ClipSpec> = {}, more: Partial<OverlaySpec> = {}) {
    const made = await clipOf(workDir, source, clip);
    const overlay: OverlaySpec = {
      ...{ id: 'one', content: { clip: made.clip }, position: { x: 0.5, y: 0.5 }, width: 0.3, start: { offsetMs: 0 } },
      ...{ fadeInMs: 0, fadeOutMs: 0, opacity: 1, ...more },
    };
    return { ...made, spec: { ...SPEC, overlays: [overlay] } };
  }

  /** The frames of a film whose picture the clip lies over, and those without it. */
  async function film(media_: Media, workDir: string, { run, tools, spec }: Awaited<ReturnType<typeof overlaid>>) {
    const still = path.join(workDir, 'still.png');
    await writeStill(still, SPEC, 0);
    const overlays = await fetchOverlays(run, tools, await overlaysIn(run, tools, spec, BODY, KNOWN), 'body');
    const encode = async (name: string, laid: typeof overlays): Promise<Buffer[]> => {
      const output = path.join(workDir, name);
      await media_.run(clipCommand({ spec, piece: BODY, pictures: [still], overlays: laid, output, threads: 1 }), call(workDir));
      return rgbFrames(media_, workDir, output, SPEC);
    };
    return { still, shown: await encode('body.mp4', overlays), below: await encode('below.mp4', []) };
  }

  test.each(SOURCES)('%s as the clip of a scene shows the ground where it is transparent', async (...source) => {
    await using folder = await temporaryFolder();
    const { run, tools, clip } = await clipOf(folder.path, source);
    const [scene] = SPEC.scenes;
    if (!scene) throw new Error('the film has no scene');
    const { artifact } = await preparedClip(run, tools, SPEC, { ...scene, clip });
    await link((artifact as unknown as { storageKey: string }).storageKey, path.join(folder.path, 'scene.mp4'));
    const frames = await rgbFrames(media, folder.path, path.join(folder.path, 'scene.mp4'), SPEC);
    // The frame shows three and a third times as many pixels as the clip.
    for (const [index, border] of [
      [0, 80],
      [20, 146],
    ] as const) {
      expect(distance(pixel(frames[index], border - 12, 90), RED)).toBeLessThan(16);
      expect(distance(pixel(frames[index], border + 12, 90), GROUND)).toBeLessThan(16);
      expect(distance(pixel(frames[index], border + 20, 165), half(RED, GROUND))).toBeLessThan(24);
    }
  });

  test.each(SOURCES)('%s over a picture shows the picture where it is transparent', async (...source) => {
    await using folder = await temporaryFolder();
    const { shown, below } = await film(media, folder.path, await overlaid(folder.path, source));
    expect(shown).toHaveLength(30);
    for (const [index, border] of [
      [0, 24],
      [20, 44],
    ] as const) {
      const at = (x: number, y: number): readonly number[] => pixel(shown[index], BOX.left + x, BOX.top + y);
      const behind = (x: number, y: number): readonly number[] => pixel(below[index], BOX.left + x, BOX.top + y);
      expect(distance(at(border - 6, 20), RED)).toBeLessThan(16);
      expect(distance(at(border + 6, 20), behind(border + 6, 20))).toBeLessThan(12);
      expect(distance(at(border + 8, 52), half(RED, behind(border + 8, 52)))).toBeLessThan(24);
    }
  });

  test('it fades, repeats and has its opacity', async () => {
    await using folder = await temporaryFolder();
    const source = await overlaid(folder.path, VP9, { durationMs: 333 }, { opacity: 0.5, fadeInMs: 333 });
    const { shown, below } = await film(media, folder.path, source);
    // A white line of the picture.
    const share = (index: number): number => {
      const [before, now] = [pixel(below[index], BOX.left + 9, BOX.top + 50), pixel(shown[index], BOX.left + 9, BOX.top + 50)];
      return ((now[1] ?? 0) - (before[1] ?? 0)) / -(before[1] ?? 0);
    };
    for (const [index, wanted] of [
      [0, 0],
      [5, 0.25],
      [12, 0.5],
      [29, 0.5],
    ] as const) {
      expect(Math.abs(share(index) - wanted)).toBeLessThan(0.12);
    }
    expect(distance(pixel(shown[29], BOX.left + 60, BOX.top + 20), pixel(below[29], BOX.left + 60, BOX.top + 20))).toBeLessThan(12);
  });

  test('in a box of another shape its bars are transparent', async () => {
    for (const fit of ['FIT', 'BLUR'] as const) {
      await using folder = await temporaryFolder();
      const made = await overlaid(folder.path, VP9, { fit });
      const [overlay] = made.spec.overlays;
      const spec = { ...SPEC, overlays: overlay ? [{ ...overlay, content: { clip: made.clip, height: 0.8 } }] : [] };
      const { shown, below } = await film(media, folder.path, { ...made, spec });
      expect(distance(pixel(shown[5], 130, 30), pixel(below[5], 130, 30))).toBeLessThan(12);
      expect(distance(pixel(shown[5], 125, 75), RED)).toBeLessThan(16);
    }
  });

  test('a preview shows it as the film does', async () => {
    await using folder = await temporaryFolder();
    const made = await overlaid(folder.path, VP9);
    const { still, below } = await film(media, folder.path, made);
    const { run, tools, spec } = made;
    const overlays = await fetchOverlays(run, tools, await overlaysIn(run, tools, spec, BODY, { ...KNOWN, only: 20 }), 'frame');
    const [output, raw] = [path.join(folder.path, 'frame.jpg'), path.join(folder.path, 'frame.rgb')];
    await media.run(frameCommand({ spec, piece: BODY, pictures: [still], overlays, output, threads: 1 }, 20), call(folder.path));
    const outputOptions = ['-map', '0:v', '-pix_fmt', 'rgb24', '-f', 'rawvideo'];
    const inputs = [{ path: output, format: 'jpeg_pipe' }];
    await media.run({ inputs, outputOptions, output: raw, threads: 1, timeoutMs: 60_000 }, call(folder.path));
    const shown = await readFile(raw);
    // A JPEG has fewer colors.
    expect(distance(pixel(shown, BOX.left + 38, BOX.top + 20), RED)).toBeLessThan(32);
    expect(distance(pixel(shown, BOX.left + 50, BOX.top + 20), pixel(below[20], BOX.left + 50, BOX.top + 20))).toBeLessThan(20);
  });
});
