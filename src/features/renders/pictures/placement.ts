import type { PictureSpec } from '../film/film-spec.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Position and size of a scaled picture in the frame, in pixels; `x` and `y` are negative where it is cut off. */
export interface Placement extends Size {
  readonly x: number;
  readonly y: number;
}

/** Fills the frame; the picture is cut off around the focus where it does not fit. */
export function covering(picture: Size, frame: Size, { focus = CENTRE }: Pick<PictureSpec, 'focus'>): Placement {
  const scale = Math.max(frame.width / picture.width, frame.height / picture.height);
  const [width, height] = [Math.ceil(picture.width * scale - 1e-6), Math.ceil(picture.height * scale - 1e-6)];
  return {
    width,
    height,
    x: -cutOff(width, frame.width, focus.x),
    y: -cutOff(height, frame.height, focus.y),
  };
}

/** Places the whole picture in the middle of the frame. */
export function inside(picture: Size, frame: Size): Placement {
  const scale = Math.min(frame.width / picture.width, frame.height / picture.height);
  const side = (length: number, most: number): number => Math.min(most, Math.max(1, Math.round(length * scale)));
  const [width, height] = [side(picture.width, frame.width), side(picture.height, frame.height)];
  return { width, height, x: Math.floor((frame.width - width) / 2), y: Math.floor((frame.height - height) / 2) };
}

/** The same on the raster of 4:2:0, whose chroma has every second pixel. */
export const onChroma = ({ width, height, x, y }: Placement): Placement => {
  const [even, near] = [(side: number): number => 2 * Math.ceil(side / 2), (place: number): number => 2 * Math.round(place / 2)];
  return { width: even(width), height: even(height), x: near(x), y: near(y) };
};

const placementOf = (picture: PictureSpec, frame: Size): Placement =>
  picture.fit === 'FILL' ? covering(picture, frame, picture) : inside(picture, frame);

/** The focus as fractions of the frame; motion goes there. */
export function focusInFrame(picture: PictureSpec, frame: Size): { readonly x: number; readonly y: number } {
  const { focus = CENTRE } = picture;
  const { x, y, width, height } = placementOf(picture, frame);
  return { x: share((x + focus.x * width) / frame.width), y: share((y + focus.y * height) / frame.height) };
}

/** Factor by which the picture is enlarged; above 1 it looks soft. */
export const enlargementOf = (picture: PictureSpec, frame: Size): number => placementOf(picture, frame).width / picture.width;

const CENTRE = { x: 0.5, y: 0.5 } as const;

const cutOff = (length: number, shown: number, focus: number): number =>
  Math.round(Math.min(length - shown, Math.max(0, focus * length - shown / 2)));

/** A fraction with four digits: a filter and a cache key need no more. */
const share = (value: number): number => Number(Math.min(1, Math.max(0, value)).toFixed(4));
