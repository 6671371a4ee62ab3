import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { wavHeader } from '../../../../platform/audio/wav-header.ts';
import type { FfmpegCommand, FfmpegInput } from '../../../../platform/media/media.ts';
import type { SceneVoice } from '../film-spec.ts';
import { SAMPLE_RATE } from '../timeline.ts';
import type { Timeline } from '../timeline.ts';
import { musicEnvelope, speechOf } from './ducking.ts';
import { openWav } from './wav.ts';

/** Music as a stereo, 16-bit, 48 kHz WAV file of any length. */
export interface MusicFile {
  readonly path: string;
  /** Whether its end fits its beginning; otherwise it is cross-faded where it repeats. */
  readonly isLoop: boolean;
  /** Decibels by which it is louder than the usual level of music; 0 when omitted. */
  readonly gainDb?: number;
  /** Integrated, LUFS. By default it is measured. */
  readonly loudness?: number;
}

/** Seconds in which music that is not a loop fades into its own beginning. */
const CROSSFADE_SECONDS = 2;

/** Factor that keeps the sum of voice and music below full scale; the gain of the whole mix compensates for it. */
const HEADROOM = 0.5;

/** Samples between two values of the envelope: 5 ms. */
const ENVELOPE_STEP = SAMPLE_RATE / 200;

/** Frames that are mixed at once, so that the memory used does not grow with the film. */
const CHUNK = SAMPLE_RATE;
const FRAME_BYTES = 4;

/**
 * The command that decodes music of a workspace from `startMs` on, as much of it as the film may need. What is before it is decoded and
 * dropped: seeking in an MP3 without an index is not exact.
 */
export const musicCommand = (input: FfmpegInput, output: string, durationMs: number, startMs = 0): FfmpegCommand => ({
  inputs: [input],
  filterGraph: `[0:a:0]${startMs > 0 ? `atrim=start=${(startMs / 1000).toFixed(3)},asetpts=PTS-STARTPTS,` : ''}aresample=${SAMPLE_RATE},aformat=sample_fmts=s16:channel_layouts=stereo[music]`,
  outputOptions: [
    '-map',
    '[music]',
    '-t',
    (durationMs / 1000 + CROSSFADE_SECONDS).toFixed(3),
    '-c:a',
    'pcm_s16le',
    '-bitexact',
    '-f',
    'wav',
  ],
  output,
  threads: 1,
  timeoutMs: 300_000,
});

interface Source {
  readonly file: FileHandle;
  readonly dataAt: number;
  readonly frames: number;
  /** Frames of the crossfade; 0 for a loop. */
  readonly overlap: number;
}

/** Reads frames from one place into all of `target`; what the file lacks is silence. */
async function readFrames({ file, dataAt }: Source, from: number, target: Int16Array): Promise<void> {
  const bytes = new Uint8Array(target.buffer, target.byteOffset, target.byteLength);
  const { bytesRead } = await file.read(bytes, 0, bytes.length, dataAt + from * FRAME_BYTES);
  bytes.fill(0, bytesRead);
}

/** Reads frames of the repeated music, from `at`, into all of `found`. Equal power keeps the loudness of a crossfade. */
async function musicFrames(source: Source, at: number, found: Int16Array): Promise<void> {
  const period = source.frames - source.overlap;
  const count = found.length / 2;
  for (let done = 0; done < count;) {
    const place = (at + done) % period;
    const fades = at + done >= period && place < source.overlap;
    const part = Math.min(count - done, (fades ? source.overlap : period) - place);
    const own = found.subarray(2 * done, 2 * (done + part));
    await readFrames(source, place, own);
    if (fades) {
      const ending = new Int16Array(own.length);
      await readFrames(source, period + place, ending);
      for (let index = 0; index < own.length; index += 1) {
        const angle = ((place + Math.floor(index / 2)) / source.overlap) * (Math.PI / 2);
        const sum = Math.sin(angle) * (own[index] ?? 0) + Math.cos(angle) * (ending[index] ?? 0);
        own[index] = Math.max(-32_768, Math.min(32_767, Math.round(sum)));
      }
    }
    done += part;
  }
}

