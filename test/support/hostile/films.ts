import type { CorpusOptions, Hostile } from './corpus.ts';
import { ascii, box, fullBox, made, u32, zeros } from './parts.ts';

const picture = (size: string, seconds: string, rate = 25): string[] => ['-f', 'lavfi', '-i', `testsrc=s=${size}:d=${seconds}:r=${rate}`];
const SOUND = ['-f', 'lavfi', '-i', 'sine=d=0.4'];
const FTYP = box('ftyp', ascii('isom'), u32(0), ascii('isomiso2'));
const QT = box('ftyp', ascii('qt  '), u32(0), ascii('qt  '));

/** A data reference within a track, as QuickTime has them. */
const referring = (...references: Buffer[]): Buffer =>
  Buffer.concat([
    QT,
    box('moov', box('trak', box('mdia', box('minf', box('dinf', fullBox('dref', 0, u32(references.length), ...references)))))),
  ]);

const deep = (levels: number): Buffer => {
  let inner = zeros(0);
  for (let level = 0; level < levels; level += 1) inner = box('udta', inner);
  return Buffer.concat([FTYP, box('moov', inner)]);
};

/** Replaces the one place where these bytes stand. */
const patched = (bytes: Buffer, what: Buffer, by: Buffer): Buffer => {
  const at = bytes.indexOf(what);
  if (at < 0) throw new Error('there is nothing to patch');
  return Buffer.concat([bytes.subarray(0, at), by, bytes.subarray(at + by.length)]);
};

const float64 = (value: number): Buffer => {
  const bytes = zeros(8);
  bytes.writeDoubleBE(value);
  return bytes;
};
/** The duration of a Matroska file: its id, 8 bytes long. */
const LASTS = Buffer.from([0x44, 0x89, 0x88]);

