import type { CorpusOptions, Hostile } from './corpus.ts';
import { ascii, made, u32, u32le, zeros } from './parts.ts';

const PICTURE = ['-f', 'lavfi', '-i', 'testsrc=s=64x48:d=0.4:r=25'];
const SOUND = ['-f', 'lavfi', '-i', 'sine=d=0.4'];

/** Writes numbers over a copy, at a place behind the first occurrence of a word. */
function over(bytes: Buffer, word: string, by: number, value: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  const at = copy.indexOf(word, 0, 'latin1');
  if (at < 0) throw new Error(`${word} is not there`);
  value.copy(copy, at + by);
  return copy;
}

const chunk = (name: string, data: Buffer): Buffer => Buffer.concat([ascii(name), u32le(data.length), data, zeros(data.length % 2)]);
const list = (name: string, ...chunks: Buffer[]): Buffer => chunk('LIST', Buffer.concat([ascii(name), ...chunks]));

/** Adds a text stream with this subtitle file in it, which ffmpeg's demuxer opens by its content, to an AVI file of two streams. */
function withSubtitles(avi: Buffer, text: string): Buffer {
  const content = Buffer.from(text);
  const packet = Buffer.concat([ascii('GAB2\0'), Buffer.from([2, 0]), u32le(0), Buffer.from([4, 0]), u32le(content.length), content]);
  const header = Buffer.concat([ascii('txts'), zeros(16), u32le(1), u32le(25), u32le(0), u32le(1), zeros(16)]);
  const [hdrl, movi] = [avi.indexOf('hdrl'), avi.indexOf('movi')];
  const headEnd = hdrl + avi.readUInt32LE(hdrl - 4);
  const head = Buffer.concat([avi.subarray(hdrl + 4, headEnd), list('strl', chunk('strh', header), chunk('strf', zeros(0)))]);
  const media = Buffer.concat([chunk('02tx', packet), avi.subarray(movi + 4, movi + avi.readUInt32LE(movi - 4))]);
  const body = Buffer.concat([ascii('AVI '), list('hdrl', head), list('movi', media)]);
  return Buffer.concat([ascii('RIFF'), u32le(body.length), body]);
}

/** Packets of a transport stream whose header announces an extra of 255 bytes, which is longer than the packet. */
function longExtras(ts: Buffer): Buffer {
  const copy = Buffer.from(ts);
  for (let at = 188 * 3; at < copy.length; at += 188) {
    copy[at + 3] = (copy[at + 3] ?? 0) | 0x30;
    copy[at + 4] = 0xff;
  }
  return copy;
}

/** Files of the formats that are read as generously as players read them, with sizes that lie. */
export async function neighbours({ bait, ffmpegPath, folder }: CorpusOptions): Promise<readonly Hostile[]> {
  const make = (name: string, ...args: string[]): Promise<Buffer> => made(ffmpegPath, folder, name, ...args);
  const film = [...PICTURE, ...SOUND, '-c:v', 'mpeg2video', '-c:a', 'mp2'];
  const [avi, ts, mpg] = [await make('n.avi', ...film), await make('n.ts', ...film), await make('n.mpg', ...film)];
  const [aiff, caf] = [await make('n.aiff', ...SOUND), await make('n.caf', ...SOUND)];
  const audio: readonly (readonly [string, Buffer, Hostile['ends']])[] = [
    ['huge-chunk.aiff', over(aiff, 'SSND', 4, u32(0x7fffffff)), 'READY'],
    ['no-chunk.aiff', aiff.subarray(0, 40), 'DAMAGED'],
    ['no-channels.aiff', over(aiff, 'COMM', 8, zeros(2)), 'DAMAGED'],
    ['huge-common.aiff', over(aiff, 'COMM', 4, u32(0x7ffffff0)), 'DAMAGED'],
    ['endless-chunk.caf', over(caf, 'desc', 4, Buffer.alloc(8, 0x7f)), 'DAMAGED'],
    ['huge-table.caf', Buffer.concat([caf.subarray(0, 52), ascii('kuki'), u32(0), u32(0x7ffffff0), zeros(64)]), 'DAMAGED'],
    ['no-frame.amr', Buffer.concat([ascii('#!AMR\n'), Buffer.alloc(2_000, 0xff)]), 'DAMAGED'],
    ['only-a-word.amr', Buffer.concat([ascii('#!AMR\n'), zeros(8)]), 'DAMAGED'],
  ];
  const films: readonly (readonly [string, Buffer, Hostile['ends']])[] = [
    ['subtitles-as-list.avi', withSubtitles(avi, `#EXTM3U\n#EXTINF:10,\n${bait.url}/gab2\n`), 'READY'],
    ['subtitles-as-concat.avi', withSubtitles(avi, `ffconcat version 1.0\nfile '${bait.path}'\n`), 'READY'],
    ['subtitles-as-page.avi', withSubtitles(avi, `<SAMI><BODY><IMG SRC="${bait.url}/sami"></BODY></SAMI>`), 'READY'],
    ['huge-list.avi', over(avi, 'strf', 4, u32le(0x7ffffff0)), 'READY'],
    ['huge-index.avi', over(avi, 'idx1', 4, u32le(0x7ffffff0)), 'READY'],
    ['long-extras.ts', longExtras(ts), 'DAMAGED'],
    ['only-sync.ts', Buffer.concat(Array.from({ length: 5_000 }, () => Buffer.concat([ascii('\x47'), zeros(187)]))), 'DAMAGED'],
    ['no-streams.mpg', Buffer.concat(Array.from({ length: 5_000 }, () => ascii('\0\0\x01\xba'))), 'DAMAGED'],
    ['endless-packets.mpg', Buffer.concat([mpg.subarray(0, 2_048), ascii('\0\0\x01\xe0\0\0'), Buffer.alloc(1 << 20, 0xff)]), 'READY'],
  ];
  return [
    ...audio.map(([name, bytes, ends]) => ({ name, kind: 'AUDIO', bytes, ends }) as const),
    ...films.map(([name, bytes, ends]) => ({ name, kind: 'VIDEO', bytes, ends }) as const),
  ];
}
