import { film } from './films.ts';
import type { Ordinary } from './ordinary.ts';
import { AAC, H264, HEVC, picture, tone } from './parts.ts';

const phone = { video: H264, audio: AAC, codecs: ['h264', 'aac'] };
const MJPEG = ['-c:v', 'mjpeg', '-pix_fmt', 'yuvj422p'];
const VP8 = ['-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8'];
const MP3 = ['-c:a', 'libmp3lame'];

/** Cameras: action cameras, drones, camcorders, webcams. */
const cameras = (): readonly Ordinary[] => [
  film({ ...phone, name: 'drone-lut.mov', video: [...HEVC, '-pix_fmt', 'yuv422p10le'], codecs: ['hevc', 'aac'] }),
  film({ ...phone, name: 'two-timecodes.mov', more: ['-timecode', '01:00:00;00'], rate: '30000/1001' }),
  film({ ...phone, name: 'chapters.mp4', more: ['-metadata', 'creation_time=2026-01-02T03:04:05Z', '-brand', 'mp42'] }),
  film({ ...phone, name: 'security.mp4', rate: '7', fps: 7, seconds: 2 }),
  film({ ...phone, name: 'time-lapse.mp4', rate: '2', fps: 2, seconds: 3, audio: AAC }),
  film({ ...phone, name: 'pcm-camera.mp4', audio: ['-c:a', 'pcm_s16be', '-f', 'mov'], codecs: ['h264', 'pcm_s16be'] }),
  film({ name: 'webcam.avi', video: MJPEG, codecs: ['mjpeg'], rate: '10' }),
  film({ name: 'webcam-large.avi', size: '640x480', video: MJPEG, audio: ['-c:a', 'pcm_s16le'], codecs: ['mjpeg', 'pcm_s16le'] }),
  film({
    name: 'dv.mov',
    size: '720x480',
    rate: '30000/1001',
    seconds: 0.4,
    video: ['-c:v', 'dvvideo', '-pix_fmt', 'yuv411p'],
    audio: ['-c:a', 'pcm_s16be'],
    codecs: ['dvvideo', 'pcm_s16be'],
    shown: [720, 480],
  }),
  film({
    name: 'hdv.m2t',
    video: ['-c:v', 'mpeg2video'],
    audio: ['-c:a', 'mp2'],
    codecs: ['mpeg2video', 'mp2'],
    rate: '25',
    more: ['-f', 'mpegts'],
  }),
  film({
    name: 'disc-pcm.vob',
    video: ['-c:v', 'mpeg2video'],
    audio: ['-c:a', 'pcm_dvd'],
    codecs: ['mpeg2video', 'pcm_dvd'],
    rate: '25',
    more: ['-f', 'vob'],
  }),
  film({ ...phone, name: 'long-gop.mp4', rate: '50', video: [...HEVC, '-g', '500'], codecs: ['hevc', 'aac'] }),
  film({ ...phone, name: 'old.3g2', video: ['-c:v', 'mpeg4'], codecs: ['mpeg4', 'aac'], size: '176x144', rate: '15' }),
];

