import type { FfmpegCommand, Media, MediaCall } from '../../../platform/media/media.ts';
import type { FinishedFilm, PlannedFile } from './rendition-files.ts';

/** The film as a file, and the tools and the folder to make renditions of it. */
export interface Making extends FinishedFilm, MediaCall {
  readonly media: Media;
  /** Path of the MP4. */
  readonly film: string;
  /** Name of the film in file names, without an extension. */
  readonly fileName: string;
  readonly threads: number;
  /** Makes a JPEG of one frame without captions and with the title of the film, whose place is that of the candidate. Returns its path. */
  readonly titledFrame: (frame: number, candidate: number) => Promise<string>;
  readonly report: (fraction: number) => void;
}

/** What a check must find in a file. */
export interface ExpectedMedia {
  /** ffmpeg's name of the format. */
  readonly format: string;
  /** Codecs of video and audio. */
  readonly streams: string;
  /** Decoded frames. */
  readonly frames?: number;
  readonly durationMs?: number;
  /** Maximum milliseconds by which the duration may differ. */
  readonly toleranceMs?: number;
  /**
   * Set when it is encoded again: then colors, black and silence are checked, too. The value is the decibels by which peaks of the sound may
   * be higher than in the film.
   */
  readonly overshoot?: number;
  /** Maximum frames between two key frames, in a file without edit lists. */
  readonly gop?: number;
}

/** How one rendition is made. */
export interface Recipe {
  /** Increases when the same film gives other files. */
  readonly revision: number;
  readonly files: (film: FinishedFilm) => readonly PlannedFile[];
  /** Data that the files depend on beside the film. */
  readonly inputs?: (film: FinishedFilm) => object;
  /** Writes the files; `pathOf` returns the path of one. */
  readonly make: (making: Making, pathOf: (file: number) => string) => Promise<void>;
  /** What is checked in each file; undefined for text. */
  readonly expected: (film: FinishedFilm) => readonly (ExpectedMedia | undefined)[];
}

/** Without the tags of the film's file. Chapters keep their titles: `-map_metadata -1` would remove these too. */
export const BARE = ['-map_metadata:g', '-1', '-map_metadata:s', '-1'];

/**
 * Decibels by which encoders of sound raise peaks. Measured with sound at the ceiling: speech and the built-in music gain at most 0.2, bursts
 * of white noise 2.3 in Opus and 0.7 in AAC; MP3 never gained any.
 */
export const OVERSHOOT = { opus: 2.5, aac: 1, mp3: 0.5 } as const;

/** Milliseconds by which a container may state another length than its streams have: a frame of the slowest codec, and its delay. */
export const CONTAINER_MS = 80;

/** Times the length of a film of 1080p at 30 fps that encoding may take. */
const PATIENCE = 20;
const USUAL_PIXELS = 1_920 * 1_080 * 30;

/** The length, and the time limit: VP9 of grain takes 23 times the length at 2160p and 30 fps, and twice that at 60, on two processors. */
export const bounds = ({ spec: { width, height, fps }, timeline }: Pick<FinishedFilm, 'spec' | 'timeline'>) => ({
  expectedMs: timeline.durationMs,
  timeoutMs: 1_800_000 + PATIENCE * Math.max(1, (width * height * fps) / USUAL_PIXELS) * timeline.durationMs,
});

export const ofFilm = ({ spec: { width, height, fps }, timeline }: FinishedFilm) => ({
  ...{ width, height, fps },
  durationMs: Math.round(timeline.durationMs),
});

export const lengthOf = ({ timeline }: FinishedFilm) => ({ durationMs: timeline.durationMs, toleranceMs: CONTAINER_MS });

export const run = ({ media, workDir, signal }: Making, command: FfmpegCommand) => media.run(command, { workDir, signal });
