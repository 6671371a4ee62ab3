import { ascii, u16, u32 } from '../hostile/parts.ts';

export interface Moving {
  readonly size?: string;
  readonly rate?: string;
  readonly seconds?: number;
  readonly source?: string;
}

/** A moving picture as input of ffmpeg. */
export const picture = ({ size = '96x64', rate = '30', seconds = 1, source = 'testsrc2' }: Moving = {}): string[] => [
  '-f',
  'lavfi',
  '-i',
  `${source}${source.includes('=') ? ':' : '='}s=${size}:r=${rate}:d=${seconds}`,
];

/** A tone as input of ffmpeg. */
export const tone = (seconds = 1, rate = 48_000): string[] => ['-f', 'lavfi', '-i', `sine=f=330:r=${rate}:d=${seconds}`];

export const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'];
export const HEVC = ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=none', '-tag:v', 'hvc1'];
export const AAC = ['-c:a', 'aac', '-b:a', '64k'];

/** `30000/1001` → 29.97. */
export const rateOf = (rate: string): number => {
  const [over = 0, under = 1] = rate.split('/').map(Number);
  return Math.round((over / under) * 1_000) / 1_000;
};

/** The nine numbers of a display matrix by degrees counterclockwise, in fixed point. */
const MATRICES: Readonly<Record<number, readonly number[]>> = {
  90: [0, -1, 0, 1, 0, 0, 0, 0, 1],
  180: [-1, 0, 0, 0, -1, 0, 0, 0, 1],
  270: [0, 1, 0, -1, 0, 0, 0, 0, 1],
};

/** As phones store upright recordings: the first track of an MP4 or MOV, turned by its header. */
export function turned(film: Buffer, degrees: number): Buffer {
  const bytes = Buffer.from(film);
  const at = bytes.indexOf('tkhd') + 4 + 40;
  for (const [index, value] of (MATRICES[degrees] ?? []).entries()) {
    bytes.writeInt32BE(index % 3 === 2 ? value * 2 ** 30 : value * 2 ** 16, at + index * 4);
  }
  return bytes;
}

/** A track of a disc's subtitles, which are pictures: each shows nothing. */
export function discSubtitles(): Buffer {
  const segment = (ticks: number, kind: number, data: Buffer): Buffer =>
    Buffer.concat([ascii('PG'), u32(ticks), u32(0), Buffer.from([kind]), u16(data.length), data]);
  const composition = Buffer.concat([u16(96), u16(64), Buffer.from([0x10]), u16(1), Buffer.from([0x80, 0, 0, 0])]);
  return Buffer.concat(
    [0.2, 0.5, 0.8].flatMap((seconds) => [segment(seconds * 90_000, 0x16, composition), segment(seconds * 90_000, 0x80, Buffer.alloc(0))]),
  );
}

/** An ID3v2.3 tag with a title. */
export function id3(title = 'Sea'): Buffer {
  const text = Buffer.concat([Buffer.from([0]), ascii(title)]);
  const frame = Buffer.concat([ascii('TIT2'), u32(text.length), u16(0), text]);
  const body = Buffer.concat([frame, Buffer.alloc(100)]);
  return Buffer.concat([ascii('ID3\x03\0\0'), Buffer.from([0, 0, body.length >> 7, body.length & 127]), body]);
}
