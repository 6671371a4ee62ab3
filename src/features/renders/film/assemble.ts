import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { settleAll } from '../../../kernel/settle-all.ts';
import type { FfmpegCommand, Media, MediaCall } from '../../../platform/media/media.ts';
import { audioOptions, SOUND, TIME_SCALE } from './encoder.ts';
import type { FilmSpec, SceneVoice } from './film-spec.ts';
import { decodeAudio } from './joined/decoded-clip.ts';
import type { DecodedAudio } from './joined/decoded-clip.ts';
import { firstLevel, isBetter, joinVoices, levelFilter, MAX_RAISE_DB, MAX_ATTEMPTS, measureLoudness, nextLevel } from './sound/audio.ts';
import type { Attempt, Level, MixedSound } from './sound/audio.ts';
import { mixClipSounds } from './sound/clip-sound.ts';
import type { PlacedSound } from './sound/clip-sound.ts';
import { isUnspoken } from './sound/loudness-checks.ts';
import { mixMusic } from './sound/music.ts';
import { levelOfOthers, voiceStarts } from './sound/sound-offset.ts';
import type { MusicFile } from './sound/music.ts';
import type { Timeline } from './timeline.ts';

export interface AssembleRequest extends MediaCall {
  readonly media: Media;
  readonly timeline: Timeline;
  /** Files of the clips in `timeline.pieces`, in order. */
  readonly pieces: readonly string[];
  /** Levelled voice clips of the scenes, in order. */
  readonly voices: readonly string[];
  /** When the voices speak: the music is quieter then. */
  readonly phrases: readonly SceneVoice[];
  readonly music?: MusicFile | undefined;
  /** The own sounds of clips; none when omitted. */
  readonly clipSounds?: readonly PlacedSound[];
  /** Chapters as ffmetadata; none when omitted. */
  readonly chapters?: string | undefined;
  readonly threads: number;
  readonly report: (fraction: number) => void;
}

/** Files below the work folder. */
export interface AssembledFilm {
  /** MP4, H.264 and AAC. */
  readonly film: string;
  /** What decoding its audio found. */
  readonly audio: DecodedAudio;
}

/** Pictures of the first frame of a film, as files below the work folder. */
export interface FilmPictures {
  /** JPEG with the size of the film. */
  readonly poster: string;
  /** JPEG whose short side is 360 px. */
  readonly thumbnail: string;
}

const THUMBNAIL_SHORT_SIDE = 360;

/** Size of a film's thumbnail in pixels: short side 360, both sides even. */
export const thumbnailSize = ({
  width,
  height,
}: Pick<FilmSpec, 'width' | 'height'>): { readonly width: number; readonly height: number } => {
  const scaled = (side: number): number => 2 * Math.round((side * THUMBNAIL_SHORT_SIDE) / Math.min(width, height) / 2);
  return { width: scaled(width), height: scaled(height) };
};
const MICROSECONDS = 1_000_000;

/** A path in a list of the concat demuxer. */
export const quotedInList = (file: string): string => `'${file.replaceAll("'", String.raw`'\''`)}'`;

/**
 * Input of the concat demuxer. Each clip gets its duration in microseconds as the difference of rounded film positions: the files' own
 * durations are rounded to milliseconds and would drift. Pure.
 */
export const concatList = (timeline: Timeline, pieces: readonly string[]): string => {
  const placeOf = (frame: number): number => Math.round((frame * MICROSECONDS) / timeline.fps);
  const lines = timeline.pieces.flatMap(({ firstFrame, frames }, index) => {
    const file = pieces[index];
    if (file === undefined) throw new RangeError('A clip is missing.');
    return [`file ${quotedInList(file)}`, `duration ${placeOf(firstFrame + frames) - placeOf(firstFrame)}us`];
  });
  return ['ffconcat version 1.0', ...lines, ''].join('\n');
};

/** The command that joins the clips without re-encoding, encodes the audio once, and moves the index to the front. */
const filmCommand = (
  request: AssembleRequest,
  {
    list,
    chapters,
    sound,
    level,
    output,
    onProgress,
  }: {
    list: string;
    chapters: string | undefined;
    sound: MixedSound;
    level: Level;
    output: string;
    onProgress: (fraction: number) => void;
  },
): FfmpegCommand => ({
  inputs: [
    { path: list, format: 'concat', options: ['-safe', '0'] },
    { path: sound.path, format: 'wav' },
    ...(chapters === undefined ? [] : [{ path: chapters, format: 'ffmetadata' }]),
  ],
  filterGraph: `[1:a]${levelFilter(level, sound)}[sound]`,
  outputOptions: [
    ['-map', '0:v:0', '-c:v', 'copy', '-map', '[sound]', ...audioOptions],
    ['-video_track_timescale', String(TIME_SCALE), '-movflags', '+faststart'],
    // Titles of chapters are metadata too.
    chapters === undefined ? ['-map_metadata', '-1'] : ['-map_metadata:g', '-1', '-map_metadata:s', '-1', '-map_chapters', '2'],
    ['-f', 'mp4'],
  ].flat(),
  output,
  threads: request.threads,
  expectedMs: request.timeline.durationMs,
  onProgress,
  timeoutMs: 600_000 + request.timeline.durationMs,
});

