import { readFile } from 'node:fs/promises';
import { boxesIn } from './boxes.ts';
import { decodePicture, decodeSound } from './decode.ts';
import type { Frame, Size } from './decode.ts';
import { jpegSize } from './jpeg.ts';
import { integratedLoudness, levels, truePeak } from './loudness.ts';
import { tracksIn } from './track.ts';
import type { Track } from './track.ts';
import { readVtt } from './vtt.ts';
import type { Cue } from './vtt.ts';

/** What was asked for, and what the answer announces. */
export interface Planned extends Size {
  readonly fps: number;
  /** As announced. */
  readonly durationMs: number;
  readonly scenes: number;
  readonly language: string;
  /** What captions must say; punctuation and line breaks do not count. */
  readonly words: string;
  readonly isSpoken: boolean;
  readonly hasMusic: boolean;
  /** Whether recordings or clips are heard too: when and how is not known to these checks, but to those of signals. */
  readonly hasOwnSound?: boolean;
  /** `ANYHOW` for pictures that were given: those of a film may jump, and stand still. */
  readonly moves: 'NOTHING' | 'WORDS' | 'ZOOM' | 'ANYHOW';
  readonly isCut: boolean;
}

/** The files of a film. */
export interface Delivered {
  readonly film: string;
  readonly captions: string;
  readonly poster: Buffer;
  readonly thumbnail: Buffer;
}

/** Everything that was read and measured. */
export interface Evidence {
  readonly planned: Planned;
  readonly file: Buffer;
  readonly boxes: readonly string[];
  readonly tracks: readonly Track[];
  readonly video: Track;
  readonly audio: Track;
  readonly frames: readonly Frame[];
  readonly loudness: number;
  readonly truePeak: number;
  /** Of each hundredth of a second, dB of full scale. */
  readonly levels: readonly number[];
  readonly cues: readonly Cue[];
  readonly poster: Size;
  readonly thumbnail: Size;
  /** Of the decoder. */
  readonly complaints: string;
}

/** Reads and decodes a film once. @throws Error for files that cannot be read at all. */
export async function gather(ffmpeg: string, { film, captions, poster, thumbnail }: Delivered, planned: Planned): Promise<Evidence> {
  const file = await readFile(film);
  const tracks = tracksIn(file);
  const [video, audio] = [tracks.find(({ kind }) => kind === 'video'), tracks.find(({ kind }) => kind === 'audio')];
  if (!video?.video || !audio?.audio) throw new Error(`no picture or no sound: ${tracks.map(({ codec }) => codec).join(', ')}`);
  const picture = await decodePicture(ffmpeg, film, video.video);
  const heard = await decodeSound(ffmpeg, film, audio.audio.channels);
  return {
    ...{ planned, file, tracks, video, audio },
    boxes: boxesIn(file).map(({ name }) => name),
    frames: picture.frames,
    loudness: integratedLoudness(heard.sound),
    truePeak: truePeak(heard.sound),
    levels: levels(heard.sound),
    cues: readVtt(captions),
    poster: jpegSize(poster),
    thumbnail: jpegSize(thumbnail),
    complaints: picture.complaints + heard.complaints,
  };
}
