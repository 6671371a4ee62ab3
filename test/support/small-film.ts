import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createCanvas } from '@napi-rs/canvas';
import { assembleFilm, filmPictures, type AssembledFilm, type FilmPictures } from '../../src/features/renders/film/assemble.ts';
import type { CaptionTrack, Cue, FilmSpec, SceneVoice } from '../../src/features/renders/film/film-spec.ts';
import { decodeClip, type DecodedClip } from '../../src/features/renders/film/joined/decoded-clip.ts';
import { chaptersOf, fileChapters } from '../../src/features/renders/deliveries/chapters.ts';
import { clipCommand } from '../../src/features/renders/film/clip-command.ts';
import { planTimeline, SAMPLE_RATE, type Timeline } from '../../src/features/renders/film/timeline.ts';
import { filmCues } from '../../src/features/renders/scene-cues.ts';
import { levelVoice, sceneVoiceOf } from '../../src/features/renders/film/sound/voice.ts';
import type { PlacedSound } from '../../src/features/renders/film/sound/clip-sound.ts';
import type { MusicFile } from '../../src/features/renders/film/sound/music.ts';
import { wavHeader } from '../../src/platform/audio/wav-header.ts';
import type { Media } from '../../src/platform/media/media.ts';
import { smallSpec, type SmallSpecOptions } from './small-spec.ts';

export interface SmallFilmOptions extends SmallSpecOptions {
  readonly media: Media;
  readonly workDir: string;
  /** Full scale is 1. */
  readonly amplitude?: number;
  readonly music?: MusicFile;
  /** Whether its voices say no words. */
  readonly isUnspoken?: boolean;
  readonly clipSounds?: readonly PlacedSound[];
  readonly captions?: (index: number) => CaptionTrack | undefined;
}

export interface SmallFilm extends AssembledFilm, FilmPictures {
  readonly spec: FilmSpec;
  readonly timeline: Timeline;
  readonly voices: readonly SceneVoice[];
  readonly voiceFiles: readonly string[];
  readonly fetchVoices: () => Promise<readonly string[]>;
  readonly cues: readonly Cue[];
  readonly pieces: readonly string[];
  readonly clips: readonly DecodedClip[];
  readonly chapters: number;
}

export const call = (workDir: string) => ({ workDir, signal: new AbortController().signal });

/** A tone that swells and falls as syllables do: loudness meters and silence detectors take it for speech. */
export const writeTone = async (file: string, ms: number, amplitude = 0.3, silentMs = 0): Promise<void> => {
  const silent = Math.round((silentMs * SAMPLE_RATE) / 1000);
  const tone = Math.max(1, Math.round((ms * SAMPLE_RATE) / 1000));
  const samples = new Int16Array(tone + 2 * silent);
  for (let index = 0; index < tone; index += 1) {
    const seconds = index / SAMPLE_RATE;
    const swell = 0.6 + 0.4 * Math.sin(2 * Math.PI * 4 * seconds);
    samples[silent + index] = Math.round(32_767 * amplitude * swell * Math.sin(2 * Math.PI * 440 * seconds));
  }
  await writeFile(file, [wavHeader(samples.length, SAMPLE_RATE), new Uint8Array(samples.buffer)]);
};

/** A bright picture with edges everywhere, a colour of its own for each scene. */
export const writeStill = async (file: string, { width, height }: FilmSpec, index: number): Promise<void> => {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.fillStyle = `hsl(${(index * 67) % 360} 60% 45%)`;
  context.fillRect(0, 0, width, height);
  context.fillStyle = '#ffffff';
  for (let x = 0; x < width; x += 40) context.fillRect(x, height / 4, 4, height / 2);
  context.font = `${Math.round(height / 5)}px sans-serif`;
  context.fillText(String(index), width / 3, height / 2);
  await writeFile(file, canvas.toBuffer('image/png'));
};

/** Makes a film of synthetic pictures and voices by the very recipes of the product. */
export const makeSmallFilm = async (options: SmallFilmOptions): Promise<SmallFilm> => {
  const { media, workDir, voicesMs, amplitude, captions, music, isUnspoken = false, clipSounds } = options;
  const spec = smallSpec(options);
  const file = (name: string): string => path.join(workDir, name);
  const voices: SceneVoice[] = [];
  const voiceFiles: string[] = [];
  for (const [index, ms] of voicesMs.entries()) {
    await writeStill(file(`still-${index}.png`), spec, index);
    await writeTone(file(`spoken-${index}.wav`), ms, amplitude);
    const voiceFile = file(`voice-${index}.wav`);
    const levelled = await levelVoice({ media, ...call(workDir) }, { input: file(`spoken-${index}.wav`), output: voiceFile });
    const phrases = isUnspoken ? [] : [{ text: spec.scenes[index]?.narration ?? '', startMs: 0, endMs: ms }];
    voices.push(sceneVoiceOf(phrases, levelled));
    voiceFiles.push(voiceFile);
  }
  const timeline = planTimeline(spec, voices);
  const pieces: string[] = [];
  const clips: DecodedClip[] = [];
  for (const [index, piece] of timeline.pieces.entries()) {
    const output = file(`piece-${index}.mp4`);
    const pictures = piece.views.map((view) => file(`still-${view.scene}.png`));
    await media.run(clipCommand({ spec, piece, pictures, captions: captions?.(index), output, threads: 1 }), call(workDir));
    pieces.push(output);
    const durationMs = (piece.frames / spec.fps) * 1_000;
    clips.push(await decodeClip({ media, ...call(workDir) }, { path: output, durationMs, threads: 1 }));
  }
  const made = await assembleFilm({
    media,
    timeline,
    pieces,
    voices: voiceFiles,
    phrases: voices,
    music,
    ...(clipSounds && { clipSounds }),
    chapters: fileChapters(spec, timeline),
    threads: 1,
    report: () => undefined,
    ...call(workDir),
  });
  const pictures = await filmPictures({ media, ...call(workDir) }, spec, pieces[0] ?? '');
  return {
    ...made,
    ...pictures,
    spec,
    timeline,
    voices,
    voiceFiles,
    fetchVoices: () => Promise.resolve(voiceFiles),
    pieces,
    clips,
    cues: filmCues(spec, timeline, voices),
    chapters: chaptersOf(spec, timeline).length,
  };
};
