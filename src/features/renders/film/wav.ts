import { open } from 'node:fs/promises';

/** Where the samples of a WAV file lie, and what they are. Offsets and lengths in bytes. */
export interface WavFacts {
  readonly dataAt: number;
  readonly dataBytes: number;
  readonly sampleRate: number;
  readonly channels: number;
  readonly bitsPerSample: number;
}

/** ffmpeg puts a `LIST` chunk of some 30 bytes in front of the samples; far more than that is no file of ours. */
const SEARCHED_BYTES = 64 * 1024;

/** Finds format and samples in the beginning of a WAV file of `fileBytes`; undefined when it is none. */
export const readWavFacts = (head: Buffer, fileBytes: number): WavFacts | undefined => {
  if (head.length < 12 || head.toString('latin1', 0, 4) !== 'RIFF' || head.toString('latin1', 8, 12) !== 'WAVE') return undefined;
  let format: Omit<WavFacts, 'dataAt' | 'dataBytes'> | undefined;
  for (let at = 12; at + 8 <= head.length;) {
    const name = head.toString('latin1', at, at + 4);
    const bytes = head.readUInt32LE(at + 4);
    const body = at + 8;
    if (name === 'fmt ' && body + 16 <= head.length) {
      format = {
        channels: head.readUInt16LE(body + 2),
        sampleRate: head.readUInt32LE(body + 4),
        bitsPerSample: head.readUInt16LE(body + 14),
      };
    }
    // What was written to a pipe claims an unknown length: the file's end counts then.
    if (name === 'data' && format !== undefined) return { ...format, dataAt: body, dataBytes: Math.min(bytes, fileBytes - body) };
    at = body + bytes + (bytes % 2);
  }
  return undefined;
};

/** Opens a mono, 16-bit, 48 kHz WAV file of ours and tells where its samples lie. Throws for any other file. Close the handle. */
export const openWav = async (path: string) => {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const head = Buffer.alloc(Math.min(size, SEARCHED_BYTES));
    await file.read(head, 0, head.length, 0);
    const facts = readWavFacts(head, size);
    if (facts?.channels !== 1 || facts.bitsPerSample !== 16 || facts.sampleRate !== 48_000)
      throw new Error('Not a mono, 16-bit, 48 kHz WAV file.');
    return { file, ...facts };
  } catch (error) {
    await file.close();
    throw error;
  }
};
