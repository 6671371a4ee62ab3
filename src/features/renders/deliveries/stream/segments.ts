import { z } from 'zod';
import type { FilmCheck } from '../../film/checks/film-check.ts';
import { storedFile } from '../rendition-files.ts';

/** Seconds at which the times of a stream begin: pictures are decoded before they are shown, and no time may be below zero. */
export const STREAM_START = 10;
/** Seconds after which a segment ends with the next key frame. */
export const SEGMENT_SECONDS = 4;
/** `EXT-X-TARGETDURATION`, which must not change while the film is made: a segment, and the longest way to a key frame. */
export const TARGET_SECONDS = 6;

/** Samples of an AAC frame. */
export const AAC_SAMPLES = 1_024;

/** Name of the sound of a finished stream, which is stored beside its picture. */
export const STREAM_SOUND = 'sound.aac';

/** A stretch of bytes in an object. */
const range = z.object({ at: z.int().nonnegative(), length: z.int().nonnegative() });
export type ByteRange = z.infer<typeof range>;

/** Consecutive frames of the picture, and the AAC frames (`blocks`) that are heard with them. */
export const streamSegment = z.object({ frames: z.int().positive(), video: range, blocks: z.int().nonnegative(), sound: range });
export type StreamSegment = z.infer<typeof streamSegment>;

/** Result of a STREAM step: two objects, and the segments in them. That of a scene is a part of the film, that of the last step all of it. */
export const streamResult = z.object({
  video: storedFile,
  sound: storedFile,
  segments: z.array(streamSegment),
  /** Name of the video codec by RFC 6381: `avc1.64001f`. */
  codec: z.string(),
  /** Of the whole stream; empty for a part. */
  checks: z.array(z.custom<FilmCheck>()),
  /** Of a part: the time until which its sound is kept for players. A retry after that makes the step again. ISO 8601. */
  keptUntil: z.string().optional(),
});
export type StreamResult = z.infer<typeof streamResult>;

/** The AAC frame, counted from the start of the film, in which a frame of the picture begins. Segments of the sound begin with it. */
export const blockAt = (frame: number, fps: number): number => Math.floor((frame * 48_000) / fps / AAC_SAMPLES);

/** A segment of an ffmpeg playlist. */
export interface ListedSegment extends ByteRange {
  readonly seconds: number;
}

/** Reads a playlist of byte ranges in a single file. Pure. */
export function readPlaylist(text: string): readonly ListedSegment[] {
  const times = [...text.matchAll(/^#EXTINF:([\d.]+)/gm)].map(([, seconds]) => Number(seconds));
  const ranges = [...text.matchAll(/^#EXT-X-BYTERANGE:(\d+)@(\d+)/gm)];
  if (times.length === 0 || times.length !== ranges.length) throw new Error('the list of segments cannot be read');
  return ranges.map(([, length, at], index) => ({ seconds: times[index] ?? 0, at: Number(at), length: Number(length) }));
}
