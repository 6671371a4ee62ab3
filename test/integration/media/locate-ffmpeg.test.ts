import { access, chmod, constants, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { locateFfmpeg, makeRunnable } from '../../../src/platform/media/locate-ffmpeg.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const BANNER = 'ffmpeg version 6.1.2 Copyright\\nlibavcodec 60. 31.102 / 60. 31.102';
const script = (banner: string, lists = ' V libx264 x\\n .S. xfade x'): string =>
  `#!/bin/sh\ncase "$*" in *-version*) printf '${banner}\\n' ;; *) printf '${lists}\\n' ;; esac\n`;

/** A folder with programs that answer as ffmpeg does. */
const programs = async (folder: string, text: string): Promise<string> => {
  for (const name of ['ffmpeg', 'ffprobe']) {
    await writeFile(path.join(folder, name), text, { mode: 0o755 });
  }
  return path.join(folder, 'ffmpeg');
};

const search = (cacheFolder: string, part: object = {}) => ({
  ffmpegPath: undefined,
  ffprobePath: undefined,
  searchPath: '',
  cacheFolder,
  bundled: { ffmpeg: undefined, ffprobe: undefined },
  ...part,
});

test('takes the one that FFMPEG_PATH names, with the ffprobe beside it', async () => {
  await using folder = await temporaryFolder();
  const ffmpegPath = await programs(folder.path, script(BANNER));
  expect(await locateFfmpeg(search(folder.path, { ffmpegPath }))).toMatchObject({
    ffmpegPath,
    ffprobePath: path.join(folder.path, 'ffprobe'),
    version: '6.1.2',
    source: 'FFMPEG_PATH',
    warning: expect.stringContaining('6.1.2'),
  });
});

test('never takes another one than FFMPEG_PATH names', async () => {
  await using folder = await temporaryFolder();
  await programs(folder.path, script(BANNER));
  const wrong = search(folder.path, { ffmpegPath: path.join(folder.path, 'missing'), searchPath: folder.path });
  await expect(locateFfmpeg(wrong)).rejects.toThrow(/No usable ffmpeg.*FFMPEG_PATH: .*missing cannot be run.*set FFMPEG_PATH/);
});

test('passes over an old one on PATH for the bundled one', async () => {
  await using old = await temporaryFolder();
  await using bundle = await temporaryFolder();
  await programs(old.path, script(BANNER.replaceAll('60.', '58.')));
  const ffmpeg = await programs(bundle.path, script(BANNER));
  const found = await locateFfmpeg(
    search(bundle.path, { searchPath: old.path, bundled: { ffmpeg, ffprobe: path.join(bundle.path, 'ffprobe') } }),
  );
  expect(found).toMatchObject({ source: 'bundled', ffmpegPath: ffmpeg });
});

test('says of each one what it lacks', async () => {
  await using folder = await temporaryFolder();
  await programs(folder.path, script(BANNER, ' V libx265 x'));
  await expect(locateFfmpeg(search(folder.path, { searchPath: folder.path }))).rejects.toThrow(
    /PATH: .* was built without libx264; bundled: no ffmpeg there/,
  );
});

test('gives a bundled program its missing run bit', async () => {
  await using folder = await temporaryFolder();
  const file = await programs(folder.path, script(BANNER));
  await chmod(file, 0o644);
  expect(await makeRunnable(file, '/nowhere')).toBe(file);
  await access(file, constants.X_OK);
});

test('copies a program that can not be changed', async () => {
  await using cache = await temporaryFolder();
  const bin = path.join(cache.path, 'bin');
  // In /proc not even root can set a run bit.
  const copy = await makeRunnable('/proc/version', bin);
  expect(path.dirname(copy)).toBe(bin);
  await access(copy, constants.X_OK);
});
