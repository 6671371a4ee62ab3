import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Media, MediaCall } from '../../../../platform/media/media.ts';
import { MIN_BLACK_MS, MIN_FROZEN_MS, audioDecodingCommand, decodePicture, readAudioDecoding, runDecoding } from './decoding.ts';
import type { PictureDecoding, Stretch } from './decoding.ts';
import { clipFlashes, flashesOfClip, joinedFlashes } from './flashes.ts';
import { soundOffsets } from '../sound/sound-offset.ts';
import type { SoundStart } from '../sound/sound-offset.ts';
import type { Timeline } from '../timeline.ts';
import { readAudioPackets, readPicturePackets } from './packets.ts';

const packets = z.object({ count: z.int().nonnegative(), hash: z.string() });
const NO_PACKETS: z.infer<typeof packets> = { count: 0, hash: '' };

const stretch = z.object({ startMs: z.number(), endMs: z.number() });
const errors = z.int().nonnegative();

/** A clip that was decoded where it was made: what was found, and the packets in which it was found. Milliseconds of the clip. */
export const decodedClip = z.object({
  frames: z.int().nonnegative(),
  black: z.array(stretch),
  frozen: z.array(stretch),
  flashes: clipFlashes,
  errors,
  packets,
});
export type DecodedClip = z.infer<typeof decodedClip>;

/** JSON has no infinity, which is the loudness of silence. */
const level = z
  .number()
  .nullable()
  .transform((value) => value ?? -Infinity);

/** The audio of a film that was decoded where it was encoded, and its packets. Milliseconds of the film. */
export const decodedAudio = z.object({
  silent: z.array(stretch),
  loudness: z.object({ integrated: level, truePeak: level }),
  /** Milliseconds by which the voice of each scene comes later than planned; missing for films that were made before they were compared. */
  offsets: z.array(z.number().nullable()).optional(),
  errors,
  packets,
});
export type DecodedAudio = z.infer<typeof decodedAudio>;

interface ClipRequest {
  readonly path: string;
  readonly durationMs: number;
  readonly threads: number;
  readonly onProgress?: (fraction: number) => void;
}

/** Decodes a clip that was just encoded. A film that has the same packets is known by it, and is not decoded again. */
export async function decodeClip(
  { media, ...call }: MediaCall & { readonly media: Media },
  { path, durationMs, threads, onProgress }: ClipRequest,
): Promise<DecodedClip> {
  const request = { path, expectedMs: durationMs, threads, ...(onProgress && { onProgress }) };
  const { frames, black, frozen, errors: complaints, luma } = await decodePicture({ media, ...call }, request, { isPart: true });
  const [own = NO_PACKETS] = (await readPicturePackets(path))?.parts ?? [];
  const clip = { lengthMs: durationMs, frameMs: durationMs / Math.max(1, frames) };
  const counts = (leastMs: number) => (one: Stretch) => beginsClip(one, clip) || endsClip(one, clip) || one.endMs - one.startMs >= leastMs;
  return {
    frames,
    black: black.filter(counts(MIN_BLACK_MS)),
    frozen: frozen.filter(counts(MIN_FROZEN_MS)),
    flashes: flashesOfClip(luma, clip.frameMs),
    errors: complaints,
    packets: own,
  };
}

/** Milliseconds of a clip and of one of its frames. */
interface ClipTimes {
  readonly lengthMs: number;
  readonly frameMs: number;
}

const beginsClip = ({ startMs }: Stretch, { frameMs }: ClipTimes): boolean => startMs < frameMs / 2;
/** Detectors end a stretch at the start of its last frame or at its end. */
const endsClip = ({ endMs }: Stretch, { lengthMs, frameMs }: ClipTimes): boolean => endMs > lengthMs - 1.5 * frameMs;

interface AudioRequest extends Omit<ClipRequest, 'threads'> {
  /** Where the voices are planned to start. */
  readonly starts: readonly (SoundStart | undefined)[];
}

/** Decodes the audio of a film that was just encoded. A film that has the same packets is not decoded again. */
export async function decodeAudio(
  { media, ...call }: MediaCall & { readonly media: Media },
  { path, durationMs, onProgress, starts }: AudioRequest,
): Promise<DecodedAudio> {
  const compared = join(call.workDir, 'compared.raw');
  const command = audioDecodingCommand({ path, expectedMs: durationMs, threads: 1, ...(onProgress && { onProgress }) }, compared);
  const { silent, loudness, errors: found } = readAudioDecoding(await runDecoding(media, command, call), durationMs);
  const offsets = await soundOffsets(compared, starts);
  await rm(compared);
  return { silent: [...silent], loudness, errors: found, offsets, packets: (await readAudioPackets(path)) ?? NO_PACKETS };
}

/**
 * The stretches of clips on the clock of the film. One that reaches the end of a clip goes on in the next one, if that begins with one. Two
 * in the same clip are two: a picture changed between them.
 */
const joinedStretches = (
  { pieces, fps }: Timeline,
  clips: readonly DecodedClip[],
  { of, leastMs }: { readonly of: 'black' | 'frozen'; readonly leastMs: number },
): Stretch[] => {
  const found: { startMs: number; endMs: number }[] = [];
  const frameMs = 1_000 / fps;
  let goesOn = false;
  for (const [index, { firstFrame, frames }] of pieces.entries()) {
    const clip = { lengthMs: frames * frameMs, frameMs };
    const beginMs = firstFrame * frameMs;
    let reachesEnd = false;
    for (const own of clips[index]?.[of] ?? []) {
      const last = goesOn && beginsClip(own, clip) ? found.at(-1) : undefined;
      if (last) last.endMs = beginMs + own.endMs;
      else found.push({ startMs: beginMs + own.startMs, endMs: beginMs + own.endMs });
      goesOn = false;
      reachesEnd = endsClip(own, clip);
    }
    goesOn = reachesEnd;
  }
  return found.filter(({ startMs, endMs }) => endMs - startMs >= leastMs);
};

/** What decoding a film that consists of these clips, unchanged, would find. Pure. */
export const joinedDecoding = (timeline: Timeline, clips: readonly DecodedClip[]): PictureDecoding => ({
  frames: clips.reduce((sum, { frames }) => sum + frames, 0),
  black: joinedStretches(timeline, clips, { of: 'black', leastMs: MIN_BLACK_MS }),
  frozen: joinedStretches(timeline, clips, { of: 'frozen', leastMs: MIN_FROZEN_MS }),
  flashing: joinedFlashes(timeline, clips),
  errors: clips.reduce((sum, clip) => sum + clip.errors, 0),
});