/** The command for a picture of the film's first frame, taken from the first clip. */
const pictureCommand = (clip: string, output: string, scale: string): FfmpegCommand => ({
  inputs: [{ path: clip, format: 'mov' }],
  filterGraph: `[0:v]${scale}format=yuvj420p[still]`,
  outputOptions: ['-map', '[still]', '-frames:v', '1', '-q:v', '3', '-f', 'mjpeg'],
  output,
  threads: 1,
  timeoutMs: 60_000,
});

/** The joined voices, mixed with the music if there is some. */
const voicesAndMusic = async (request: AssembleRequest): Promise<MixedSound> => {
  const { media, timeline, voices, phrases, music, workDir, signal } = request;
  const narration = path.join(workDir, 'narration.wav');
  await joinVoices(timeline, voices, narration, signal);
  if (music === undefined) return { path: narration, channels: 1 };
  const integrated =
    music.loudness ?? (await measureLoudness({ media, workDir, signal }, { path: music.path, format: 'wav', truePeak: false })).integrated;
  // Silent music stays silent.
  const toLevelDb = Number.isFinite(integrated) ? Math.min(MAX_RAISE_DB, SOUND.musicLoudness - integrated) : 0;
  const output = path.join(workDir, 'mixed.wav');
  await mixMusic({ timeline, voices: phrases, narration, music, gainDb: toLevelDb + (music.gainDb ?? 0), output }, signal);
  // A voice is levelled before; music behind it is raised with it by a few decibels only.
  return { path: output, channels: 2, raisedDb: isUnspoken(phrases) ? Math.max(0, toLevelDb) : 0 };
};

/** Everything that is heard. */
const mixSound = async (request: AssembleRequest): Promise<MixedSound> => {
  const base = await voicesAndMusic(request);
  const { clipSounds = [], timeline, workDir, signal } = request;
  if (clipSounds.length === 0) return base;
  const output = path.join(workDir, 'with-clips.wav');
  return mixClipSounds({ base, samples: timeline.samples, sounds: clipSounds, output }, signal);
};

/** Share of the progress after the first attempt of the audio; all attempts together have the rest. */
const FIRST_DONE = 0.7;

/** Makes the pictures of a film from its first clip, which the film contains unchanged. */
export async function filmPictures(
  { media, ...call }: MediaCall & { readonly media: Media },
  spec: FilmSpec,
  firstClip: string,
): Promise<FilmPictures> {
  const [poster, thumbnail] = [path.join(call.workDir, 'poster.jpg'), path.join(call.workDir, 'thumbnail.jpg')];
  const { width, height } = thumbnailSize(spec);
  await settleAll([
    media.run(pictureCommand(firstClip, poster, ''), call),
    media.run(pictureCommand(firstClip, thumbnail, `scale=${width}:${height}:flags=lanczos,`), call),
  ]);
  return { poster, thumbnail };
}

/** Makes the film from clips and voices. */
export const assembleFilm = async (request: AssembleRequest): Promise<AssembledFilm> => {
  const { media, timeline, pieces, voices, phrases, music, clipSounds = [], workDir, signal, report } = request;
  const call = { media, workDir, signal };
  const inWorkDir = (name: string): string => path.join(workDir, name);
  const list = inWorkDir('pieces.txt');
  await writeFile(list, concatList(timeline, pieces));
  const chapters = request.chapters === undefined ? undefined : inWorkDir('chapters.txt');
  if (chapters !== undefined) await writeFile(chapters, request.chapters ?? '');
  const sound = await mixSound(request);
  const othersDb = levelOfOthers(music, clipSounds.length > 0);
  const starts = await voiceStarts({ timeline, voices: phrases, files: voices, othersDb });
  report(0.1);

  const make = async (level: Level, attempt: number): Promise<Attempt & Pick<AssembledFilm, 'film' | 'audio'>> => {
    const output = inWorkDir(`film-${attempt}.mp4`);
    const from = attempt === 0 ? 0.2 : FIRST_DONE + ((1 - FIRST_DONE) * attempt) / MAX_ATTEMPTS;
    const to = FIRST_DONE + ((1 - FIRST_DONE) * (attempt + 1)) / MAX_ATTEMPTS;
    const onProgress = (fraction: number): void => report(from + fraction * 0.9 * (to - from));
    await media.run(filmCommand(request, { list, chapters, sound, level, output, onProgress }), call);
    const audio = await decodeAudio(call, { path: output, durationMs: request.timeline.durationMs, starts });
    return { film: output, audio, level, ...audio.loudness };
  };
  const loudness = await measureLoudness(call, { path: sound.path, format: 'wav', truePeak: false });
  report(0.2);
  let best = await make(firstLevel(loudness, sound), 0);
  const attempts: Attempt[] = [best];
  for (let level = nextLevel(attempts, sound); level !== undefined; level = nextLevel(attempts, sound)) {
    const made = await make(level, attempts.length);
    attempts.push(made);
    const worse = isBetter(made, best) ? best : made;
    best = worse === made ? best : made;
    await rm(worse.film);
  }
  report(1);
  return { film: best.film, audio: best.audio };
};
