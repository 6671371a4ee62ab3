/** What features know of ffmpeg and ffprobe. The processes behind it are owned by `ffmpeg-media.ts`. */
export interface Media {
  /** For example `7.0`; part of what the operator sees. */
  readonly version: string;
  /** Runs ffmpeg to its end. Rejects with a `Failure` (never a path or a raw command line in its message). */
  run(command: FfmpegCommand, call: MediaCall): Promise<FfmpegResult>;
  /** Reads what a file is, by the demuxer that is forced on it. */
  probe(input: FfmpegInput, call: ProbeCall): Promise<Probe>;
}

/** What every call carries: where it may write and how it is stopped. Abort ends the process with SIGKILL. */
export interface MediaCall {
  /** Private temporary folder; the working directory of the process. */
  readonly workDir: string;
  readonly signal: AbortSignal;
  /** For what users sent; whoever exceeds them gets the `Failure` `MEDIA_TOO_COMPLEX`. */
  readonly limits?: ToolLimits;
}

/** Processor time in seconds; memory in bytes of addresses. */
export interface ToolLimits {
  readonly cpuSeconds: number;
  readonly memoryBytes: number;
}

export interface ProbeCall extends MediaCall {
  /** Reads the whole file for it; counted when left out. */
  readonly countPackets?: boolean;
}

export interface FfmpegCommand {
  readonly inputs: readonly FfmpegInput[];
  /** Text of a `-filter_complex` graph. Never holds words of users. */
  readonly filterGraph?: string;
  /** Everything between the filters and the file, in order: maps, codecs, flags. */
  readonly outputOptions: readonly string[];
  /** A file below `workDir`, or `-` when only the log is wanted (`-f null`). */
  readonly output: string;
  readonly threads: number;
  /** Length of what comes out; with it `onProgress` gets fractions from 0 to 1. */
  readonly expectedMs?: number;
  readonly onProgress?: (fraction: number) => void;
  /** Time limit in milliseconds; the process is killed beyond it. */
  readonly timeoutMs: number;
}

export interface FfmpegInput {
  readonly path: string;
  /** Forced demuxer: what a file calls itself is not believed. */
  readonly format: string;
  readonly options?: readonly string[];
  /** For a file that a user sent. */
  readonly guard?: InputGuard;
}

/** What a file that a user sent may be made of; the rest is refused before it is opened. */
export interface InputGuard {
  /** ffmpeg's names of the decoders that may be used. */
  readonly decoders: readonly string[];
  /** Of streams that are there and not used: decoders that ffprobe opens, and that get no data. */
  readonly openedOnly?: { readonly audio: readonly string[]; readonly subtitle: readonly string[] };
  readonly maxPixels: number;
  readonly maxStreams: number;
}

export interface FfmpegResult {
  /** The log ffmpeg wrote, bounded to its last 256 KiB: measuring filters report there. */
  readonly log: string;
  readonly wallMs: number;
}

export interface Probe {
  /** Time of the first frame or sample; below 0 where decoders need a run-up. */
  readonly startMs: number;
  /** As the file says; 0 when it does not. */
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
  /** Frames per second as a number, for example 30 or 29.97. */
  readonly fps: number | undefined;
  /** The cover of a song and the like: no film. */
  readonly isPicture: boolean;
  /** Width of a pixel by its height: 1 but for anamorphic film. */
  readonly sampleAspect: number;
  /** Degrees counterclockwise by which the picture must be turned to be upright: 0, 90, 180 or 270. */
  readonly rotation: number;
  /** Packets of the stream as counted, or else as the file says. */
  readonly frames: number | undefined;
  readonly durationMs: number | undefined;
  readonly sampleRate: number | undefined;
  readonly channels: number | undefined;
  readonly color: { readonly primaries?: string; readonly transfer?: string; readonly matrix?: string; readonly range?: string };
}
