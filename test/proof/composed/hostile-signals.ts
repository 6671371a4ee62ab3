import { AAC, H264, picture, tone } from '../../support/ordinary/parts.ts';
import { CLICK, FLASH, signal, type Signal } from './signal-sources.ts';

const MPEG = ['-c:v', 'mpeg2video', '-q:v', '2', '-c:a', 'mp2'];
const MOVING = ['-pix_fmt', 'yuv420p', ...H264.slice(0, -2)];

/** Bytes in the middle of a picture that are none, in a file with sound. */
export const corrupt: Signal = signal('corrupt-middle.mp4', async ({ ffmpeg }) => {
  const bytes = await ffmpeg('corrupt-middle.mp4', ...picture({ seconds: 3 }), ...tone(3), ...MOVING, '-g', '15', ...AAC);
  const middle = bytes.indexOf('mdat') + Math.floor((bytes.length - bytes.indexOf('mdat')) / 2);
  return bytes.fill(0x5a, middle, middle + 1_500);
});

/** The picture becomes larger in the middle, while the sound goes on. */
export const resized: Signal = signal('resized.ts', async ({ ffmpeg }) => {
  const part = (name: string, size: string, offset: string): Promise<Buffer> =>
    ffmpeg(name, ...picture({ size, seconds: 2 }), ...tone(2), ...MOVING, ...AAC, '-output_ts_offset', offset);
  return Buffer.concat([await part('small.ts', '96x64', '0'), await part('large.ts', '192x128', '2')]);
});

/** Begins at 1.4 s by its own clock, as every transport stream of ffmpeg does, and at 3.4 s with an offset. */
export const lateStart: Signal = signal('late-start.ts', ({ ffmpeg }) =>
  ffmpeg('late-start.ts', ...FLASH, ...CLICK, ...H264, ...AAC, '-output_ts_offset', '2'),
);

/** The first frames have negative times. */
export const negativeStart: Signal = signal('negative-times.mp4', ({ ffmpeg }) =>
  ffmpeg(
    'negative-times.mp4',
    ...FLASH,
    ...CLICK,
    '-c:v',
    'libx264',
    '-pix_fmt',
    'yuv420p',
    '-bf',
    '3',
    '-movflags',
    'negative_cts_offsets',
    ...AAC,
  ),
);

const lateSound = (name: string): Signal =>
  signal(name, ({ ffmpeg }) =>
    ffmpeg(
      ...[name, ...FLASH, '-itsoffset', '0.5', '-f', 'lavfi', '-i', `aevalsrc='0.6*cos(2*PI*1000*t)*lt(t,0.1)':s=48000:d=1.5`],
      ...['-map', '0:v', '-map', '1:a', ...(name.endsWith('mpg') ? MPEG : [...H264, ...AAC])],
    ),
  );

/** The track of sound begins half a second after the picture, with the click; in MP4 an edit list says so, in others the times. */
export const lateSounds: readonly Signal[] = ['late-sound.mp4', 'late-sound.mkv', 'late-sound.ts', 'late-sound.mpg'].map(lateSound);

/** A file for videos that has no picture. */
export const soundOnly: Signal = signal('sound-only.mp4', ({ ffmpeg }) =>
  ffmpeg('sound-only.mp4', '-f', 'lavfi', '-i', `aevalsrc='0.2*sin(2*PI*1100*t)':s=48000:d=2`, ...AAC),
);

/** A video that has no sound. */
export const pictureOnly: Signal = signal('picture-only.mp4', ({ ffmpeg }) =>
  ffmpeg('picture-only.mp4', ...picture({ seconds: 2 }), ...MOVING),
);

/** One frame, and a second of sound. */
export const oneFrame: Signal = signal('one-frame.mp4', ({ ffmpeg }) =>
  ffmpeg('one-frame.mp4', ...picture({ rate: '1' }), '-f', 'lavfi', '-i', `aevalsrc='0.2*sin(2*PI*650*t)':s=48000:d=1`, ...MOVING, ...AAC),
);

/** The first part of a file, as a download that was cut off leaves it. */
export const truncated = (name: string, share: number, ...more: readonly string[]): Signal =>
  signal(name, async ({ ffmpeg }) => {
    const bytes = await ffmpeg(name, ...picture({ seconds: 4 }), ...tone(4), ...MOVING, '-g', '10', ...AAC, ...more);
    return bytes.subarray(0, Math.floor(bytes.length * share));
  });
