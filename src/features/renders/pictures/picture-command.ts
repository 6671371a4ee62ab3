import type { FfmpegCommand, FfmpegInput } from '../../../platform/media/media.ts';
import type { PictureSpec } from '../film/film-spec.ts';
import { covering, inside } from './placement.ts';
import type { Placement, Size } from './placement.ts';

/** Increases when pictures are placed or filtered differently; part of the hash of their artifacts. */
export const PICTURE_REVISION = 1;

export interface PictureRequest {
  readonly input: FfmpegInput;
  /** Filters that join the picture and turn it upright. */
  readonly filters: readonly string[];
  readonly picture: PictureSpec;
  /** Size of the film in pixels. */
  readonly frame: Size;
  /** `#rrggbb`: the colour behind transparent parts, and of the bars of FIT. */
  readonly ground: string;
  /** Path of the PNG. */
  readonly output: string;
}

/** The command for a PNG of exactly the frame's size from a picture of any shape. */
export function pictureCommand({ input, filters, picture, frame, ground, output }: PictureRequest): FfmpegCommand {
  const upright = ['[0:v:0]', [...filters, 'format=rgba'].join(',')].join('');
  const cover = `${scaled(covering(picture, frame, picture))},${cropped(covering(picture, frame, picture), frame)}`;
  const whole = `${scaled(inside(picture, frame))},${padded(inside(picture, frame), frame)}`;
  const graphs: Readonly<Record<PictureSpec['fit'], string>> = {
    FILL: `${upright},${cover},${onGround(ground)}`,
    FIT: `${upright},${whole},${onGround(ground)}`,
    BLUR: [
      `${upright},split[front][back]`,
      `[back]${cover},${onGround(ground)},${blurred(frame)}[behind]`,
      `[front]${whole}[shown]`,
      '[behind][shown]overlay=format=gbrp',
    ].join(';'),
  };
  return {
    inputs: [input],
    filterGraph: `${graphs[picture.fit]},format=rgb24[still]`,
    outputOptions: ['-map', '[still]', '-frames:v', '1', '-map_metadata', '-1', '-bitexact', '-c:v', 'png', '-f', 'image2', '-update', '1'],
    output,
    threads: 1,
    timeoutMs: 120_000,
  };
}

const scaled = ({ width, height }: Placement): string => `scale=${width}:${height}:flags=lanczos`;

const cropped = ({ x, y }: Placement, { width, height }: Size): string => `crop=${width}:${height}:${-x}:${-y}:exact=1`;

const padded = ({ x, y }: Placement, { width, height }: Size): string => `pad=${width}:${height}:${x}:${y}:color=black@0`;

/** Filters that put a picture on a colour, without ffmpeg's colour source, whose frames have no end. */
function onGround(ground: string): string {
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(ground.slice(at, at + 2), 16));
  return `split[ink][copy];[copy]lutrgb=r=${red}:g=${green}:b=${blue}:a=255[paper];[paper][ink]overlay=format=gbrp`;
}

/** Filters that blur a small copy of the picture and darken it, for the ground behind the picture. */
function blurred({ width, height }: Size): string {
  const small = (side: number): number => Math.max(2, Math.round(side / 16));
  return [
    `scale=${small(width)}:${small(height)}:flags=area`,
    'gblur=sigma=2',
    `scale=${width}:${height}:flags=bicubic`,
    'lutrgb=r=val*0.6:g=val*0.6:b=val*0.6',
  ].join(',');
}
