import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { wavHeader } from '../../../../platform/audio/wav-header.ts';
import type { Media, MediaCall } from '../../../../platform/media/media.ts';
import { SOUND, audioOptions } from '../../film/encoder.ts';
import { firstLevel, levelFilter } from '../../film/sound/audio.ts';
import { openWav } from '../../film/sound/wav.ts';
import { SAMPLE_RATE } from '../../film/timeline.ts';
import { adtsFrames } from './adts.ts';
import { AAC_SAMPLES } from './segments.ts';

/** A levelled voice clip (mono, 16 bit), and the sample of the film at which it starts. */
export interface PlacedVoice {
  readonly path: string;
  readonly at: number;
  readonly samples: number;
}

/** AAC frames that are encoded before and after a stretch and left out: an AAC frame overlaps its neighbours. */
const OVERLAP_BLOCKS = 3;
const CHUNK_SAMPLES = SAMPLE_RATE;
const SAMPLE_BYTES = 2;

/**
 * The AAC frames from `from` up to `to`, counted from the start of the film, with the voices alone. They sound nearly as in the film: voices
 * are levelled one by one. Stretches that follow each other join without a gap.
 */
export async function earlySound(
  { media, workDir, signal }: MediaCall & { readonly media: Media },
  voices: readonly PlacedVoice[],
  { from, to }: { readonly from: number; readonly to: number },
): Promise<readonly Buffer[]> {
  const first = Math.max(0, from - OVERLAP_BLOCKS);
  const wav = join(workDir, 'early.wav');
  await writeVoices(wav, voices, { from: first * AAC_SAMPLES, to: (to + OVERLAP_BLOCKS) * AAC_SAMPLES }, signal);
  const output = join(workDir, 'early.aac');
  const level = firstLevel({ integrated: SOUND.voiceLoudness, truePeak: -Infinity }, { channels: 1 });
  await media.run(
    {
      inputs: [{ path: wav, format: 'wav' }],
      filterGraph: `[0:a]${levelFilter(level, { channels: 1 })}[sound]`,
      outputOptions: ['-map', '[sound]', ...audioOptions, '-f', 'adts'],
      output,
      threads: 1,
      timeoutMs: 600_000,
    },
    { workDir, signal },
  );
  return blocksOf(await readFile(output)).slice(from - first, to - first);
}

/** The AAC frames of a raw file that begin with the sound: the first one in the file only prepares the decoder. */
export const blocksOf = (adts: Buffer): readonly Buffer[] => adtsFrames(adts).slice(1);

/** Writes the samples of the film from `from` up to `to`, in chunks, so that a long scene needs no memory. */
async function writeVoices(
  path: string,
  voices: readonly PlacedVoice[],
  { from, to }: { readonly from: number; readonly to: number },
  signal: AbortSignal,
): Promise<void> {
  const output = await open(path, 'w');
  const inputs = await Promise.all(voices.map(async (voice) => ({ ...voice, wav: await openWav(voice.path) })));
  try {
    await output.writeFile(wavHeader(to - from, SAMPLE_RATE));
    for (let at = from; at < to; at += CHUNK_SAMPLES) {
      signal.throwIfAborted();
      const end = Math.min(to, at + CHUNK_SAMPLES);
      const chunk = Buffer.alloc((end - at) * SAMPLE_BYTES);
      for (const { at: start, samples, wav } of inputs) {
        const [begin, stop] = [Math.max(at, start), Math.min(end, start + samples)];
        if (begin >= stop) continue;
        const place = wav.dataAt + (begin - start) * SAMPLE_BYTES;
        await wav.file.read(chunk, (begin - at) * SAMPLE_BYTES, (stop - begin) * SAMPLE_BYTES, place);
      }
      await output.writeFile(chunk);
    }
  } finally {
    await Promise.all([output.close(), ...inputs.map(({ wav }) => wav.file.close())]);
  }
}
