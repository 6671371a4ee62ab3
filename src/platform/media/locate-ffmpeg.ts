import { access, chmod, constants, copyFile, mkdir, rename, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { StartError } from '../../kernel/start-error.ts';
import { isListed, judgeFfmpeg, outdated } from './ffmpeg-version.ts';
import { runTool } from './ffmpeg-process.ts';

export interface FfmpegSearch {
  /** FFMPEG_PATH and FFPROBE_PATH. If a configured program cannot be used, that is reported, and no other one is tried. */
  readonly ffmpegPath: string | undefined;
  readonly ffprobePath: string | undefined;
  /** PATH of the environment. */
  readonly searchPath: string;
  /** Private folder for copies of bundled programs whose package cannot be made executable. */
  readonly cacheFolder: string;
  /** Paths of the bundled programs; by default those in the npm packages. */
  readonly bundled?: { readonly ffmpeg: string | undefined; readonly ffprobe: string | undefined };
}

export interface LocatedFfmpeg {
  readonly ffmpegPath: string;
  readonly ffprobePath: string;
  readonly version: string;
  readonly source: 'FFMPEG_PATH' | 'PATH' | 'bundled';
  /** Warning for the operator when this version has known vulnerabilities; else undefined. */
  readonly warning: string | undefined;
}

const ASK_TIMEOUT_MS = 20_000;

const mayRun = (file: string): Promise<boolean> =>
  access(file, constants.X_OK).then(
    () => stat(file).then((stats) => stats.isFile()),
    () => false,
  );

const onPath = async (searchPath: string, name: string): Promise<string | undefined> => {
  for (const folder of searchPath.split(path.delimiter).filter((part) => path.isAbsolute(part))) {
    const file = path.join(folder, name);
    if (await mayRun(file)) return file;
  }
  return undefined;
};

const packaged = (file: string): string | undefined => {
  try {
    return createRequire(import.meta.url).resolve(file);
  } catch {
    return undefined;
  }
};

const bundledPrograms = () => ({
  ffmpeg: packaged(`@ffmpeg-binary/${process.platform}-${process.arch}/ffmpeg`),
  ffprobe: packaged(`@ffprobe-installer/${process.platform}-${process.arch}/ffprobe`),
});

/**
 * Makes a bundled program executable and returns its path. The packages set the executable bit in install scripts, which newer versions of
 * npm do not run, and one sets it only for its owner. If the package is read-only, a copy in `cacheFolder` gets the bit; the copy's name
 * has size and date, which identify a newer package.
 */
export const makeRunnable = async (file: string, cacheFolder: string): Promise<string> => {
  if (await mayRun(file)) return file;
  const changed = await chmod(file, 0o755).then(
    () => true,
    () => false,
  );
  if (changed && (await mayRun(file))) return file;
  const { size, mtimeMs } = await stat(file);
  const copy = path.join(cacheFolder, `${path.basename(file)}-${size}-${Math.round(mtimeMs)}`);
  if (await mayRun(copy)) return copy;
  await mkdir(cacheFolder, { recursive: true, mode: 0o700 });
  const unfinished = `${copy}.${process.pid}`;
  await copyFile(file, unfinished);
  await chmod(unfinished, 0o755);
  await rename(unfinished, copy);
  return copy;
};

const ask = async (program: string, ...question: string[]): Promise<string> => {
  const call = { program, arguments: question, workDir: '/', signal: AbortSignal.timeout(ASK_TIMEOUT_MS + 1000) };
  const exit = await runTool({ ...call, timeoutMs: ASK_TIMEOUT_MS, maxFileBytes: 0 });
  return exit.code === 0 ? exit.stdout : '';
};

/** @throws StartError when a located ffmpeg cannot be run any longer */
export const assertFfmpegRuns = async (ffmpegPath: string): Promise<void> => {
  const banner = await ask(ffmpegPath, '-hide_banner', '-version');
  if (!banner.startsWith('ffmpeg version')) throw new StartError('ffmpeg cannot be run.');
};

/** Names of these encoders and filters that an ffmpeg does not have. */
export const lackedBy = async (
  ffmpegPath: string,
  needed: { readonly encoders: readonly string[]; readonly filters: readonly string[] },
): Promise<string[]> => {
  const [encoders, filters] = await Promise.all([
    ask(ffmpegPath, '-hide_banner', '-encoders'),
    ask(ffmpegPath, '-hide_banner', '-filters'),
  ]);
  return [...needed.encoders.filter((name) => !isListed(encoders, name)), ...needed.filters.filter((name) => !isListed(filters, name))];
};

const judge = async (program: string) => {
  const [banner, encoders, filters] = await Promise.all([
    ask(program, '-hide_banner', '-version'),
    ask(program, '-hide_banner', '-encoders'),
    ask(program, '-hide_banner', '-filters'),
  ]);
  return judgeFfmpeg({ banner, encoders, filters });
};

/**
 * Finds a usable ffmpeg: FFMPEG_PATH, then PATH, then the bundled one; ffprobe by FFPROBE_PATH, next to that ffmpeg, on PATH, bundled.
 * @throws StartError when there is none.
 */
export const locateFfmpeg = async (search: FfmpegSearch): Promise<LocatedFfmpeg> => {
  const bundled = search.bundled ?? bundledPrograms();
  const reasons: string[] = [];

  const consider = async (source: LocatedFfmpeg['source'], file: string | undefined): Promise<LocatedFfmpeg | undefined> => {
    if (file === undefined) return void reasons.push(`${source}: no ffmpeg there`);
    if (!(await mayRun(file))) return void reasons.push(`${source}: ${file} cannot be run`);
    const verdict = await judge(file);
    if (verdict.lacks !== undefined) return void reasons.push(`${source}: ${file} ${verdict.lacks}`);
    const ffprobePath = await locateFfprobe(file);
    if (ffprobePath === undefined) return void reasons.push(`${source}: no ffprobe for ${file} (set FFPROBE_PATH)`);
    return { ffmpegPath: file, ffprobePath, version: verdict.version, source, warning: outdated(verdict.version) };
  };

  const locateFfprobe = async (ffmpegPath: string): Promise<string | undefined> => {
    if (search.ffprobePath !== undefined) return (await mayRun(search.ffprobePath)) ? search.ffprobePath : undefined;
    const beside = path.join(path.dirname(ffmpegPath), 'ffprobe');
    if (await mayRun(beside)) return beside;
    const found = await onPath(search.searchPath, 'ffprobe');
    return found ?? (bundled.ffprobe && makeRunnable(bundled.ffprobe, search.cacheFolder));
  };

  const bundledFfmpeg = () => bundled.ffmpeg && makeRunnable(bundled.ffmpeg, search.cacheFolder);
  const found =
    search.ffmpegPath !== undefined
      ? await consider('FFMPEG_PATH', path.resolve(search.ffmpegPath))
      : ((await consider('PATH', await onPath(search.searchPath, 'ffmpeg'))) ?? (await consider('bundled', await bundledFfmpeg())));
  if (found !== undefined) return found;
  throw new StartError(
    `No usable ffmpeg. Needed: version 5 or newer with libx264 and xfade, and ffprobe. ${reasons.join('; ')}. ` +
      'Install ffmpeg, or set FFMPEG_PATH (and FFPROBE_PATH) to one.',
  );
};
