import { Rejection } from '../../rejections.ts';
import type { RejectionCode } from '../../rejections.ts';
import type { FormatName } from '../formats.ts';

/** Number of bytes at the start of a file that are inspected. */
export const HEAD_BYTES = 4_096;

const text = (head: Buffer, from: number, to: number): string => head.toString('latin1', from, to);
const startsWith = (head: Buffer, ...bytes: number[]): boolean => bytes.every((byte, index) => head[index] === byte);

const AVIF_BRANDS = new Set(['avif', 'avis']);
const HEIC_BRANDS = new Set(['heic', 'heix', 'hevc', 'hevx', 'heim', 'heis', 'mif1', 'msf1']);
/** Outermost boxes of QuickTime files from before brands existed. */
const OLD_MOV = new Set(['moov', 'mdat', 'wide', 'skip', 'free', 'pnot']);

function isoFormat(head: Buffer): FormatName | undefined {
  const box = text(head, 4, 8);
  if (box !== 'ftyp') return OLD_MOV.has(box) ? 'mov' : undefined;
  const end = Math.min(head.length, head.readUInt32BE(0));
  const brands = [text(head, 8, 12)];
  for (let at = 16; at + 4 <= end; at += 4) brands.push(text(head, at, at + 4));
  const [major = ''] = brands;
  if (AVIF_BRANDS.has(major) || (major === 'mif1' && brands.some((brand) => AVIF_BRANDS.has(brand)))) return 'avif';
  if (HEIC_BRANDS.has(major)) return 'heic';
  return major === 'qt  ' ? 'mov' : 'mp4';
}

const isAdts = (first: number, second: number): boolean => first === 0xff && (second & 0xf6) === 0xf0;
/** Whether a frame of MP3 begins: sync word, layer III (other layers are not MP3), valid bit rate and sample rate. */
const isMp3Frame = (head: Buffer): boolean =>
  head[0] === 0xff && ((head[1] ?? 0) & 0xe6) === 0xe2 && ((head[2] ?? 0) & 0xf0) !== 0xf0 && ((head[2] ?? 0) & 0x0c) !== 0x0c;

/**
 * Whether a transport stream begins: packets of 188 bytes that start with a sync byte. On discs and in cameras a time of 4 bytes precedes
 * each.
 */
const isTransportStream = (head: Buffer): boolean =>
  [
    [0, 188],
    [4, 192],
  ].some(([from = 0, step = 0]) => head.length > from + 2 * step && [0, 1, 2].every((index) => head[from + index * step] === 0x47));

/** Bytes of an ID3v2 tag at the start of a file, which are stored in four times seven bits; 0 without one. */
export const tagLength = (head: Buffer): number =>
  head.length >= 10 && text(head, 0, 3) === 'ID3' ? 10 + head.subarray(6, 10).reduce((sum, byte) => sum * 128 + (byte & 127), 0) : 0;

/** Formats that may begin with an ID3v2 tag, although only MP3 should. */
const TAGGED: readonly FormatName[] = ['mp3', 'flac', 'aac'];

