import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { wavHeader } from '../../audio/wav-header.ts';
import type { ProviderCall } from '../provider.ts';
import type { SpeechResult } from '../speech.provider.ts';
import type { LinedUp } from './line-up.ts';

/** Writes the whole speech of a scene as one WAV file below the folder of the call. */
export async function writeSpeech(
  { samples, sampleRate, phrases }: LinedUp,
  { workDir, signal }: Pick<ProviderCall, 'workDir' | 'signal'>,
): Promise<SpeechResult> {
  const path = join(workDir, 'speech.wav');
  const sound = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
  await writeFile(path, [wavHeader(samples.length, sampleRate), sound], { signal });
  return { path, durationMs: (samples.length * 1000) / sampleRate, phrases };
}
