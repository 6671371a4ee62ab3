import { open } from 'node:fs/promises';

/** Position and format of a WAV file's samples. Offsets and lengths in bytes. */
export interface WavHeader {
  readonly dataAt: number;
  readonly dataBytes: number;
  readonly sampleRate: number;
  readonly channels: number;
  readonly bitsPerSample: number;
}

/**
 * Bytes of a file that are searched for the samples. ffmpeg writes a `LIST` chunk of some 30 bytes before them; a much larger one means
 * that ffmpeg did not write the file.
 */
const SEARCHED_BYTES = 64 * 1024;

/** Finds format and samples in the head of a WAV file of `fileBytes`; undefined for other files. */
export const readWavHeader = (head: Buffer, fileBytes: number): WavHeader | undefined => {
  if (head.length < 12 || head.toString('latin1', 0, 4) !== 'RIFF' || head.toString('latin1', 8, 12) !== 'WAVE') return undefined;
  let format: Omit<WavHeader, 'dataAt' | 'dataBytes'> | undefined;
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
    // A file that was written to a pipe states an unknown length, so the end of the file counts.
    if (name === 'data' && format !== undefined) return { ...format, dataAt: body, dataBytes: Math.min(bytes, fileBytes - body) };
    at = body + bytes + (bytes % 2);
  }
  return undefined;
};

/**
 * Opens a 16-bit, 48 kHz WAV file that Reelwright wrote, and locates its samples. Throws for any other file. The caller closes the handle.
 */
export const openWav = async (path: string, channels: 1 | 2 = 1) => {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const head = Buffer.alloc(Math.min(size, SEARCHED_BYTES));
    await file.read(head, 0, head.length, 0);
    const header = readWavHeader(head, size);
    if (header?.channels !== channels || header.bitsPerSample !== 16 || header.sampleRate !== 48_000)
      throw new Error(`Not a 16-bit, 48 kHz WAV file with ${channels} channel(s).`);
    return { file, ...header };
  } catch (error) {
    await file.close();
    throw error;
  }
};
