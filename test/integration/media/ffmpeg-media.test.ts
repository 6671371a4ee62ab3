import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, readlink, realpath, utimes, writeFile } from 'node:fs/promises';
import { getPriority } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { silentLog } from '../../../src/kernel/log.ts';
import { openMedia } from '../../../src/platform/media/ffmpeg-media.ts';
import { STANDARD_INPUT } from '../../../src/platform/media/media.ts';
import type { FfmpegCommand } from '../../../src/platform/media/media.ts';
import { ffmpegs } from '../../support/ffmpegs.ts';
import { ffmpegsOf } from '../../support/processes.ts';
import { call, writeTone } from '../../support/small-film.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** Processes whose working directory is `folder`: those that a call left behind. */
const processesIn = async (folder: string): Promise<string[]> => {
  const real = await realpath(folder);
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const folders = await Promise.all(ids.map((id) => readlink(`/proc/${id}/cwd`).catch(() => '')));
  return ids.filter((_, index) => folders[index] === real);
};

/** Grey pictures without end, at the speed of time. */
const endless: FfmpegCommand = {
  inputs: [{ path: '/dev/zero', format: 'rawvideo', options: ['-video_size', '64x64', '-framerate', '30', '-re'] }],
  outputOptions: ['-f', 'null'],
  output: '-',
  threads: 1,
  expectedMs: 60_000,
  timeoutMs: 60_000,
};
const gone = { timeout: 1000, interval: 20 };

