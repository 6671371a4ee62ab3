import { film } from './films.ts';
import type { Ordinary } from './ordinary.ts';
import { AAC, discSubtitles, H264, HEVC, picture, tone, turned } from './parts.ts';

const phone = { video: H264, audio: AAC, codecs: ['h264', 'aac'] };
const MPEG2 = { video: ['-c:v', 'mpeg2video'], audio: ['-c:a', 'mp2'], codecs: ['mpeg2video', 'mp2'] };

/** Held upright, upside down, the other way; in both containers of phones. */
const turnedFilms = (): readonly Ordinary[] =>
  ['mp4', 'mov'].flatMap((container) =>
    [90, 180, 270].map((degrees) =>
      film({
        ...{ ...phone, name: `turned-${degrees}.${container}`, size: '96x64', after: (bytes: Buffer) => turned(bytes, degrees) },
        shown: degrees === 180 ? [96, 64] : [64, 96],
      }),
    ),
  );

/** Cameras and discs that squeeze the picture. */
const anamorphic = (): readonly Ordinary[] =>
  (
    [
      ['pal-wide', '720x576', '64/45', [1024, 576]],
      ['pal', '720x576', '16/15', [768, 576]],
      ['ntsc-wide', '720x480', '32/27', [853, 480]],
      ['ntsc', '720x480', '8/9', [720, 540]],
      ['hdv', '1440x1080', '4/3', [1920, 1080]],
      ['lens', '192x108', '2/1', [384, 108]],
    ] as const
  ).flatMap(([name, size, aspect, shown]) =>
    ['mp4', 'mkv', 'ts'].map((container) =>
      film({
        ...(container === 'ts' && name.startsWith('pal') ? MPEG2 : phone),
        ...{ name: `${name}.${container}`, size, rate: '25', seconds: 0.2, withinMs: 150, shown },
        more: ['-vf', `setsar=${aspect}`],
      }),
    ),
  );

/** From one pixel to cinema. */
const sizes = (): readonly Ordinary[] => [
  film({ ...phone, name: 'tiny.mp4', size: '2x2' }),
  film({ name: 'one-pixel.webm', size: '2x2', shown: [1, 1], video: ['-vf', 'scale=1:1', '-c:v', 'libvpx-vp9'], codecs: ['vp9'] }),
  film({ name: 'odd.mkv', size: '63x47', source: 'testsrc', video: ['-c:v', 'libx264', '-pix_fmt', 'yuv444p'], codecs: ['h264'] }),
  film({ name: 'odd-vp8.webm', size: '97x53', source: 'testsrc', video: ['-c:v', 'libvpx', '-pix_fmt', 'yuv420p'], codecs: ['vp8'] }),
  film({ ...phone, name: 'story.mp4', size: '108x192' }),
  film({ ...phone, name: 'ribbon.mp4', size: '512x16' }),
  film({ ...phone, name: 'tower.mp4', size: '16x512' }),
  film({ ...phone, name: 'full-hd.mp4', size: '1920x1080', seconds: 0.1, withinMs: 60 }),
  film({ name: 'cinema.mp4', size: '4096x2160', rate: '24', seconds: 0.125, video: H264, codecs: ['h264'], withinMs: 60 }),
  film({ name: 'uhd-hevc.mp4', size: '3840x2160', rate: '25', seconds: 0.08, video: HEVC, codecs: ['hevc'], withinMs: 60 }),
];

/** Films in which little or nothing moves, and very short ones. */
const still = (): readonly Ordinary[] => [
  film({ name: 'card.mp4', source: 'color=c=navy', seconds: 1, video: H264, codecs: ['h264'] }),
  film({ ...phone, name: 'still-with-music.mp4', source: 'color=c=teal', rate: '1', seconds: 12 }),
  film({ name: 'screen-recording.mp4', source: 'color=c=white', rate: '5', seconds: 3, video: H264, codecs: ['h264'] }),
  film({ ...phone, name: 'black.mp4', source: 'color=c=black', seconds: 2, rate: '25' }),
  film({ name: 'two-frames.mp4', rate: '25', seconds: 0.08, video: H264, codecs: ['h264'] }),
  film({ name: 'one-frame.mov', rate: '25', seconds: 0.04, video: H264, codecs: ['h264'] }),
  film({ ...phone, name: 'late.mkv', more: ['-output_ts_offset', '3600'] }),
  film({ ...phone, name: 'late.ts', more: ['-output_ts_offset', '30'] }),
  film({ ...phone, name: 'b-frames.mp4', video: ['-c:v', 'libx264', '-bf', '3', '-pix_fmt', 'yuv420p'], seconds: 2 }),
  film({ ...phone, name: 'one-key-frame.mp4', seconds: 3, more: ['-g', '1000'] }),
  film({ ...phone, name: 'key-frames-only.mp4', more: ['-g', '1'] }),
  film({ ...phone, name: 'drops-frames.mp4', rate: '30', fps: 15, seconds: 2, more: ['-vf', 'select=not(mod(n\\,2))', '-vsync', 'vfr'] }),
];

