import type { Ordinary } from './ordinary.ts';
import { AAC, H264, HEVC, picture, rateOf, tone, type Moving } from './parts.ts';

interface Recipe extends Moving {
  readonly name: string;
  readonly video: readonly string[];
  readonly audio?: readonly string[];
  readonly more?: readonly string[];
  readonly codecs: readonly string[];
  readonly shown?: readonly [width: number, height: number];
  readonly fps?: number;
  readonly withinMs?: number;
  readonly after?: (film: Buffer) => Buffer;
}

/** A film of one picture track and perhaps one audio track; its expected follow from the recipe. */
export function film({ name, video, audio, more = [], codecs, shown, fps, withinMs = 120, after, ...moving }: Recipe): Ordinary {
  const { size = '96x64', rate = '30', seconds = 1 } = moving;
  const [width = 0, height = 0] = shown ?? size.split('x').map(Number);
  return {
    name,
    expected: { kind: 'VIDEO', width, height, durationMs: seconds * 1_000, withinMs, fps: fps ?? rateOf(rate), codecs },
    make: async ({ ffmpeg }) => {
      const made = await ffmpeg(name, ...picture(moving), ...(audio ? tone(seconds) : []), ...video, ...(audio ?? []), ...more);
      return after ? after(made) : made;
    },
  };
}

const VP8 = ['-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8'];
const VP9 = ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8'];
const AV1 = ['-c:v', 'libaom-av1', '-cpu-used', '8', '-usage', 'realtime', '-pix_fmt', 'yuv420p'];
const OPUS = ['-c:a', 'libopus'];
const VORBIS = ['-c:a', 'libvorbis'];
const MP3 = ['-c:a', 'libmp3lame'];