/** First bytes, as latin1, of formats with a signature. */
const WORDS: readonly (readonly [FormatName, RegExp])[] = [
  ['jpeg', /^\xff\xd8\xff/],
  ['png', /^\x89PNG\r\n\x1a\n/],
  ['gif', /^GIF8[79]a/],
  ['webp', /^RIFF....WEBP/s],
  ['wav', /^(?:RIFF|RF64)....WAVE/s],
  ['avi', /^RIFF....AVI /s],
  ['aiff', /^FORM....AIF[FC]/s],
  ['caf', /^caff\0\x01/],
  ['amr', /^#!AMR/],
  ['mpeg', /^\0\0\x01\xba/],
  ['webm', /^\x1aE\xdf\xa3.{0,60}webm/s],
  ['mkv', /^\x1aE\xdf\xa3/],
  ['ogg', /^OggS/],
  ['flac', /^fLaC/],
  ['woff2', /^wOF2/],
  ['otf', /^OTTO/],
  ['ttf', /^(?:\x00\x01\x00\x00\x00|true)/],
];

function binaryFormat(head: Buffer): FormatName | undefined {
  const start = text(head, 0, 72);
  const word = WORDS.find(([, pattern]) => pattern.test(start));
  if (word) return word[0];
  if (isMp3Frame(head)) return 'mp3';
  if (isAdts(head[0] ?? 0, head[1] ?? 0)) return 'aac';
  return isTransportStream(head) ? 'mpegts' : isoFormat(head);
}

/** Recognized formats that are rejected, each with its reason. */
const FORBIDDEN: readonly (readonly [RejectionCode, string, (head: Buffer, start: string) => boolean])[] = [
  [
    'ARCHIVE',
    'It is an archive.',
    (head) => /^(PK(\x03\x04|\x05\x06|\x07\x08)|\x1f\x8b|BZh|7z\xbc\xaf|Rar!|\xfd7zXZ|\x28\xb5\x2f\xfd)/.test(text(head, 0, 8)),
  ],
  ['ARCHIVE', 'It is an archive.', (head) => text(head, 257, 262) === 'ustar'],
  [
    'PLAYLIST',
    'It is a playlist of other files.',
    (_, start) => /^(#extm3u|ffconcat|\[playlist\]|v=0\s|file\s+['"/\w]|#exth?|\[reference\])/.test(start),
  ],
  ['PLAYLIST', 'It is a playlist of other files.', (_, start) => /<(mpd|smoothstreamingmedia|asx|smil|playlist)[\s>]/.test(start)],
  [
    'ACTIVE_CONTENT',
    'It is HTML, SVG, a PDF or a program.',
    (head) => /^(%PDF|%!PS|MZ|\x7fELF|#!(?!AMR)|\xca\xfe\xba\xbe|\xcf\xfa\xed\xfe)/.test(text(head, 0, 8)),
  ],
  ['ACTIVE_CONTENT', 'It is HTML, SVG, a PDF or a program.', (_, start) => start.startsWith('<')],
];

/**
 * The format of a file by its bytes, whatever its name. `head` contains the first bytes of the file, up to HEAD_BYTES; `behindTag` those
 * after an ID3v2 tag. Throws a Rejection for unsupported formats.
 */
export function sniff(head: Buffer, behindTag = head): FormatName {
  if (head.length === 0) throw new Rejection('EMPTY_FILE', 'The file has 0 bytes.');
  if (tagLength(head) > 0) return TAGGED.find((name) => name === binaryFormat(behindTag)) ?? 'mp3';
  const start = startOf(head);
  for (const [code, message, holds] of FORBIDDEN) if (holds(head, start)) throw new Rejection(code, message);
  const format = (head.length >= 12 ? binaryFormat(head) : undefined) ?? captionFormat(head, start);
  if (!format) throw new Rejection('TYPE_UNKNOWN', 'The file’s format is not supported.');
  return format;
}

/**
 * The format of a file whose name is that of a table, because text has no signature. A text that starts with an object is JSON Lines, any
 * other CSV. No player opens it, so a heading like `file name` does not make it a playlist.
 */
export function sniffDocument(head: Buffer): FormatName {
  if (head.length === 0) throw new Rejection('EMPTY_FILE', 'The file has 0 bytes.');
  const start = startOf(head);
  for (const [code, message, holds] of FORBIDDEN) if (code !== 'PLAYLIST' && holds(head, start)) throw new Rejection(code, message);
  const binary = head.length >= 12 ? binaryFormat(head) : undefined;
  if (binary) return binary;
  return start.startsWith('{') ? 'jsonl' : 'csv';
}

const startOf = (head: Buffer): string =>
  head
    .toString('utf8')
    .replace(/^[\uFEFF\s]+/, '')
    .toLowerCase();

function captionFormat(head: Buffer, start: string): FormatName | undefined {
  if (/^webvtt(?:\s|$)/.test(start)) return 'vtt';
  if (/^(?:\d+[ \t]*[\r\n]+)?-?\d+:\d+:\d+[,.]\d+[ \t]*-->/.test(start)) return 'srt';
  // UTF-16 is recognized as captions, whose reader rejects it with a useful hint.
  return startsWith(head, 0xff, 0xfe) || startsWith(head, 0xfe, 0xff) ? 'srt' : undefined;
}