/** Browsers, messengers, screen recorders. */
const recorders = (): readonly Ordinary[] => [
  film({
    name: 'meeting.webm',
    video: VP8,
    audio: ['-c:a', 'libopus'],
    codecs: ['vp8', 'opus'],
    rate: '30',
    more: ['-cluster_time_limit', '100', '-live', '1'],
    withinMs: 150,
  }),
  film({ name: 'tab-h264.mkv', video: H264, audio: ['-c:a', 'libopus'], codecs: ['h264', 'opus'] }),
  film({ name: 'no-cues.webm', video: VP8, codecs: ['vp8'], more: ['-f', 'webm', '-dash', '1'] }),
  film({ name: 'tall-screen.webm', size: '90x196', video: VP8, codecs: ['vp8'] }),
  film({ ...phone, name: 'safari.mp4', more: ['-movflags', 'frag_keyframe+empty_moov+separate_moof', '-g', '10'] }),
  film({ ...phone, name: 'hybrid.mp4', more: ['-movflags', 'frag_keyframe+delay_moov', '-g', '10'] }),
  film({ ...phone, name: 'dash.mp4', more: ['-movflags', 'dash+global_sidx', '-g', '10'], seconds: 2 }),
  film({ ...phone, name: 'streamed.mp4', more: ['-movflags', 'cmaf', '-g', '10'], seconds: 2 }),
  film({
    name: 'opus-fragments.mp4',
    video: H264,
    audio: ['-c:a', 'libopus'],
    codecs: ['h264', 'opus'],
    more: ['-movflags', 'frag_every_frame+empty_moov'],
  }),
  film({ ...phone, name: 'obs.mkv', video: [...H264, '-bf', '2'], audio: ['-c:a', 'aac', '-ar', '48000'] }),
  film({ ...phone, name: 'obs-flac.mkv', audio: ['-c:a', 'pcm_f32le'], codecs: ['h264', 'pcm_f32le'] }),
  film({
    ...phone,
    name: 'variable.mp4',
    rate: '60',
    fps: 40.336,
    seconds: 2,
    more: ['-vf', 'select=gt(mod(n\\,3)\\,0)', '-vsync', 'vfr'],
    withinMs: 150,
  }),
  film({ ...phone, name: 'edit-list.mp4', more: ['-ss', '0.3'], seconds: 1, withinMs: 400 }),
  film({ ...phone, name: 'negative-start.mp4', more: ['-movflags', 'negative_cts_offsets', '-bf', '3'] }),
  film({ name: 'screen-rgb.mkv', video: ['-c:v', 'libx264rgb', '-preset', 'ultrafast', '-pix_fmt', 'rgb24'], codecs: ['h264'] }),
  film({
    name: 'screen-lossless.mp4',
    video: ['-c:v', 'libx264', '-preset', 'ultrafast', '-qp', '0', '-pix_fmt', 'yuv420p'],
    codecs: ['h264'],
  }),
  film({ name: 'grey.mp4', video: ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'gray'], codecs: ['h264'] }),
];