/** Containers by codecs: what cameras, phones, browsers, discs and editors put together. */
const PAIRS: readonly (readonly [
  name: string,
  video: readonly string[],
  audio: readonly string[] | undefined,
  codecs: string,
  more?: Partial<Recipe>,
])[] = [
  ['phone.mp4', H264, AAC, 'h264 aac', { more: ['-movflags', '+faststart'] }],
  ['mute.mp4', H264, undefined, 'h264'],
  ['phone-hevc.mp4', HEVC, AAC, 'hevc aac'],
  ['old-phone.mp4', ['-c:v', 'mpeg4'], AAC, 'mpeg4 aac'],
  ['web-av1.mp4', AV1, OPUS, 'av1 opus'],
  ['web-vp9.mp4', VP9, OPUS, 'vp9 opus'],
  ['television.mp4', H264, ['-c:a', 'ac3'], 'h264 ac3'],
  ['television-plus.mp4', H264, ['-c:a', 'eac3'], 'h264 eac3'],
  ['song-in.mp4', H264, MP3, 'h264 mp3'],
  ['lossless-audio.mp4', H264, ['-c:a', 'alac'], 'h264 alac'],
  ['store.m4v', H264, AAC, 'h264 aac'],
  ['hand.3gp', ['-c:v', 'h263'], ['-c:a', 'aac', '-ar', '8000', '-ac', '1'], 'h263 aac', { size: '176x144', rate: '15' }],
  ['hand-mpeg4.3gp', ['-c:v', 'mpeg4'], AAC, 'mpeg4 aac', { size: '176x144', rate: '15' }],
  ['camera.mov', H264, ['-c:a', 'pcm_s16le'], 'h264 pcm_s16le'],
  ['tablet.mov', HEVC, AAC, 'hevc aac'],
  ['editor.mov', ['-c:v', 'prores_ks', '-profile:v', '2'], ['-c:a', 'pcm_s24le'], 'prores pcm_s24le'],
  ['editor-alpha.mov', ['-c:v', 'prores_ks', '-profile:v', '4', '-pix_fmt', 'yuva444p10le'], undefined, 'prores'],
  ['old-camera.mov', ['-c:v', 'mjpeg', '-pix_fmt', 'yuvj422p'], ['-c:a', 'pcm_s16be'], 'mjpeg pcm_s16be', { rate: '15' }],
  ['timecode.mov', H264, AAC, 'h264 aac', { more: ['-timecode', '00:00:10:00'] }],
  ['screen.webm', VP8, VORBIS, 'vp8 vorbis'],
  ['browser.webm', VP8, OPUS, 'vp8 opus'],
  ['browser-vp9.webm', VP9, OPUS, 'vp9 opus'],
  ['browser-av1.webm', AV1, OPUS, 'av1 opus'],
  ['recorder.webm', VP9, OPUS, 'vp9 opus', { more: ['-live', '1'], withinMs: 150 }],
  ['sticker.webm', [...VP9, '-pix_fmt', 'yuva420p'], undefined, 'vp9'],
  ['studio.mkv', H264, AAC, 'h264 aac'],
  ['archive.mkv', H264, ['-c:a', 'flac'], 'h264 flac'],
  ['rip.mkv', HEVC, ['-c:a', 'ac3'], 'hevc ac3'],
  ['web.mkv', VP9, OPUS, 'vp9 opus'],
  ['web-av1.mkv', AV1, OPUS, 'av1 opus'],
  ['disc.mkv', ['-c:v', 'mpeg2video'], ['-c:a', 'mp2'], 'mpeg2video mp2', { rate: '25' }],
  ['raw-audio.mkv', H264, ['-c:a', 'pcm_s16le'], 'h264 pcm_s16le'],
  ['free.mkv', ['-c:v', 'libtheora'], VORBIS, 'theora vorbis'],
  ['recording.mkv', H264, AAC, 'h264 aac', { more: ['-live', '1'], withinMs: 150 }],
  ['divx.avi', ['-c:v', 'mpeg4', '-vtag', 'DX50'], MP3, 'mpeg4 mp3', { rate: '25' }],
  ['old-divx.avi', ['-c:v', 'msmpeg4'], MP3, 'msmpeg4v3 mp3', { rate: '25' }],
  ['pocket-camera.avi', ['-c:v', 'mjpeg', '-pix_fmt', 'yuvj420p'], ['-c:a', 'pcm_u8', '-ar', '11025'], 'mjpeg pcm_u8', { rate: '15' }],
  [
    'dashcam.avi',
    ['-c:v', 'mjpeg', '-pix_fmt', 'yuvj420p'],
    ['-c:a', 'adpcm_ima_wav', '-ar', '16000'],
    'mjpeg adpcm_ima_wav',
    { withinMs: 300 },
  ],
  ['capture.avi', H264, MP3, 'h264 mp3'],
  ['surround.avi', ['-c:v', 'mpeg4'], ['-c:a', 'ac3'], 'mpeg4 ac3'],
  ['tape.avi', ['-c:v', 'dvvideo'], ['-c:a', 'pcm_s16le'], 'dvvideo pcm_s16le', { size: '720x576', rate: '25', seconds: 0.4 }],
  ['stream.ts', H264, AAC, 'h264 aac'],
  ['stream-hevc.ts', HEVC, AAC, 'hevc aac'],
  ['broadcast.ts', ['-c:v', 'mpeg2video'], ['-c:a', 'mp2'], 'mpeg2video mp2', { rate: '25' }],
  ['camcorder.mts', H264, ['-c:a', 'ac3'], 'h264 ac3', { rate: '25', more: ['-f', 'mpegts', '-mpegts_m2ts_mode', '1'] }],
  ['camcorder.m2ts', H264, ['-c:a', 'ac3'], 'h264 ac3', { rate: '50' }],
  ['video-disc.mpg', ['-c:v', 'mpeg1video'], ['-c:a', 'mp2'], 'mpeg1video mp2', { rate: '25' }],
  ['tv-card.mpg', ['-c:v', 'mpeg2video'], ['-c:a', 'mp2'], 'mpeg2video mp2', { rate: '25' }],
  ['dvd.vob', ['-c:v', 'mpeg2video'], ['-c:a', 'ac3'], 'mpeg2video ac3', { rate: '25', more: ['-f', 'vob'] }],
  ['free.ogv', ['-c:v', 'libtheora'], VORBIS, 'theora vorbis'],
  ['10-bit.mp4', [...HEVC, '-pix_fmt', 'yuv420p10le'], AAC, 'hevc aac'],
  [
    'hdr.mp4',
    [...HEVC, '-pix_fmt', 'yuv420p10le', '-color_primaries', 'bt2020', '-color_trc', 'smpte2084', '-colorspace', 'bt2020nc'],
    AAC,
    'hevc aac',
  ],
  ['444.mp4', ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv444p'], AAC, 'h264 aac'],
  ['422-10-bit.mov', ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv422p10le'], AAC, 'h264 aac'],
  ['full-range.mp4', [...H264.slice(0, -1), 'yuvj420p'], AAC, 'h264 aac'],
  ['interlaced.mp4', [...H264, '-flags', '+ildct+ilme', '-x264opts', 'tff=1'], AAC, 'h264 aac', { rate: '25' }],
  ['interlaced.mpg', ['-c:v', 'mpeg2video', '-flags', '+ildct+ilme'], ['-c:a', 'mp2'], 'mpeg2video mp2', { rate: '25' }],
];

/** Rates that cameras, phones, films and screens have. */
const RATES = [
  '1',
  '5',
  '10',
  '12',
  '12.5',
  '15',
  '24000/1001',
  '24',
  '25',
  '30000/1001',
  '30',
  '48',
  '50',
  '60000/1001',
  '60',
  '90',
  '100',
  '120',
];
const FRAGMENTED = ['24', '25', '30000/1001', '30', '50', '60'];

const named = (rate: string): string => rate.replace('/', '-');
const lasting = (rate: string): number => (rateOf(rate) <= 5 ? 3 : 1);

export const films = (): readonly Ordinary[] => [
  ...PAIRS.map(([name, video, audio, codecs, more]) =>
    film({ name, video, ...(audio ? { audio } : {}), codecs: codecs.split(' '), ...more }),
  ),
  ...RATES.map((rate) =>
    film({ name: `rate-${named(rate)}.mp4`, rate, seconds: lasting(rate), video: H264, audio: AAC, codecs: ['h264', 'aac'] }),
  ),
  ...['15', '24000/1001', '25', '30000/1001', '60'].map((rate) =>
    film({ name: `rate-${named(rate)}.mkv`, rate, video: H264, audio: AAC, codecs: ['h264', 'aac'] }),
  ),
  ...['25', '30000/1001', '50', '60000/1001'].map((rate) =>
    film({ name: `rate-${named(rate)}.ts`, rate, video: H264, audio: AAC, codecs: ['h264', 'aac'] }),
  ),
  ...FRAGMENTED.map((rate) =>
    film({
      ...{ name: `fragmented-${named(rate)}.mp4`, rate, seconds: 2, video: H264, audio: AAC, codecs: ['h264', 'aac'] },
      more: ['-g', '12', '-movflags', 'frag_keyframe+empty_moov+default_base_moof'],
    }),
  ),
];
