import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { clipCommand } from '../../../src/features/renders/film/clip-command.ts';
import { decodeClip } from '../../../src/features/renders/film/joined/decoded-clip.ts';
import { verifyFilm } from '../../../src/features/renders/film/verify.ts';
import { ffmpegs } from '../../support/ffmpegs.ts';
import { call, makeSmallFilm, writeStill } from '../../support/small-film.ts';
import { smallSpec } from '../../support/small-spec.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const SMALL = { width: 160, height: 90, fps: 24 } as const;

describe.each(ffmpegs)('$name', ({ media }) => {
  test('a film of 120 scenes passes every check', async () => {
    await using folder = await temporaryFolder();
    const voicesMs = Array.from({ length: 120 }, (_, index) => 100 + ((index * 37) % 200));
    const film = await makeSmallFilm({
      ...{ media, workDir: folder.path, voicesMs },
      spec: { ...SMALL, captionStyle: 'none', transition: { kind: 'cut', ms: 400 } },
    });
    expect(film.timeline.scenes).toHaveLength(120);
    const checks = await verifyFilm({ media, ...film, threads: 1, report: () => undefined, ...call(folder.path) });
    expect(checks.filter(({ ok, name }) => !ok && name !== 'readingSpeed')).toEqual([]);
  }, 240_000);

  test('a film of the longest scene that can be set, ten minutes, passes every check', async () => {
    await using folder = await temporaryFolder();
    const film = await makeSmallFilm({ media, workDir: folder.path, voicesMs: [600_000], spec: { ...SMALL, captionStyle: 'none' } });
    const checks = await verifyFilm({ media, ...film, threads: 2, report: () => undefined, ...call(folder.path) });
    expect(checks.filter(({ ok }) => !ok).map(({ name }) => name)).toEqual([]);
    expect(film.timeline.frames).toBeGreaterThanOrEqual(600 * SMALL.fps);
  }, 240_000);

  test('a clip of half an hour, longer than a scene can be set to, has each of its frames', async () => {
    await using folder = await temporaryFolder();
    const spec = smallSpec({ voicesMs: [1_800_000], spec: SMALL });
    const frames = 1_800 * SMALL.fps;
    const still = path.join(folder.path, 'still.png');
    await writeStill(still, spec, 0);
    const output = path.join(folder.path, 'body.mp4');
    const piece = { frames, views: [{ scene: 0, sceneFrames: frames, from: 0 }] } as const;
    await media.run(clipCommand({ spec, piece, pictures: [still], output, threads: 2 }), call(folder.path));
    const { durationMs, streams } = await media.probe({ path: output, format: 'mov' }, call(folder.path));
    expect([durationMs, streams.length]).toEqual([1_800_000, 1]);
    const decoded = await decodeClip({ media, ...call(folder.path) }, { path: output, durationMs, threads: 2 });
    expect([decoded.frames, decoded.packets.count, decoded.errors]).toEqual([frames, frames, 0]);
  }, 120_000);
});
