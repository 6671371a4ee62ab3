/** The interface to ffmpeg and ffprobe; `ffmpeg-media.ts` runs the processes. */
export interface Media {
  /** For example `7.0`. */
  readonly version: string;
  /** Runs ffmpeg to its end. @throws Failure, whose message has no path and no command line */
  run(command: FfmpegCommand, call: MediaCall): Promise<FfmpegResult>;
  /** Reads a file's properties with the forced demuxer. */
  probe(input: FfmpegInput, call: ProbeCall): Promise<Probe>;
}

/** Where a call may write, and how it is stopped. An abort kills the process with SIGKILL. */
export interface MediaCall {
  /** Private temporary folder; the working directory of the process. */
  readonly workDir: string;
  readonly signal: AbortSignal;
  /** Limits for users' files; exceeding them fails with MEDIA_TOO_COMPLEX. */
  readonly limits?: ToolLimits;
  /** Whether the tool gets less processor time than others where they compete. */
  readonly isBackground?: boolean;
}

/** Processor time in seconds; address space in bytes. */
export interface ToolLimits {
  readonly cpuSeconds: number;
  readonly memoryBytes: number;
}

export interface ProbeCall extends MediaCall {
  /** Whether to read the whole file and count packets; by default the number comes from the container. */
  readonly countPackets?: boolean;
}

export interface FfmpegCommand {
  readonly inputs: readonly FfmpegInput[];
  /** A `-filter_complex` graph. Must never contain text from users. */
  readonly filterGraph?: string;
  /** Everything between the filters and the output file, in order: maps, codecs, flags. */
  readonly outputOptions: readonly string[];
  /** A file below `workDir`, or `-` when only the log is needed (`-f null`). */
  readonly output: string;
  readonly threads: number;
  /** The bytes of the input whose path is `STANDARD_INPUT`. They are asked for as fast as ffmpeg takes them; an error of theirs ends the run. */
  readonly feed?: AsyncIterable<Uint8Array>;
  /** Duration of the output; required for `onProgress` to report fractions from 0 to 1. */
  readonly expectedMs?: number;
  readonly onProgress?: (fraction: number) => void;
  /** Called with every line of the log while ffmpeg runs; the result keeps the end of the log only. */
  readonly onLogLine?: (line: string) => void;
  /** Time limit in milliseconds, after which the process is killed. */
  readonly timeoutMs: number;
}

/** The path of an input that is fed while ffmpeg runs. */
export const STANDARD_INPUT = '-';

export interface FfmpegInput {
  readonly path: string;
  /** The demuxer to use, whatever format the file claims. */
  readonly format: string;
  readonly options?: readonly string[];
  /** Set for a user's file. */
  readonly guard?: InputGuard;
}

/** Allowed content of a user's file; anything else is refused before it is opened. */
export interface InputGuard {
  /** ffmpeg's names of the allowed decoders. */
  readonly decoders: readonly string[];
  /** Decoders for streams that are not used: ffprobe may open them, and they receive no data. */
  readonly openedOnly?: { readonly audio: readonly string[]; readonly subtitle: readonly string[] };
  readonly maxPixels: number;
  readonly maxStreams: number;
}

export interface FfmpegResult {
  /** The last 256 KiB of ffmpeg's log, to which measuring filters write. */
  readonly log: string;
  readonly wallMs: number;
}

export interface Probe {
  /** Time of the first frame or sample in milliseconds; negative where decoders need pre-roll. */
  readonly startMs: number;
  /** Milliseconds as the container states them; 0 when unknown. */
  readonly durationMs: number;
  readonly formatName: string;
  readonly bitRate: number | undefined;
  readonly streams: readonly ProbeStream[];
}

export interface ProbeStream {
  readonly kind: 'video' | 'audio' | 'subtitle' | 'data';
  readonly codec: string;
  readonly profile: string | undefined;
  readonly width: number | undefined;
  readonly height: number | undefined;
  readonly pixelFormat: string | undefined;
  /** Set when its transparency is a second stream, as in WebM: `pixelFormat` does not tell it, and only the decoders of libvpx read it. */
  readonly hasAlphaStream?: true;
  /** Frames per second as a number, for example 30 or 29.97. */
  readonly fps: number | undefined;
  /** Whether it is cover art or similar, which is not a video stream. */
  readonly isPicture: boolean;
  /** Width of a pixel divided by its height: 1 except for anamorphic film. */
  readonly sampleAspect: number;
  /** Degrees counterclockwise to turn the picture upright: 0, 90, 180 or 270. */
  readonly rotation: number;
  /** Packets of the stream, counted or as the container states them. */
  readonly frames: number | undefined;
  readonly durationMs: number | undefined;
  /** Milliseconds of its first frame or sample, by the clock of the container. */
  readonly startMs?: number | undefined;
  readonly sampleRate: number | undefined;
  readonly channels: number | undefined;
  readonly color: { readonly primaries?: string; readonly transfer?: string; readonly matrix?: string; readonly range?: string };
}
