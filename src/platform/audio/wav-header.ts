const HEADER_BYTES = 44;
/** Maximum bytes of samples. RIFF stores sizes in 32 bits; at 96,000 bytes per second that is twelve hours, or six with two channels. */
const MAX_BYTES = 2 ** 32 - 1 - HEADER_BYTES;

/** Header of a 16-bit PCM file. `samples` are those of one channel. */
export const wavHeader = (samples: number, sampleRate: number, channels: 1 | 2 = 1): Buffer => {
  const bytes = samples * channels * 2;
  if (bytes > MAX_BYTES) throw new RangeError('A WAV file holds at most 4 GiB.');
  const header = Buffer.alloc(HEADER_BYTES);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(HEADER_BYTES - 8 + bytes, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(channels, 22);
  header.writeUInt32LE(sampleRate, 24);
  header.writeUInt32LE(sampleRate * channels * 2, 28);
  header.writeUInt16LE(channels * 2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(bytes, 40);
  return header;
};
