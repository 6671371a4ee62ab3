import { open } from 'node:fs/promises';

/** Where the samples of a WAV file lie, and what they are. Offsets and lengths in bytes. */
export interface WavFacts {
  readonly dataAt: number;
  readonly dataBytes: number;
  readonly sampleRate: number;
  readonly channels: number;
  readonly bitsPerSample: number;
}

const HEADER_BYTES = 44;
/** RIFF counts its bytes in 32 bits; at 96,000 a second that is twelve hours. */
const MOST_BYTES = 2 ** 32 - 1 - HEADER_BYTES;
/** ffmpeg puts a `LIST` chunk of some 30 bytes in front of the samples; far more than that is no file of ours. */
const SEARCHED_BYTES = 64 * 1024;

/** Header of a mono, 16-bit PCM file. */
export const wavHeader = (samples: number, sampleRate: number): Buffer => {
  const bytes = samples * 2;
  if (bytes > MOST_BYTES) throw new RangeError('A WAV file holds at most 4 GiB.');
  const header = Buffer.alloc(HEADER_BYTES);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(HEADER_BYTES - 8 + bytes, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(sampleRate, 24);
  header.writeUInt32LE(sampleRate * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(bytes, 40);
  return header;
};

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
