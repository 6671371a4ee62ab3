import { writeFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { gql, register, type Person } from '../support/client.ts';
import { rgbFrames } from '../support/counted-clip.ts';
import { ffmpegs } from '../support/ffmpegs.ts';
import { download } from '../support/films.ts';
import { endPrograms } from '../support/program.ts';
import { importProject, render, sendFile, type RenderedJob } from '../support/projects.ts';
import { call } from '../support/small-film.ts';
import { startStack, type Stack } from '../support/stack.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const SIZE = { width: 640, height: 360 };
const COLORS = [
  [255, 0, 0],
  [0, 128, 0],
  [0, 0, 255],
] as const;

let stack: Stack;
let person: Person;

beforeAll(async () => {
  stack = await startStack();
  person = await register(stack.url);
});
afterAll(async () => {
  await stack.stop();
  await endPrograms();
});

/** Three seconds: a second of red, of green and of blue, with a tone. */
async function colorsClip(workDir: string): Promise<Buffer> {
  const output = path.join(workDir, 'colors.mp4');
  const graph = [
    ...['red', 'green', 'blue'].map((color, index) => `color=${color}:s=320x180:r=30:d=1,format=yuv420p[c${index}]`),
    '[c0][c1][c2]concat=n=3[v]',
    'sine=f=440:r=48000:d=3,volume=2[a]',
  ].join(';');
  const outputOptions = ['-map', '[v]', '-map', '[a]', '-c:v', 'libx264', '-c:a', 'aac', '-f', 'mp4'];
  const [{ media } = missing()] = ffmpegs;
  await media.run({ inputs: [], filterGraph: graph, outputOptions, output, threads: 1, timeoutMs: 60_000 }, call(workDir));
  return readFile(output);
}

function missing(): never {
  throw new Error('there is an ffmpeg');
}

it('a clip over a film is in its box at its times, with its sound, and changes nothing else', async () => {
  await using folder = await temporaryFolder();
  const [{ media } = missing()] = ffmpegs;
  const { createPreset } = await gql<{ createPreset: { id: string } }>(
    person,
    'mutation ($input: CreatePresetInput!) { createPreset(input: $input) { id } }',
    { input: { workspaceId: person.workspaceId, name: 'Small', resolution: 'P360', captionStyle: 'none' } },
  );
  const assetId = await sendFile(person, 'colors.mp4', 'video/mp4', await colorsClip(folder.path));
  const status = async (): Promise<string> =>
    (await gql<{ asset: { status: string } }>(person, 'query ($id: ID!) { asset(id: $id) { status } }', { id: assetId })).asset.status;
  await expect.poll(status, { timeout: 30_000 }).toBe('READY');
  const scenes = [
    { narration: '', caption: 'The first', durationMs: 3_000, transition: 'cut' },
    { narration: '', caption: 'The second', durationMs: 3_000 },
  ];
  // From one second on, over the cut: the rest of the red, the green, the blue and the red again.
  const clip = { id: 'clip', assetId, position: { x: 0.75, y: 0.3 }, width: 0.25, start: { from: 'FILM', offsetMs: 1_000 } };
  const tracks = [{ kind: 'CLIP', overlays: [{ ...clip, lengthMs: 4_000, trimStartMs: 500, gainDb: 0 }] }];
  const film = async (job: RenderedJob, name: string) => {
    expect(job).toMatchObject({ status: 'COMPLETED', failure: null });
    expect(job.checks.filter(({ ok }) => !ok)).toEqual([]);
    const file = path.join(folder.path, name);
    await writeFile(file, await download(job.video ?? missing()));
    return { file, frames: await rgbFrames(media, folder.path, file, SIZE) };
  };
  const of = { presetId: createPreset.id };
  const with_ = await film(await render(person, await importProject(person, 'With', scenes, tracks), of), 'with.mp4');
  const without = await film(await render(person, await importProject(person, 'With', scenes), of), 'without.mp4');
  expect([with_.frames.length, without.frames.length]).toEqual([180, 180]);

  /** Mean difference of all channels in a rectangle. */
  const difference = (frame: number, [left, top, right, bottom]: readonly [number, number, number, number]): number => {
    let sum = 0;
    for (let y = top; y < bottom; y += 1) {
      for (let at = (y * SIZE.width + left) * 3; at < (y * SIZE.width + right) * 3; at += 1) {
        sum += Math.abs((with_.frames[frame]?.[at] ?? 0) - (without.frames[frame]?.[at] ?? 0));
      }
    }
    return sum / ((right - left) * (bottom - top) * 3);
  };
  // The box of 160x90 is at 400, 62.
  const box = [402, 64, 558, 150] as const;
  const around = [
    [0, 0, 396, 360],
    [564, 0, 640, 360],
    [396, 0, 564, 58],
    [396, 156, 564, 360],
  ] as const;
  for (let frame = 0; frame < 180; frame += 5) {
    for (const part of around) expect([frame, part, difference(frame, part) < 3]).toEqual([frame, part, true]);
    if (frame < 30 || frame >= 150) expect([frame, difference(frame, box) < 3]).toEqual([frame, true]);
  }
  const colorAt = (frame: number): readonly number[] =>
    [0, 1, 2].map((channel) => with_.frames[frame]?.[(107 * SIZE.width + 480) * 3 + channel] ?? -1);
  const shown = [31, 43, 47, 73, 77, 103, 107, 121, 149].map((frame) =>
    COLORS.findIndex((wanted) => colorAt(frame).every((value, index) => Math.abs(value - (wanted[index] ?? 0)) < 40)),
  );
  // 15 frames of red, 30 of green, 30 of blue; then again.
  expect(shown).toEqual([0, 0, 1, 1, 2, 2, 0, 1, 1]);

  const sound = path.join(folder.path, 'sound.raw');
  const outputOptions = ['-map', '0:a', '-ac', '1', '-ar', '48000', '-f', 's16le'];
  await media.run(
    { inputs: [{ path: with_.file, format: 'mov' }], outputOptions, output: sound, threads: 1, timeoutMs: 60_000 },
    call(folder.path),
  );
  const bytes = await readFile(sound);
  const samples = new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
  const level = (fromMs: number, toMs: number): number =>
    samples.subarray(fromMs * 48, toMs * 48).reduce((most, value) => Math.max(most, Math.abs(value)), 0) / 32_768;
  expect(level(100, 950)).toBeLessThan(0.01);
  for (const ms of [1_100, 3_000, 4_700]) expect(level(ms, ms + 200)).toBeGreaterThan(0.05);
  expect(level(5_050, 5_900)).toBeLessThan(0.01);
});