/** Editors, archives, television. */
const editors = (): readonly Ordinary[] => [
  film({ name: 'hevc-444.mkv', video: [...HEVC, '-pix_fmt', 'yuv444p12le'], codecs: ['hevc'] }),
  film({ name: 'vp9-444.webm', video: ['-c:v', 'libvpx-vp9', '-cpu-used', '8', '-pix_fmt', 'yuv444p'], codecs: ['vp9'] }),
  film({ name: 'vp9-10-bit.mkv', video: ['-c:v', 'libvpx-vp9', '-cpu-used', '8', '-pix_fmt', 'yuv420p10le'], codecs: ['vp9'] }),
  film({
    name: 'av1-10-bit.mkv',
    video: ['-c:v', 'libaom-av1', '-cpu-used', '8', '-usage', 'realtime', '-pix_fmt', 'yuv420p10le'],
    codecs: ['av1'],
  }),
  film({
    name: 'prores-proxy.mov',
    video: ['-c:v', 'prores_ks', '-profile:v', '0'],
    audio: ['-c:a', 'pcm_s24le'],
    codecs: ['prores', 'pcm_s24le'],
  }),
  film({
    name: 'prores-hq.mov',
    video: ['-c:v', 'prores', '-profile:v', '3'],
    audio: ['-c:a', 'pcm_s16be'],
    codecs: ['prores', 'pcm_s16be'],
    rate: '24000/1001',
  }),
  film({ name: 'prores.mkv', video: ['-c:v', 'prores_ks'], audio: ['-c:a', 'flac'], codecs: ['prores', 'flac'] }),
  film({
    name: 'dnxhr.mov',
    size: '256x128',
    video: ['-c:v', 'dnxhd', '-profile:v', 'dnxhr_sq', '-pix_fmt', 'yuv422p'],
    audio: ['-c:a', 'pcm_s24le'],
    codecs: ['dnxhd', 'pcm_s24le'],
    rate: '25',
  }),
  film({ name: 'animation.mov', video: ['-c:v', 'png', '-pix_fmt', 'rgba'], codecs: ['png'], rate: '25' }),
  film({
    name: 'dts-first.mkv',
    video: H264,
    audio: ['-c:a', 'dca', '-b:a', '768k', '-ac', '2', '-strict', '-2'],
    codecs: ['h264', 'dts'],
  }),
  film({ name: 'truehd-first.mkv', video: H264, audio: ['-c:a', 'truehd', '-strict', '-2'], codecs: ['h264', 'truehd'] }),
  film({ name: 'television-plus.ts', video: H264, audio: ['-c:a', 'eac3'], codecs: ['h264', 'eac3'], rate: '50' }),
  film({ name: 'mute.ts', video: H264, codecs: ['h264'], rate: '25' }),
  film({ name: 'mute.mpg', video: ['-c:v', 'mpeg1video'], codecs: ['mpeg1video'], rate: '25' }),
  film({
    name: 'xvid.avi',
    video: ['-c:v', 'mpeg4', '-vtag', 'XVID', '-bf', '1'],
    audio: MP3,
    codecs: ['mpeg4', 'mp3'],
    rate: '24000/1001',
  }),
  film({
    name: 'divx-3.avi',
    video: ['-c:v', 'msmpeg4', '-vtag', 'DIV3'],
    audio: ['-c:a', 'ac3'],
    codecs: ['msmpeg4v3', 'ac3'],
    rate: '25',
  }),
  film({
    name: 'squeezed.mkv',
    size: '720x576',
    rate: '25',
    seconds: 0.2,
    withinMs: 150,
    video: H264,
    codecs: ['h264'],
    shown: [1024, 576],
    more: ['-aspect', '16:9'],
  }),
  film({ name: 'tall-pixels.mp4', size: '64x96', video: H264, codecs: ['h264'], shown: [64, 192], more: ['-vf', 'setsar=1/2'] }),
  film({ ...phone, name: 'two-pictures.mp4', more: ['-map', '0:v', '-map', '1:a', '-map', '0:v'] }),
  film({ ...phone, name: 'audio-first.mp4', more: ['-map', '1:a', '-map', '0:v'] }),
  film({ ...phone, name: 'audio-first.mkv', more: ['-map', '1:a', '-map', '0:v'] }),
  film({ ...phone, name: 'late-audio.mp4', more: ['-af', 'adelay=400'], withinMs: 500 }),
  film({ ...phone, name: 'faststart-large.mov', more: ['-movflags', '+faststart', '-metadata', `comment=${'x'.repeat(3_000)}`] }),
];

const chaptered = (name: string): Ordinary => ({
  name,
  expected: { kind: 'VIDEO', width: 96, height: 64, durationMs: 1_000, withinMs: 120, fps: 30, codecs: ['h264', 'aac'] },
  make: async ({ ffmpeg, put }) => {
    const chapters = [0, 500].map((at) => `[CHAPTER]\nTIMEBASE=1/1000\nSTART=${at}\nEND=${at + 500}\ntitle=At ${at}\n`).join('');
    const path = await put('chapters.txt', `;FFMETADATA1\ntitle=Sea\n${chapters}`);
    return ffmpeg(name, ...picture(), ...tone(), '-f', 'ffmetadata', '-i', path, '-map_metadata', '2', ...H264, ...AAC);
  },
});

export const devices = (): readonly Ordinary[] => [
  ...cameras(),
  ...recorders(),
  ...editors(),
  ...['chapters-in.mp4', 'chapters-in.mkv', 'chapters-in.mov'].map(chaptered),
];
