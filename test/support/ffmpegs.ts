import { tmpdir } from 'node:os';
import path from 'node:path';
import { silentLog } from '../../src/kernel/log.ts';
import { openMedia } from '../../src/platform/media/ffmpeg-media.ts';
import { type FfmpegSearch, type LocatedFfmpeg, locateFfmpeg } from '../../src/platform/media/locate-ffmpeg.ts';

const cacheFolder = path.join(tmpdir(), `reelwright-test-${process.getuid?.() ?? 0}`, 'bin');
const nowhere: FfmpegSearch = { ffmpegPath: undefined, ffprobePath: undefined, searchPath: '', cacheFolder };

const tryToLocate = (search: Partial<FfmpegSearch>): Promise<LocatedFfmpeg | undefined> =>
  locateFfmpeg({ ...nowhere, ...search }).catch(() => undefined);

/** The one that FFMPEG_PATH names, and no other; without it the one on PATH and the bundled one. Recipes must hold on each. */
const locateAll = async (): Promise<LocatedFfmpeg[]> => {
  const { FFMPEG_PATH, FFPROBE_PATH, PATH = '' } = process.env;
  const found = FFMPEG_PATH
    ? [await tryToLocate({ ffmpegPath: FFMPEG_PATH, ffprobePath: FFPROBE_PATH, searchPath: PATH })]
    : await Promise.all([tryToLocate({ searchPath: PATH, bundled: { ffmpeg: undefined, ffprobe: undefined } }), tryToLocate({})]);
  return found.filter((one) => one !== undefined);
};

export const ffmpegs = (await locateAll()).map((located) => ({
  name: `ffmpeg ${located.version} (${located.source})`,
  ...located,
  media: openMedia({ ...located, log: silentLog }),
}));
if (ffmpegs.length === 0) throw new Error('No ffmpeg to test with.');
