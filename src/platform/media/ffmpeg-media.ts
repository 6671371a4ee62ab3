import type { Log } from '../../kernel/log.ts';
import { ffmpegArguments, ffprobeArguments } from './ffmpeg-arguments.ts';
import { failureOf, lookedAt, unreadable } from './ffmpeg-failure.ts';
import { runTool } from './ffmpeg-process.ts';
import { readProgress } from './ffmpeg-progress.ts';
import type { FfmpegCommand, FfmpegInput, FfmpegResult, Media, MediaCall, Probe } from './media.ts';
import { readProbe } from './probe-json.ts';

export interface MediaOptions {
  readonly ffmpegPath: string;
  readonly ffprobePath: string;
  readonly version: string;
  readonly log: Log;
  /** Largest file that one run may write; 16 GiB when left out. */
  readonly maxFileBytes?: number;
}

const GIBIBYTE = 1024 ** 3;
const PROBE_TIMEOUT_MS = 30_000;

/** Fractions from 0 to 1 that never fall, from text in pieces of any length. */
const progressReader = ({ expectedMs, onProgress }: FfmpegCommand): ((text: string) => void) => {
  let rest = '';
  let highest = 0;
  return (text) => {
    const reading = readProgress(rest + text);
    rest = reading.rest;
    if (reading.outMs === undefined || expectedMs === undefined || onProgress === undefined) return;
    const fraction = Math.min(1, reading.outMs / expectedMs);
    if (fraction <= highest) return;
    highest = fraction;
    onProgress(fraction);
  };
};

/** ffmpeg and ffprobe behind the interface of `media.ts`; paths come from `locateFfmpeg`. */
export const openMedia = ({ ffmpegPath, ffprobePath, version, log, maxFileBytes = 16 * GIBIBYTE }: MediaOptions): Media => {
  const run = async (command: FfmpegCommand, { workDir, signal }: MediaCall): Promise<FfmpegResult> => {
    const exit = await runTool({
      program: ffmpegPath,
      arguments: ffmpegArguments(command),
      workDir,
      signal,
      timeoutMs: command.timeoutMs,
      maxFileBytes,
      onReport: progressReader(command),
    });
    log.debug({ tool: 'ffmpeg', wallMs: Math.round(exit.wallMs) }, 'tool ended');
    const found = failureOf('ffmpeg', exit);
    if (found === undefined) return { log: exit.log, wallMs: exit.wallMs };
    const failure = await lookedAt(
      found,
      exit,
      command.inputs.map(({ path }) => path),
    );
    log.warn({ code: failure.code, exitCode: exit.code, logTail: failure.logTail, wallMs: exit.wallMs }, 'ffmpeg failed');
    throw failure;
  };

  const probe = async (input: FfmpegInput, { workDir, signal }: MediaCall): Promise<Probe> => {
    const exit = await runTool({
      program: ffprobePath,
      arguments: ffprobeArguments(input),
      workDir,
      signal,
      timeoutMs: PROBE_TIMEOUT_MS,
      maxFileBytes: 0,
    });
    log.debug({ tool: 'ffprobe', wallMs: Math.round(exit.wallMs) }, 'tool ended');
    const failure = failureOf('ffprobe', exit);
    if (failure !== undefined && failure.code !== 'FFMPEG_FAILED') throw await lookedAt(failure, exit, [input.path]);
    const facts = failure === undefined ? readProbe(exit.stdout) : undefined;
    if (facts !== undefined) return facts;
    throw unreadable(exit);
  };

  return { version, run, probe };
};
