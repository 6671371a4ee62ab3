import type { Ordinary, ExpectedInfo } from './ordinary.ts';
import { AAC, id3, tone } from './parts.ts';

interface Recipe {
  readonly name: string;
  readonly codec: string;
  readonly args: readonly string[];
  readonly seconds?: number;
  readonly rate?: number;
  readonly expected?: Partial<ExpectedInfo>;
  readonly announced?: 'VIDEO';
  readonly after?: (bytes: Buffer) => Buffer;
}

function recording({ name, codec, args, seconds = 1, rate = 44_100, expected, announced, after }: Recipe): Ordinary {
  return {
    name,
    ...(announced ? { announced } : {}),
    expected: { kind: 'AUDIO', durationMs: seconds * 1_000, withinMs: 120, codecs: [codec], ...expected },
    make: async ({ ffmpeg }) => {
      const bytes = await ffmpeg(name, ...tone(seconds, rate), ...args);
      return after ? after(bytes) : bytes;
    },
  };
}

/** Name, codec as it is reported, and how it is made. */
const PLAIN: readonly (readonly [name: string, codec: string, args: readonly string[], more?: Partial<Recipe>])[] = [
  ['song.mp3', 'mp3', ['-b:a', '128k']],
  ['variable.mp3', 'mp3', ['-q:a', '4']],
  ['no-header.mp3', 'mp3', ['-write_xing', '0']],
  ['variable-no-header.mp3', 'mp3', ['-q:a', '2', '-write_xing', '0'], { seconds: 4 }],
  ['podcast.mp3', 'mp3', ['-ac', '1', '-ar', '22050', '-b:a', '48k']],
  ['telephone.mp3', 'mp3', ['-ac', '1', '-ar', '8000', '-b:a', '8k'], { expected: { withinMs: 250 } }],
  ['tagged.mp3', 'mp3', ['-id3v2_version', '3', '-metadata', 'title=Möwe']],
  ['new-tag.mp3', 'mp3', ['-id3v2_version', '4', '-write_id3v1', '1', '-metadata', 'title=Möwe']],
  ['pcm.wav', 'pcm_s16le', []],
  ['8-bit.wav', 'pcm_u8', ['-c:a', 'pcm_u8']],
  ['studio.wav', 'pcm_s24le', ['-c:a', 'pcm_s24le', '-ar', '96000']],
  ['32-bit.wav', 'pcm_s32le', ['-c:a', 'pcm_s32le']],
  ['float.wav', 'pcm_f32le', ['-c:a', 'pcm_f32le']],
  ['double.wav', 'pcm_f64le', ['-c:a', 'pcm_f64le']],
  ['telephone-us.wav', 'pcm_mulaw', ['-c:a', 'pcm_mulaw', '-ar', '8000']],
  ['telephone-eu.wav', 'pcm_alaw', ['-c:a', 'pcm_alaw', '-ar', '8000']],
  ['dictaphone.wav', 'adpcm_ima_wav', ['-c:a', 'adpcm_ima_wav', '-ar', '16000']],
  ['old-windows.wav', 'adpcm_ms', ['-c:a', 'adpcm_ms']],
  ['surround.wav', 'pcm_s16le', ['-ac', '6']],
  ['seven-one.wav', 'pcm_s16le', ['-ac', '8']],
  ['quad.wav', 'pcm_s16le', ['-af', 'pan=quad|c0=c0|c1=c0|c2=c0|c3=c0']],
  ['large.wav', 'pcm_s16le', ['-rf64', 'always']],
  ['broadcast.wav', 'pcm_s16le', ['-write_bext', '1', '-metadata', 'description=Sea']],
  ['192k.wav', 'pcm_s24le', ['-c:a', 'pcm_s24le', '-ar', '192000']],
  ['radio.aac', 'aac', ['-b:a', '128k']],
  ['voice.aac', 'aac', ['-ac', '1', '-ar', '16000', '-b:a', '24k'], { expected: { withinMs: 200 } }],
  ['memo.m4a', 'aac', AAC],
  ['memo-fast.m4a', 'aac', [...AAC, '-movflags', '+faststart']],
  ['lossless.m4a', 'alac', ['-c:a', 'alac']],
  ['book.m4b', 'aac', [...AAC, '-f', 'ipod']],
  ['surround.m4a', 'aac', [...AAC, '-ac', '6']],
  ['fragmented.m4a', 'aac', [...AAC, '-movflags', 'frag_keyframe+empty_moov', '-frag_duration', '200000']],
  ['album.flac', 'flac', []],
  ['studio.flac', 'flac', ['-sample_fmt', 's32', '-ar', '96000']],
  ['mono.flac', 'flac', ['-ac', '1']],
  ['surround.flac', 'flac', ['-ac', '6']],
  ['free.ogg', 'vorbis', ['-c:a', 'libvorbis']],
  ['free.oga', 'flac', ['-c:a', 'flac']],
  ['chat.opus', 'opus', ['-c:a', 'libopus', '-ac', '1', '-b:a', '16k', '-ar', '48000']],
  ['surround.opus', 'opus', ['-c:a', 'libopus', '-ac', '6', '-ar', '48000']],
  ['messenger.ogg', 'opus', ['-c:a', 'libopus', '-ar', '48000', '-application', 'voip']],
  ['browser.weba', 'opus', ['-c:a', 'libopus', '-ar', '48000', '-f', 'webm']],
  ['music.mka', 'flac', ['-c:a', 'flac', '-f', 'matroska']],
  ['mac.aiff', 'pcm_s16be', []],
  ['mac-studio.aif', 'pcm_s24be', ['-c:a', 'pcm_s24be', '-f', 'aiff']],
  ['mac.caf', 'pcm_s16le', ['-c:a', 'pcm_s16le']],
  ['mac-lossless.caf', 'alac', ['-c:a', 'alac']],
];

