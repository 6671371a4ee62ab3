import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createCanvas } from '@napi-rs/canvas';
import { describe, expect, test } from 'vitest';
import { clipCommand } from '../../../src/features/renders/film/clip-command.ts';
import { readMp4Layout } from '../../../src/features/renders/film/mp4.ts';
import type { ClipPlan } from '../../../src/features/renders/film/timeline.ts';
import { TRANSITIONS } from '../../../src/platform/catalogue/transitions.ts';
import type { TransitionName } from '../../../src/platform/catalogue/transitions.ts';
import type { Media } from '../../../src/platform/media/media.ts';
import { ffmpegs } from '../../support/ffmpegs.ts';
import { call } from '../../support/small-film.ts';
import { smallSpec } from '../../support/small-spec.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const SPEC = smallSpec({ voicesMs: [700, 700] });
const FRAMES = 12;
const JOIN: ClipPlan = {
  frames: FRAMES,
  views: [
    { scene: 0, sceneFrames: 40, from: 34 },
    { scene: 1, sceneFrames: 40, from: -6 },
  ],
};

/** A picture from black to white, so that levels outside of the video range would show. */
async function writeRamp(file: string): Promise<void> {
  const canvas = createCanvas(SPEC.width, SPEC.height);
  const context = canvas.getContext('2d');
  const ramp = context.createLinearGradient(0, 0, SPEC.width, 0);
  ramp.addColorStop(0, '#000000');
  ramp.addColorStop(1, '#ffffff');
  context.fillStyle = ramp;
  context.fillRect(0, 0, SPEC.width, SPEC.height);
  await writeFile(file, canvas.toBuffer('image/png'));
}

interface Levels {
  readonly least: number;
  readonly most: number;
  readonly mean: number;
}

/** Luma of each frame of a clip, as coded. */
async function levelsOf(media: Media, workDir: string, clip: string): Promise<Levels[]> {
  const output = path.join(workDir, 'frames.yuv');
  const outputOptions = ['-map', '0:v', '-pix_fmt', 'yuv420p', '-f', 'rawvideo'];
  await media.run({ inputs: [{ path: clip, format: 'mov' }], outputOptions, output, threads: 1, timeoutMs: 60_000 }, call(workDir));
  const bytes = await readFile(output);
  const pixels = SPEC.width * SPEC.height;
  return Array.from({ length: bytes.length / (pixels * 1.5) }, (_, frame) => {
    const luma = bytes.subarray(frame * pixels * 1.5, frame * pixels * 1.5 + pixels);
    const sum = luma.reduce((all, one) => all + one, 0);
    return { least: luma.reduce((a, b) => Math.min(a, b)), most: luma.reduce((a, b) => Math.max(a, b)), mean: sum / pixels };
  });
}

describe.each(ffmpegs)('$name', ({ media }) => {
  const makeClip = async (workDir: string, kind: TransitionName, piece: ClipPlan = JOIN): Promise<string> => {
    const still = path.join(workDir, 'ramp.png');
    await writeRamp(still);
    const output = path.join(workDir, `${kind}.mp4`);
    const spec = { ...SPEC, transition: { kind, ms: 400 } };
    const pictures = piece.views.map(() => still);
    await media.run(clipCommand({ spec, piece, pictures, output, threads: 1 }), call(workDir));
    return output;
  };

  test.each(TRANSITIONS.names.filter((one) => one !== 'cut'))('%s stays in the range of video levels', async (kind) => {
    await using folder = await temporaryFolder();
    const levels = await levelsOf(media, folder.path, await makeClip(folder.path, kind));
    expect(levels).toHaveLength(FRAMES);
    // The encoder rings at hard edges.
    for (const { least, most } of levels) {
      expect(least).toBeGreaterThanOrEqual(8);
      expect(most).toBeLessThanOrEqual(243);
    }
  });

  test.each([
    ['fadeblack', 16],
    ['fadewhite', 202],
  ] as const)('%s has its colour at the cut and is the same on both sides of it', async (kind, level) => {
    await using folder = await temporaryFolder();
    const levels = await levelsOf(media, folder.path, await makeClip(folder.path, kind));
    const cut = FRAMES / 2;
    for (let away = 0; away < cut; away += 1) {
      const [before, after] = [levels[cut - 1 - away], levels[cut + away]];
      expect(Math.abs((before?.mean ?? 0) - (after?.mean ?? 0))).toBeLessThan(2);
      expect(Math.abs((before?.mean ?? 0) - level)).toBeLessThan((1.2 * away * Math.abs(125.5 - level)) / cut + 2);
      expect(Math.abs((before?.mean ?? 0) - level)).toBeGreaterThanOrEqual((0.8 * away * Math.abs(125.5 - level)) / cut);
    }
  });

  test('begins a group of pictures at the cut', async () => {
    await using folder = await temporaryFolder();
    for (const kind of ['fade', 'fadewhite', 'slideup'] as const) {
      expect((await readMp4Layout(await makeClip(folder.path, kind))).keyFrames).toEqual([0, FRAMES / 2]);
    }
  });

  test('the last picture fades to black, within the range', async () => {
    await using folder = await temporaryFolder();
    const ending: ClipPlan = { frames: 40, views: [{ scene: 1, sceneFrames: 60, from: 20 }] };
    const levels = await levelsOf(media, folder.path, await makeClip(folder.path, 'fade', ending));
    expect(levels).toHaveLength(40);
    const full = levels[0]?.mean ?? 0;
    expect(Math.abs((levels[21]?.mean ?? 0) - full)).toBeLessThan(2);
    for (let frame = 24; frame < 40; frame += 1) expect(levels[frame]?.mean).toBeLessThan(levels[frame - 1]?.mean ?? 0);
    expect(levels.at(-1)?.mean).toBeLessThan(26);
    expect(levels.at(-1)?.least).toBeGreaterThanOrEqual(14);
  });
});
