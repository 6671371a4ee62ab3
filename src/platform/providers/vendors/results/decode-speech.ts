import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { wavHeader } from '../../../audio/wav-header.ts';
import type { Media, MediaCall } from '../../../media/media.ts';
import { garbage } from '../vendor-failures.ts';
import { undecodable } from './undecodable.ts';

const SAMPLE_RATE = 48_000;
/** Limits of decoding. The narration of a scene takes about a minute. */
const LIMITS = { cpuSeconds: 60, memoryBytes: 640 * 1024 ** 2 } as const;
const MAX_SECONDS = 600;
/** Absolute sample value (−54 dBFS) below which samples count as silence. */
const SILENCE = 64;

/** ffmpeg's demuxer and decoder for the sound of a vendor. */
interface SoundFormat {
  readonly format: string;
  readonly options?: readonly string[];
}

/** Speech as samples. */
export interface DecodedSpeech {
  /** Path of a mono, 16-bit WAV file below `workDir`. */
  readonly path: string;
  readonly samples: Int16Array;
  readonly sampleRate: number;
  readonly durationMs: number;
}

/** The format of a sound by its first bytes; undefined for anything else, whatever its media type is. */
function soundFormatOf(bytes: Buffer): SoundFormat | undefined {
  const head = bytes.toString('latin1', 0, 12);
  if (head.startsWith('RIFF') && head.slice(8) === 'WAVE') return { format: 'wav', options: ['-ignore_length', '1'] };
  if (head.startsWith('fLaC')) return { format: 'flac' };
  if (head.startsWith('OggS')) return { format: 'ogg' };
  const [first = 0, second = 0] = bytes;
  return head.startsWith('ID3') || (first === 0xff && (second & 0xe0) === 0xe0) ? { format: 'mp3' } : undefined;
}

/** Decodes the sound of a vendor. @throws Failure GARBAGE for data that cannot be decoded, is silent or far too long */
export async function decodeSpeech(media: Media, vendor: string, bytes: Buffer, { workDir, signal }: MediaCall): Promise<DecodedSpeech> {
  const sound = soundFormatOf(bytes);
  if (!sound) throw garbage(vendor, 'no sound in a known format');
  const [input, raw, path] = ['spoken', 'spoken.raw', 'speech.wav'].map((name) => join(workDir, name)) as [string, string, string];
  await writeFile(input, bytes, { signal });
  const command = {
    inputs: [{ path: input, ...sound }],
    outputOptions: ['-map', '0:a:0', '-ac', '1', '-ar', String(SAMPLE_RATE), '-t', String(MAX_SECONDS), '-f', 's16le'],
    output: raw,
    threads: 1,
    timeoutMs: 120_000,
  };
  await media.run(command, { workDir, signal, limits: LIMITS }).catch(undecodable(vendor, 'sound'));
  const decoded = await readFile(raw);
  const samples = new Int16Array(decoded.buffer, decoded.byteOffset, Math.floor(decoded.length / 2));
  if (!samples.some((sample) => Math.abs(sample) > SILENCE)) throw garbage(vendor, 'silence');
  await writeFile(path, [wavHeader(samples.length, SAMPLE_RATE), decoded.subarray(0, samples.length * 2)], { signal });
  return { path, samples, sampleRate: SAMPLE_RATE, durationMs: (samples.length * 1_000) / SAMPLE_RATE };
}