/** AMR as old phones record it: frames of 12.2 kbit/s, 20 ms each, of silence. */
const amr = (): Buffer =>
  Buffer.concat([Buffer.from('#!AMR\n'), ...Array.from({ length: 50 }, () => Buffer.concat([Buffer.from([0x3c]), Buffer.alloc(31)]))]);

const special = (): readonly Ordinary[] => [
  recording({ name: 'click.wav', codec: 'pcm_s16le', args: [], seconds: 0.25, expected: { withinMs: 5 } }),
  recording({ name: 'shorter-click.wav', codec: 'pcm_s16le', args: [], seconds: 0.02, expected: { withinMs: 5 } }),
  recording({ name: 'click.mp3', codec: 'mp3', args: [], seconds: 0.1, expected: { withinMs: 80 } }),
  recording({ name: 'click.flac', codec: 'flac', args: [], seconds: 0.1, expected: { withinMs: 10 } }),
  recording({ name: 'silence-first.aac', codec: 'aac', args: ['-af', 'volume=enable=lt(t\\,20):volume=0', '-b:a', '128k'], seconds: 40 }),
  recording({ name: 'tag-in-front.flac', codec: 'flac', args: [], after: (bytes) => Buffer.concat([id3(), bytes]) }),
  recording({ name: 'tag-in-front.aac', codec: 'aac', args: [], after: (bytes) => Buffer.concat([id3(), bytes]) }),
  recording({ name: 'pipe.flac', codec: 'flac', args: [], after: unknownLength }),
  recording({ name: 'note-behind.wav', codec: 'pcm_s16le', args: [], after: (bytes) => Buffer.concat([bytes, Buffer.alloc(64)]) }),
  recording({ name: 'meeting.mp4', codec: 'aac', args: AAC, announced: 'VIDEO' }),
  recording({ name: 'voice.webm', codec: 'opus', args: ['-c:a', 'libopus', '-ar', '48000'], announced: 'VIDEO' }),
  recording({ name: 'voice.mov', codec: 'pcm_s16le', args: ['-c:a', 'pcm_s16le'], announced: 'VIDEO' }),
  ...['cover.mp3', 'cover.m4a', 'cover.flac'].map((name): Ordinary => ({
    name,
    expected: {
      kind: 'AUDIO',
      durationMs: 1_000,
      withinMs: 120,
      codecs: [name.endsWith('mp3') ? 'mp3' : name.endsWith('m4a') ? 'aac' : 'flac'],
    },
    make: async ({ ffmpeg, put }) => {
      const path = await put('cover.png', await ffmpeg('drawn.png', '-f', 'lavfi', '-i', 'testsrc=s=64x64', '-frames:v', '1'));
      const cover = ['-map', '0:a', '-map', '1:v', '-c:v', 'mjpeg', '-pix_fmt', 'yuvj420p', '-disposition:v', 'attached_pic'];
      return ffmpeg(name, ...tone(), '-i', path, ...cover);
    },
  })),
  { name: 'note.amr', expected: { kind: 'AUDIO', durationMs: 1_000, codecs: ['amr_nb'] }, make: () => Promise.resolve(amr()) },
];

/** The number of samples is 0 where an encoder wrote into a pipe: the last 36 bits before the checksum of the first block. */
function unknownLength(flac: Buffer): Buffer {
  const bytes = Buffer.from(flac);
  const at = 8 + 13;
  bytes.writeUInt8(bytes.readUInt8(at) & 0xf0, at);
  bytes.fill(0, at + 1, at + 5);
  return bytes;
}

export const audio = (): readonly Ordinary[] => [
  ...PLAIN.map(([name, codec, args, more]) => recording({ name, codec, args, ...more })),
  ...special(),
];
