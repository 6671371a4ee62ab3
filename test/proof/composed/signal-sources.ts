import type { Maker } from '../../support/ordinary/ordinary.ts';
import { AAC, H264 } from '../../support/ordinary/parts.ts';
import { contentTypeOf, type Source } from '../sources.ts';

/** A file whose picture and sound are known. */
export type Signal = Pick<Source, 'name' | 'contentType' | 'make'>;

export const signal = (name: string, make: (maker: Maker) => Promise<Buffer>): Signal => ({ name, contentType: contentTypeOf(name), make });

const lavfi = (graph: string): string[] => ['-f', 'lavfi', '-i', graph];

/** Where the flash and the click of a clip begin; they last for a tenth of a second. */
export const FLASH_MS = 500;
export const FLASH_CLIP_MS = 2_000;

/** Dark frames, of which three are white. */
export const FLASH = lavfi(`color=c=0x303030:s=160x90:r=30:d=2,drawbox=t=fill:color=white:enable='between(n,15,17)'`);
export const CLICK = lavfi(`aevalsrc='0.6*sin(2*PI*1000*t)*gte(t,0.5)*lt(t,0.6)':s=48000:d=2`);

/** A flash and a click at the same time, in any container. */
export const flash = (name: string, ...more: readonly string[]): Signal =>
  signal(name, ({ ffmpeg }) => ffmpeg(name, ...FLASH, ...CLICK, ...H264, ...AAC, ...more));

/** A clip with one tone. */
export const tonal = (
  name: string,
  { hertz, seconds = 3, rate = 48_000, more = [] }: { hertz: number; seconds?: number; rate?: number; more?: readonly string[] },
): Signal =>
  signal(name, ({ ffmpeg }) =>
    ffmpeg(
      ...[name, ...lavfi(`testsrc2=s=160x90:r=25:d=${seconds}`), ...lavfi(`aevalsrc='0.2*sin(2*PI*${hertz}*t)':s=${rate}:d=${seconds}`)],
      ...[...H264, '-c:a', 'aac', ...(more.length > 0 ? more : ['-ac', '2'])],
    ),
  );

/** A recording of two seconds of a tone, with silence around it. */
export const recording = (name: string, hertz: number, ...more: readonly string[]): Signal =>
  signal(name, ({ ffmpeg }) => ffmpeg(name, ...lavfi(`aevalsrc='0.2*sin(2*PI*${hertz}*t)*gte(t,1)*lt(t,3)':s=48000:d=4`), ...more));

/** Music whose first seconds are another tone than the rest. */
export const MUSIC_START_MS = 4_000;
export const music = (first: number, then: number): Signal =>
  signal('music.flac', ({ ffmpeg }) =>
    ffmpeg('music.flac', ...lavfi(`aevalsrc='0.2*sin(2*PI*t*if(lt(t,4),${first},${then}))':s=44100:d=40`), '-ac', '2'),
  );

export const still = (color: string): Signal =>
  signal('still.png', ({ ffmpeg }) => ffmpeg('still.png', ...lavfi(`color=c=${color}:s=320x180`), '-frames:v', '1'));

/** White, with a tone. */
export const whiteClip = (hertz: number): Signal =>
  signal('white.mp4', ({ ffmpeg }) =>
    ffmpeg(
      'white.mp4',
      ...lavfi('color=c=white:s=160x90:r=30:d=2'),
      ...lavfi(`aevalsrc='0.2*sin(2*PI*${hertz}*t)':s=48000:d=2`),
      ...H264,
      ...AAC,
      '-ac',
      '2',
    ),
  );
