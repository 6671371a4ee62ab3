import type { Media, MediaCall } from '../../../platform/media/media.ts';
import { decodePicture } from './joined/decoding.ts';
import type { AudioDecoding, PictureDecoding } from './joined/decoding.ts';
import { checkFilm, type FilmCheck } from './checks/film-check.ts';
import type { Evidence } from './checks/film-evidence.ts';
import { hasClipSound } from './film-spec.ts';
import { decodeAudio, joinedDecoding } from './joined/decoded-clip.ts';
import type { DecodedAudio, DecodedClip } from './joined/decoded-clip.ts';
import { flashingStretches } from './joined/flashes.ts';
import { readAudioPackets, readPicturePackets } from './joined/packets.ts';
import { readMp4Layout } from './mp4.ts';
import { levelOfOthers, voiceStarts } from './sound/sound-offset.ts';

export interface VerifyRequest extends MediaCall, Pick<Evidence, 'spec' | 'timeline' | 'voices' | 'cues' | 'chapters'> {
  readonly media: Media;
  /** The finished MP4. */
  readonly film: string;
  /** The clips of the timeline, decoded where they were made, in order. */
  readonly clips: readonly DecodedClip[];
  /** The audio of the film, decoded where it was encoded. */
  readonly audio: DecodedAudio | undefined;
  /** Gets the levelled voices of the scenes, with which audio is compared that has to be decoded. */
  readonly fetchVoices: () => Promise<readonly string[]>;
  readonly threads: number;
  readonly report: (fraction: number) => void;
}

/**
 * Checks that the file is the planned film: reads its structure, probes it, and compares its packets with those that were decoded where they
 * were made. What has other packets is decoded here. Returns every check, passed ones too; rejects only when the file cannot be read.
 */
export const verifyFilm = async (request: VerifyRequest): Promise<FilmCheck[]> => {
  const { media, film, spec, timeline, voices, cues, chapters, clips, report, workDir, signal } = request;
  const layout = await readMp4Layout(film);
  const probe = await media.probe({ path: film, format: 'mov' }, { workDir, signal });
  const packets = await readPicturePackets(
    film,
    clips.map((clip) => clip.packets.count),
  );
  const unchanged = clips.filter((clip, index) => clip.packets.count > 0 && clip.packets.hash === packets?.parts[index]?.hash).length;
  const isJoined = packets !== undefined && unchanged === timeline.pieces.length && packets.times.length === timeline.frames;
  const has = (kind: 'video' | 'audio'): boolean => probe.streams.some((stream) => stream.kind === kind);
  const picture = isJoined ? joinedDecoding(timeline, clips) : has('video') ? await pictureOf(request) : NO_PICTURE;
  const audio = has('audio') ? await audioOf(request) : NO_AUDIO;
  report(1);
  const decoding = { ...picture, ...audio, errors: picture.errors + audio.errors };
  return checkFilm({ spec, timeline, voices, cues, chapters, probe, layout, decoding, unchanged, times: packets?.times ?? [] });
};

const NO_PICTURE: PictureDecoding = { frames: 0, black: [], frozen: [], flashing: [], errors: 0 };
const NO_AUDIO: AudioDecoding = { silent: [], loudness: { integrated: -Infinity, truePeak: -Infinity }, errors: 0 };

/** Share of the progress at which the picture is decoded. */
const PICTURE_DONE = 0.8;

async function pictureOf({ media, film, timeline, threads, report, workDir, signal }: VerifyRequest): Promise<PictureDecoding> {
  const onProgress = (fraction: number): void => report(fraction * PICTURE_DONE);
  const request = { path: film, expectedMs: timeline.durationMs, threads, onProgress };
  const { luma, ...picture } = await decodePicture({ media, workDir, signal }, request, { isPart: false });
  return { ...picture, flashing: flashingStretches(luma, 1_000 / timeline.fps) };
}

/** What is known of the audio if it has the same packets, else what decoding finds. */
async function audioOf(request: VerifyRequest): Promise<AudioDecoding & Pick<DecodedAudio, 'offsets'>> {
  const { film, spec, audio, timeline, voices, report } = request;
  const isKnown = audio?.offsets !== undefined && audio.packets.count > 0;
  if (isKnown && (await readAudioPackets(film))?.hash === audio.packets.hash) return audio;
  const onProgress = (fraction: number): void => report(PICTURE_DONE + fraction * (1 - PICTURE_DONE));
  const othersDb = levelOfOthers(spec.music, hasClipSound(spec));
  const starts = await voiceStarts({ timeline, voices, files: await request.fetchVoices(), othersDb });
  return decodeAudio(request, { path: film, durationMs: timeline.durationMs, onProgress, starts });
}