/** Films and sounds, honest ones and those that are made of them. */
export async function films({ bait, ffmpegPath, folder }: CorpusOptions): Promise<{
  readonly honest: { readonly mp4: Buffer; readonly mp3: Buffer };
  readonly hostile: readonly Hostile[];
}> {
  const make = (name: string, ...args: string[]): Promise<Buffer> => made(ffmpegPath, folder, name, ...args);
  const small = [...picture('64x48', '0.4'), ...SOUND, '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac'];
  const mp4 = await make('honest.mp4', ...small, '-metadata', 'location=+48.2+016.3/', '-metadata', 'comment=CANARY-COMMENT');
  const mkv = await make('honest.mkv', ...small, '-metadata:s:v', 'title=CANARY-TITLE');
  const mp3 = await make('honest.mp3', ...SOUND);
  const wav = await make('honest.wav', ...SOUND);
  const raw = await make('raw.mkv', ...picture('64x48', '0.2'), '-c:v', 'ffv1');
  const magic = await make('magic.mkv', ...picture('64x48', '0.2'), '-c:v', 'magicyuv');
  const deepColour = await make('deep.mkv', ...picture('64x48', '0.2'), '-c:v', 'png', '-pix_fmt', 'rgb48be');
  const wide = await make('wide.mkv', ...picture('17000x16', '0.1'), '-c:v', 'png', '-frames:v', '1');
  const fast = await make('fast.mp4', ...picture('16x16', '0.4', 1_000), '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p');
  const many = await make('many.mkv', ...SOUND, ...Array.from({ length: 20 }, () => ['-map', '0:a']).flat(), '-c:a', 'libmp3lame');
  const moov = mp4.indexOf('moov') - 4;
  const mdat = mp4.indexOf('mdat') - 4;
  const movie = mp4.indexOf('mvhd') - 4;
  const halfEmpty = wav.subarray(0, 44 + 1_000);
  const noChannels = Buffer.from(wav);
  noChannels.writeUInt16LE(0, 22);
  // Ten hours at a thousand frames a second: by its own words, in all three places.
  const tenHours = Buffer.from(fast);
  for (const name of ['mvhd', 'mdhd']) {
    const at = tenHours.indexOf(name) + 4;
    tenHours.writeUInt32BE(1_000, at + 12);
    tenHours.writeUInt32BE(36_000_000, at + 16);
  }
  tenHours.writeUInt32BE(36_000_000, tenHours.indexOf('tkhd') + 4 + 20);
  const lying = Buffer.from(mp4);
  lying.writeUInt32BE(0x7fffffff, movie);
  const huge = Buffer.concat([FTYP, u32(1), ascii('mdat'), Buffer.from('7fffffffffffffff', 'hex'), zeros(64)]);
  const elsewhere = ascii(`${bait.url}/dref\0`);
  const files: readonly (readonly [string, Buffer, Hostile['ends']])[] = [
    ['honest.mp4', mp4, 'READY'],
    ['honest.mkv', mkv, 'READY'],
    ['cut-index.mp4', moov > mdat ? mp4.subarray(0, moov + 60) : mp4.subarray(0, moov + 60), 'DAMAGED'],
    ['no-index.mp4', Buffer.concat([FTYP, box('mdat', zeros(1_000))]), 'DAMAGED'],
    ['cut-media.mp4', Buffer.concat([FTYP, mp4.subarray(moov), mp4.subarray(mdat, mdat + 200)]), 'DAMAGED'],
    ['lying-box.mp4', lying, 'DAMAGED'],
    ['huge-box.mp4', huge, 'DAMAGED'],
    ['endless-box.mp4', Buffer.concat([FTYP, u32(4), ascii('free'), zeros(64)]), 'DAMAGED'],
    ['deep.mp4', deep(5_000), 'DAMAGED'],
    [
      '10000-tracks.mp4',
      Buffer.concat([FTYP, box('moov', ...Array.from({ length: 10_000 }, () => box('trak', zeros(64))))]),
      'TOO_MANY_STREAMS',
    ],
    ['many.mkv', many, 'TOO_MANY_STREAMS'],
    ['10-hours.mp4', tenHours, 'TOO_LONG'],
    ['1000-a-second.mp4', fast, 'FRAME_RATE_TOO_HIGH'],
    ['not-a-number.mkv', patched(mkv, LASTS, Buffer.concat([LASTS, float64(NaN)])), 'READY'],
    ['negative.mkv', patched(mkv, LASTS, Buffer.concat([LASTS, float64(-5_000)])), 'READY'],
    ['for-ever.mkv', patched(mkv, LASTS, Buffer.concat([LASTS, float64(1e12)])), 'TOO_LONG'],
    ['cut.mkv', mkv.subarray(0, mkv.length >> 1), 'DAMAGED'],
    ['only-a-head.webm', Buffer.concat([ascii('\x1aE\xdf\xa3\x84webm'), zeros(8)]), 'DAMAGED'],
    ['odd-codec.mkv', raw, 'UNSUPPORTED_ENCODING'],
    // CVE-2026-8461 lies in its decoder.
    ['magicyuv.mkv', magic, 'UNSUPPORTED_ENCODING'],
    ['deep-colour.mkv', deepColour, 'BIT_DEPTH_TOO_HIGH'],
    ['wide.mkv', wide, 'TOO_MANY_PIXELS'],
    ['elsewhere.mov', referring(fullBox('url ', 0, elsewhere)), 'EXTERNAL_REFERENCE'],
    ['alias.mov', referring(fullBox('alis', 0, ascii(bait.path))), 'EXTERNAL_REFERENCE'],
    ['one-of-two.mov', referring(fullBox('url ', 1), fullBox('urn ', 0, elsewhere)), 'EXTERNAL_REFERENCE'],
    [
      'only-points.mov',
      Buffer.concat([QT, box('moov', box('rmra', box('rmda', fullBox('rdrf', 0, ascii('url '), elsewhere))))]),
      'EXTERNAL_REFERENCE',
    ],
    ['nothing-in-it.mp4', Buffer.concat([FTYP, box('moov', fullBox('mvhd', 0, zeros(96)))]), 'DAMAGED'],
  ];
  const sounds: readonly (readonly [string, Buffer, Hostile['ends']])[] = [
    ['cut.wav', halfEmpty, 'DAMAGED'],
    ['no-channels.wav', noChannels, 'DAMAGED'],
    ['no-sound.flac', Buffer.concat([ascii('fLaC\x80\0\0\x22'), zeros(34)]), 'DAMAGED'],
    ['no-sound.ogg', Buffer.concat([ascii('OggS\0\x02'), zeros(60)]), 'DAMAGED'],
    ['one-frame-of-noise.mp3', Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0x64]), Buffer.alloc(2_000, 'noise')]), 'DAMAGED'],
  ];
  return {
    honest: { mp4, mp3 },
    hostile: [
      ...files.map(([name, bytes, ends]) => ({ name, kind: 'VIDEO', bytes, ends }) as const),
      ...sounds.map(([name, bytes, ends]) => ({ name, kind: 'AUDIO', bytes, ends }) as const),
    ],
  };
}