export interface MixRequest {
  readonly timeline: Timeline;
  readonly voices: readonly SceneVoice[];
  /** The joined voices: mono, as long as the film. */
  readonly narration: string;
  readonly music: MusicFile;
  /** Gain in decibels that brings the music to its level. */
  readonly gainDb: number;
  /** The stereo file that is written. */
  readonly output: string;
}

/** Lays music under the joined voices: repeated to the film's length, lowered where somebody speaks, faded out with the last frame. */
export async function mixMusic({ timeline, voices, narration, music, gainDb, output }: MixRequest, signal: AbortSignal): Promise<void> {
  const spoken = await openWav(narration);
  const [song, mixed] = await Promise.all([openWav(music.path, 2), open(output, 'w')]);
  try {
    const frames = Math.floor(song.dataBytes / FRAME_BYTES);
    const overlap = music.isLoop ? 0 : Math.min(CROSSFADE_SECONDS * SAMPLE_RATE, Math.floor(frames / 4));
    const source = { file: song.file, dataAt: song.dataAt, frames, overlap };
    const envelope = musicEnvelope(speechOf(timeline, voices), timeline.durationMs);
    const level = 10 ** (gainDb / 20);
    let volume = envelope(0) * level;
    await mixed.writeFile(wavHeader(timeline.samples, SAMPLE_RATE, 2));
    // One pair of buffers for the whole film: a new one for each second made half of the work of this step garbage collection.
    const [wholeVoice, wholeUnder] = [new Int16Array(CHUNK), new Int16Array(2 * CHUNK)];
    for (let at = 0; at < timeline.samples; at += CHUNK) {
      signal.throwIfAborted();
      const count = Math.min(CHUNK, timeline.samples - at);
      const [voice, under] = [wholeVoice.subarray(0, count), wholeUnder.subarray(0, 2 * count)];
      const { bytesRead } = await spoken.file.read(new Uint8Array(voice.buffer, 0, 2 * count), 0, 2 * count, spoken.dataAt + at * 2);
      voice.fill(0, Math.floor(bytesRead / 2));
      await musicFrames(source, at, under);
      for (let index = 0; index < count; index += ENVELOPE_STEP) {
        const next = envelope(((at + index + ENVELOPE_STEP) * 1000) / SAMPLE_RATE) * level;
        mixStep({ voice, under }, index, Math.min(count, index + ENVELOPE_STEP), [volume, next]);
        volume = next;
      }
      await mixed.writeFile(new Uint8Array(under.buffer, 0, under.byteLength));
    }
  } finally {
    await Promise.all([spoken.file.close(), song.file.close(), mixed.close()]);
  }
}

/** Mixes samples `from` to `end` into the music. Its volume changes evenly over a whole step, which the film may cut short. */
function mixStep(
  { voice, under }: { readonly voice: Int16Array; readonly under: Int16Array },
  from: number,
  end: number,
  [volume, next]: readonly [number, number],
): void {
  const change = (next - volume) / ENVELOPE_STEP;
  let gain = volume;
  for (let sample = from; sample < end; sample += 1) {
    const spoken = voice[sample] ?? 0;
    const left = Math.round((spoken + (under[2 * sample] ?? 0) * gain) * HEADROOM);
    const right = Math.round((spoken + (under[2 * sample + 1] ?? 0) * gain) * HEADROOM);
    under[2 * sample] = left > MAX_SAMPLE ? MAX_SAMPLE : left < MIN_SAMPLE ? MIN_SAMPLE : left;
    under[2 * sample + 1] = right > MAX_SAMPLE ? MAX_SAMPLE : right < MIN_SAMPLE ? MIN_SAMPLE : right;
    gain += change;
  }
}

const [MIN_SAMPLE, MAX_SAMPLE] = [-32_768, 32_767];