const CUES = '1\n00:00:00,100 --> 00:00:00,400\nSea\n\n2\n00:00:00,500 --> 00:00:00,900\nSky\n';

/** With more than a picture and a sound. */
const rich = (): readonly Ordinary[] =>
  (
    [
      ['captions.mp4', ['-c:s', 'mov_text'], CUES],
      ['captions.mkv', ['-c:s', 'srt'], CUES],
      ['styled-captions.mkv', ['-c:s', 'ass'], CUES],
      ['captions.webm', ['-c:v', 'libvpx', '-c:a', 'libopus', '-c:s', 'webvtt'], CUES],
      ['disc-captions.mkv', ['-c:s', 'copy'], discSubtitles()],
      ['dvd-captions.mkv', ['-c:s', 'dvdsub'], discSubtitles()],
      ['disc-captions.ts', ['-c:s', 'copy'], discSubtitles()],
      ['two-languages.mkv', ['-map', '1:a', '-c:a:1', 'ac3', '-c:s', 'srt'], CUES],
      ['cinema-audio.mkv', ['-map', '1:a', '-c:a:1', 'dca', '-b:a:1', '768k', '-ac:a:1', '2', '-strict', '-2', '-c:s', 'srt'], CUES],
    ] as const
  ).map(([name, more, captions]) => ({
    name,
    expected: {
      ...{ kind: 'VIDEO', width: 96, height: 64, durationMs: 1_000, withinMs: 120, fps: 30 },
      codecs: name.endsWith('webm') ? ['vp8', 'opus'] : ['h264', 'aac'],
    } as const,
    make: async ({ ffmpeg, put }) => {
      const path = await put(typeof captions === 'string' ? 'captions.srt' : 'captions.sup', captions);
      const inputs = [...picture(), ...tone(), '-i', path, '-map', '0:v', '-map', '1:a', '-map', '2:s'];
      // What follows replaces what stands before it, where a container takes other codecs.
      return ffmpeg(name, ...inputs, ...(name.endsWith('webm') ? [] : [...H264, ...AAC]), ...more);
    },
  }));

const words = ['-metadata', 'title=Möwen über der See 🌊', '-metadata', 'location=+48.2+016.3/', '-metadata', 'comment=<b>&amp;"'];

const odds = (): readonly Ordinary[] => [
  film({ ...phone, name: 'zeros-behind.mp4', after: (bytes) => Buffer.concat([bytes, Buffer.alloc(4_096)]) }),
  film({ ...phone, name: 'zeros-behind.mov', after: (bytes) => Buffer.concat([bytes, Buffer.alloc(3)]) }),
  film({ ...phone, name: 'note-behind.mp4', after: (bytes) => Buffer.concat([bytes, Buffer.from('\0\0\0\0 recorder 1.0')]) }),
  film({ ...phone, name: 'described.mp4', more: words }),
  film({ ...phone, name: 'described.mkv', more: words }),
  film({ ...phone, name: 'described.mov', more: [...words, '-movflags', 'use_metadata_tags'] }),
  film({ ...phone, name: 'surround.mp4', more: ['-ac', '6'] }),
  film({ ...phone, name: 'mono-8k.mp4', more: ['-ac', '1', '-ar', '8000'], withinMs: 250 }),
  film({ ...phone, name: 'no-duration.mkv', more: ['-f', 'matroska', '-live', '1'], withinMs: 150 }),
  film({ ...phone, name: 'audio-is-longer.mp4', more: ['-af', 'apad=pad_dur=1'], seconds: 1, withinMs: 1_100 }),
];

export const shapes = (): readonly Ordinary[] => [...turnedFilms(), ...anamorphic(), ...sizes(), ...still(), ...rich(), ...odds()];