describe.each(ffmpegs)('$name', ({ media, ffmpegPath, ffprobePath }) => {
  test('abort rejects with its reason, and the process is gone within a second', async () => {
    await using folder = await temporaryFolder();
    const stop = new AbortController();
    const reason = new Error('canceled by a person');
    const { promise: started, resolve: onProgress } = Promise.withResolvers<number>();
    const run = media.run({ ...endless, onProgress }, { workDir: folder.path, signal: stop.signal });
    await started;
    expect(await processesIn(folder.path)).not.toEqual([]);
    const askedAt = performance.now();
    stop.abort(reason);
    await expect(run).rejects.toBe(reason);
    expect(performance.now() - askedAt).toBeLessThan(1000);
    expect(await processesIn(folder.path)).toEqual([]);
  });

  test.each([false, true])('a tool in the background lets others go first: %s', async (isBackground) => {
    await using folder = await temporaryFolder();
    const stop = new AbortController();
    const { promise: started, resolve: onProgress } = Promise.withResolvers<number>();
    const run = media.run({ ...endless, onProgress }, { workDir: folder.path, signal: stop.signal, isBackground });
    await started;
    const ids = await processesIn(folder.path);
    const named = await Promise.all(ids.map((id) => readFile(`/proc/${id}/comm`, 'utf8')));
    const tool = ids[named.findIndex((name) => name.startsWith('ffmpeg'))];
    expect(getPriority(Number(tool))).toBe(isBackground ? 10 : 0);
    stop.abort(new Error('seen'));
    await expect(run).rejects.toThrow('seen');
  });

  test('what was aborted before is never started', async () => {
    await using folder = await temporaryFolder();
    const reason = new Error('too late');
    await expect(media.run(endless, { workDir: folder.path, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  test('every line of a log can be read, also of one that is longer than what is kept', async () => {
    await using folder = await temporaryFolder();
    let lines = 0;
    const { log } = await media.run(
      {
        ...{ inputs: [], filterGraph: 'color=s=16x16:r=30:d=100,showinfo[shown]', outputOptions: ['-map', '[shown]', '-f', 'null'] },
        ...{ output: '-', threads: 1, timeoutMs: 60_000 },
        onLogLine: (line) => void (lines += line.includes(' pts_time:') ? 1 : 0),
      },
      call(folder.path),
    );
    expect(lines).toBe(3_000);
    expect(log.split(' pts_time:').length).toBeLessThan(3_000);
  });

  describe('an input that is fed', () => {
    /** Grey pictures of 64x64, so many, each of a brightness of its own. */
    async function* pictures(count: number): AsyncGenerator<Uint8Array> {
      for (let index = 0; index < count; index += 1) yield new Uint8Array(64 * 64).fill(index);
    }
    const fed = (feed: AsyncIterable<Uint8Array>, output: string, more: readonly string[] = []): FfmpegCommand => ({
      inputs: [
        { path: STANDARD_INPUT, format: 'rawvideo', options: ['-pixel_format', 'gray', '-video_size', '64x64', '-framerate', '30'] },
      ],
      feed,
      outputOptions: more.includes('-f') ? more : [...more, '-f', 'rawvideo'],
      output,
      threads: 1,
      timeoutMs: 60_000,
    });

    test('arrives whole and in order', async () => {
      await using folder = await temporaryFolder();
      const output = path.join(folder.path, 'out.raw');
      await media.run(fed(pictures(40), output), call(folder.path));
      const bytes = await readFile(output);
      expect(bytes.length).toBe(40 * 64 * 64);
      expect([0, 17, 39].map((index) => bytes[index * 64 * 64])).toEqual([0, 17, 39]);
    });

    test('may be longer than what is taken of it', async () => {
      await using folder = await temporaryFolder();
      const output = path.join(folder.path, 'out.raw');
      await media.run(fed(pictures(Infinity), output, ['-frames:v', '3']), call(folder.path));
      expect((await readFile(output)).length).toBe(3 * 64 * 64);
    });

    test('that fails ends the run with its error', async () => {
      await using folder = await temporaryFolder();
      const error = new Error('no such glyph');
      async function* broken(): AsyncGenerator<Uint8Array> {
        yield* pictures(2);
        throw error;
      }
      await expect(media.run(fed(broken(), path.join(folder.path, 'out.raw')), call(folder.path))).rejects.toBe(error);
      expect(await processesIn(folder.path)).toEqual([]);
    });

    test('is no longer asked for after an abort', async () => {
      await using folder = await temporaryFolder();
      const stop = new AbortController();
      const reason = new Error('canceled by a person');
      let isClosed = false;
      async function* endlessly(): AsyncGenerator<Uint8Array> {
        try {
          for (let index = 0; ; index += 1) {
            if (index === 50) stop.abort(reason);
            yield new Uint8Array(64 * 64);
          }
        } finally {
          isClosed = true;
        }
      }
      await expect(media.run(fed(endlessly(), '-', ['-f', 'null']), { workDir: folder.path, signal: stop.signal })).rejects.toBe(reason);
      await expect.poll(() => isClosed).toBe(true);
    });
  });

  test('the time limit ends it with FFMPEG_TIMEOUT', async () => {
    await using folder = await temporaryFolder();
    await expect(media.run({ ...endless, timeoutMs: 300 }, call(folder.path))).rejects.toMatchObject({ code: 'FFMPEG_TIMEOUT' });
    expect(await processesIn(folder.path)).toEqual([]);
  });

  test('one that makes no progress is killed with STALLED', async () => {
    await using folder = await temporaryFolder();
    const watched = openMedia({ ffmpegPath, ffprobePath, version: '', log: silentLog, silenceMs: 1000 });
    const { promise: started, resolve: onProgress } = Promise.withResolvers<number>();
    const run = watched.run({ ...endless, onProgress }, call(folder.path));
    await started;
    // A stopped process dies of nothing but SIGKILL.
    for (const { pid } of ffmpegsOf(process.pid)) process.kill(pid, 'SIGSTOP');
    await expect(run).rejects.toMatchObject({ code: 'STALLED', retryable: true });
    expect(await processesIn(folder.path)).toEqual([]);
  });

  test('one that reports nothing while it writes its output is left alone, and is killed when it stops writing', async () => {
    await using folder = await temporaryFolder();
    const watched = openMedia({ ffmpegPath, ffprobePath, version: '', log: silentLog, silenceMs: 1000 });
    const output = path.join(folder.path, 'out.rgb');
    const { promise: started, resolve: onProgress } = Promise.withResolvers<number>();
    const run = watched.run({ ...endless, outputOptions: ['-f', 'rawvideo'], output, onProgress }, call(folder.path));
    let isOver = false;
    const ended = run.catch((error: unknown) => error).finally(() => (isOver = true));
    await started;
    for (const { pid } of ffmpegsOf(process.pid)) process.kill(pid, 'SIGSTOP');
    for (let writes = 0; writes < 30; writes += 1) {
      await utimes(output, new Date(), new Date());
      await pause(100);
    }
    expect(isOver).toBe(false);
    expect(await ended).toMatchObject({ code: 'STALLED' });
  });

  test('one that works without output is left alone, and reports ever more', async () => {
    await using folder = await temporaryFolder();
    const watched = openMedia({ ffmpegPath, ffprobePath, version: '', log: silentLog, silenceMs: 600 });
    const fractions: number[] = [];
    // One picture, of the frames that are left after what takes seconds to skip.
    const inputs = [{ path: '/dev/zero', format: 'rawvideo', options: ['-video_size', '1920x1080', '-framerate', '30', '-t', '20'] }];
    const filterGraph = '[0:v]gblur=sigma=9,trim=start=19.9,scale=64:64,tile=3x1[strip]';
    const outputOptions = ['-map', '[strip]', '-frames:v', '1', '-f', 'rawvideo'];
    const output = path.join(folder.path, 'strip.raw');
    const onProgress = (fraction: number): void => void fractions.push(fraction);
    const command = { ...endless, inputs, filterGraph, outputOptions, output, onProgress };
    const { wallMs } = await watched.run(command, call(folder.path));
    expect(wallMs).toBeGreaterThan(1_200);
    const silent = fractions.filter((fraction) => fraction < 0.001);
    expect(silent.length).toBeGreaterThan(0);
    expect(silent).toEqual([...new Set(silent)].sort((a, b) => a - b));
    expect((await readFile(output)).length).toBeGreaterThan(0);
  });

  test('one that goes on is left alone, however long it takes', async () => {
    await using folder = await temporaryFolder();
    const watched = openMedia({ ffmpegPath, ffprobePath, version: '', log: silentLog, silenceMs: 1000 });
    // No length is known, and so no fraction.
    const input = endless.inputs.map((one) => ({ ...one, options: [...(one.options ?? []), '-t', '3'] }));
    const { expectedMs: _, ...lengthless } = endless;
    const { wallMs } = await watched.run({ ...lengthless, inputs: input }, call(folder.path));
    expect(wallMs).toBeGreaterThan(2000);
  });

  test('when our own process is killed, ffmpeg goes with it', async () => {
    await using folder = await temporaryFolder();
    const script = path.join(import.meta.dirname, '../../support/run-ffmpeg-until-killed.ts');
    const parent = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, ffmpegPath, folder.path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(parent.stdout, 'data');
    expect(await processesIn(folder.path)).not.toEqual([]);
    parent.kill('SIGKILL');
    await vi.waitFor(async () => expect(await processesIn(folder.path)).toEqual([]), gone);
  });

  test('nothing is left behind after a good end either', async () => {
    await using folder = await temporaryFolder();
    const fractions: number[] = [];
    const input = endless.inputs.map((one) => ({ ...one, options: [...(one.options ?? []), '-t', '1'] }));
    const { wallMs } = await media.run(
      { ...endless, inputs: input, expectedMs: 1000, onProgress: (f) => fractions.push(f) },
      call(folder.path),
    );
    expect(wallMs).toBeGreaterThan(500);
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect(fractions.at(-1)).toBe(1);
    await vi.waitFor(async () => expect(await processesIn(folder.path)).toEqual([]), gone);
  });

  test('a full disk is DISK_FULL', async () => {
    await using folder = await temporaryFolder();
    await writeTone(path.join(folder.path, 'a.wav'), 3000);
    const inputs = [{ path: path.join(folder.path, 'a.wav'), format: 'wav' }];
    const full = { ...endless, inputs, outputOptions: ['-f', 'wav'], output: '/dev/full' };
    await expect(media.run(full, call(folder.path))).rejects.toMatchObject({ code: 'DISK_FULL', category: 'RESOURCE', retryable: true });
  });

  test('a file beyond the limit is OUTPUT_TOO_LARGE', async () => {
    await using folder = await temporaryFolder();
    const small = openMedia({ ffmpegPath, ffprobePath, version: '', log: silentLog, maxFileBytes: 64 * 1024 });
    await writeTone(path.join(folder.path, 'a.wav'), 3000);
    const inputs = [{ path: path.join(folder.path, 'a.wav'), format: 'wav' }];
    const large = { ...endless, inputs, outputOptions: ['-f', 'wav'], output: path.join(folder.path, 'b.wav') };
    await expect(small.run(large, call(folder.path))).rejects.toMatchObject({ code: 'OUTPUT_TOO_LARGE', retryable: false });
  });

  test('a failure shows the end of the log without paths', async () => {
    await using folder = await temporaryFolder();
    const inputs = [{ path: path.join(folder.path, 'missing.wav'), format: 'wav' }];
    const failure: unknown = await media.run({ ...endless, inputs }, call(folder.path)).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'FFMPEG_FAILED', logTail: expect.arrayContaining([expect.stringContaining('No such file')]) });
    expect(JSON.stringify(failure)).not.toContain(folder.path);
  });

  test('an earlier attempt is written over, not kept', async () => {
    await using folder = await temporaryFolder();
    const output = path.join(folder.path, 'b.wav');
    await writeTone(path.join(folder.path, 'a.wav'), 100);
    await writeFile(output, 'half of something');
    await media.run(
      { ...endless, inputs: [{ path: path.join(folder.path, 'a.wav'), format: 'wav' }], outputOptions: ['-f', 'wav'], output },
      call(folder.path),
    );
    expect((await readFile(output)).toString('latin1', 0, 4)).toBe('RIFF');
  });

  test('a list that names a web address is not followed', async () => {
    await using folder = await temporaryFolder();
    const list = path.join(folder.path, 'list.txt');
    await writeFile(list, "ffconcat version 1.0\nfile 'http://127.0.0.1:9/a.mp4'\n");
    const inputs = [{ path: list, format: 'concat', options: ['-safe', '0'] }];
    await expect(media.run({ ...endless, inputs }, call(folder.path))).rejects.toMatchObject({
      logTail: expect.arrayContaining([expect.stringContaining('not on whitelist')]),
    });
  });

  test('nothing of our environment reaches it', async () => {
    await using folder = await temporaryFolder();
    const stop = new AbortController();
    process.env['REELWRIGHT_TEST_SECRET'] = 'hush';
    const { promise: started, resolve: onProgress } = Promise.withResolvers<number>();
    const run = media.run({ ...endless, onProgress }, { workDir: folder.path, signal: stop.signal });
    await started;
    const environments = await Promise.all((await processesIn(folder.path)).map((id) => readFile(`/proc/${id}/environ`, 'utf8')));
    delete process.env['REELWRIGHT_TEST_SECRET'];
    stop.abort(new Error('done'));
    await expect(run).rejects.toThrow('done');
    expect(environments.length).toBeGreaterThan(0);
    for (const environment of environments) expect(environment).not.toContain('hush');
  });

  test('probes by the forced demuxer only', async () => {
    await using folder = await temporaryFolder();
    const file = path.join(folder.path, 'a.wav');
    await writeTone(file, 1000);
    const probe = await media.probe({ path: file, format: 'wav' }, call(folder.path));
    expect(probe).toMatchObject({ durationMs: 1000, formatName: 'wav' });
    expect(probe.streams).toMatchObject([{ kind: 'audio', codec: 'pcm_s16le', sampleRate: 48_000, channels: 1 }]);
    await expect(media.probe({ path: file, format: 'mov' }, call(folder.path))).rejects.toMatchObject({ code: 'MEDIA_UNREADABLE' });
  });
});
