import { stat } from 'node:fs/promises';
import type { Log } from '../../kernel/log.ts';
import { ffmpegArguments, ffprobeArguments } from './ffmpeg-arguments.ts';
import { failureOfExit, lookedAt, unreadable } from './ffmpeg-failure.ts';
import { runTool } from './ffmpeg-process.ts';
import type { ToolExit, ToolRun } from './ffmpeg-process.ts';
import { inSpan } from '../tracing/tracing.ts';
import { readProgress } from './ffmpeg-progress.ts';
import { STANDARD_INPUT } from './media.ts';
import type { FfmpegCommand, FfmpegInput, FfmpegResult, Media, MediaCall, Probe, ProbeCall } from './media.ts';
import { readProbe } from './probe-json.ts';

export interface MediaOptions {
  readonly ffmpegPath: string;
  readonly ffprobePath: string;
  readonly version: string;
  readonly log: Log;
  /** Maximum bytes of a file that one run may write; by default 16 GiB. */
  readonly maxFileBytes?: number;
  /** By default `SILENCE_MS`. */
  readonly silenceMs?: number;
  /** Receives, of each run that wrote something, how many seconds of output ffmpeg wrote in a second. */
  readonly onSpeed?: ((ratio: number) => void) | undefined;
}

const GIBIBYTE = 1024 ** 3;
const PROBE_TIMEOUT_MS = 30_000;
/** Milliseconds without growth of the output and without use of the processor after which ffmpeg counts as hung. */
const SILENCE_MS = 60_000;

/** Whether the file was written to recently: ffmpeg reports nothing while it moves the index of a long film to the front. */
const writtenWithin = (path: string, ms: number): Promise<boolean> =>
  stat(path).then(
    ({ mtimeMs }) => Date.now() - mtimeMs < ms,
    () => false,
  );

/** Reads ffmpeg's reports in chunks of any size and reports increasing fractions from 0 to 1. Returns whether the output has grown. */
const progressReader = ({ expectedMs = Infinity, onProgress }: FfmpegCommand) => {
  let rest = '';
  let longestMs = -1;
  let highest = 0;
  const onReport = (text: string): boolean => {
    const reading = readProgress(rest + text);
    rest = reading.rest;
    if (reading.outMs === undefined || reading.outMs <= longestMs) return false;
    longestMs = reading.outMs;
    const fraction = Math.min(1, longestMs / expectedMs);
    if (fraction > highest) {
      highest = fraction;
      onProgress?.(fraction);
    }
    return true;
  };
  // Hardly more than before, because a step that reports the same again counts as stalled.
  const onWorking = (): void => {
    highest = Math.min(1, highest + 1e-6);
    onProgress?.(highest);
  };
  return { onReport, onWorking, writtenMs: () => Math.max(0, longestMs) };
};

/** Runs a tool in a span. Its arguments may contain texts of people and are left out. */
const traced = (tool: string, run: ToolRun): Promise<ToolExit> => inSpan(tool, { kind: 'CLIENT' }, () => runTool(run));

/** Runs ffmpeg and ffprobe behind the interface of `media.ts`; `locateFfmpeg` finds their paths. */
export const openMedia = ({
  ffmpegPath,
  ffprobePath,
  version,
  log,
  maxFileBytes = 16 * GIBIBYTE,
  silenceMs = SILENCE_MS,
  onSpeed,
}: MediaOptions): Media => {
  const run = async (command: FfmpegCommand, { workDir, signal, limits, isBackground }: MediaCall): Promise<FfmpegResult> => {
    const { onReport, onWorking, writtenMs } = progressReader(command);
    const exit = await traced('ffmpeg', {
      program: ffmpegPath,
      arguments: ffmpegArguments(command),
      workDir,
      signal,
      timeoutMs: command.timeoutMs,
      maxFileBytes,
      limits,
      isBackground,
      feed: command.feed,
      onReport,
      onLogLine: command.onLogLine,
      silenceMs,
      isWorking: () => writtenWithin(command.output, silenceMs / 2),
      onWorking,
    });
    log.debug({ event: 'tool_ended', tool: 'ffmpeg', wallMs: Math.round(exit.wallMs) }, 'tool ended');
    const found = failureOfExit('ffmpeg', exit, limits !== undefined);
    if (found === undefined && writtenMs() > 0 && exit.wallMs > 0) onSpeed?.(writtenMs() / exit.wallMs);
    if (found === undefined) return { log: exit.log, wallMs: exit.wallMs };
    const failure = await lookedAt(
      found,
      exit,
      command.inputs.map(({ path }) => path).filter((path) => path !== STANDARD_INPUT),
    );
    log.warn(
      { event: 'ffmpeg_failed', code: failure.code, exitCode: exit.code, logTail: failure.logTail, wallMs: exit.wallMs },
      'ffmpeg failed',
    );
    throw failure;
  };

  const probe = async (input: FfmpegInput, { workDir, signal, limits, isBackground, countPackets = true }: ProbeCall): Promise<Probe> => {
    const exit = await traced('ffprobe', {
      program: ffprobePath,
      arguments: ffprobeArguments(input, countPackets),
      workDir,
      signal,
      timeoutMs: PROBE_TIMEOUT_MS,
      maxFileBytes: 0,
      limits,
      isBackground,
    });
    log.debug({ event: 'tool_ended', tool: 'ffprobe', wallMs: Math.round(exit.wallMs) }, 'tool ended');
    const failure = failureOfExit('ffprobe', exit, limits !== undefined);
    if (failure !== undefined && failure.code !== 'FFMPEG_FAILED') throw await lookedAt(failure, exit, [input.path]);
    const result = failure === undefined ? readProbe(exit.stdout) : undefined;
    if (result !== undefined) return result;
    throw unreadable(exit);
  };

  return { version, run, probe };
};
