import type { Area } from '../card-layout.ts';

/** The smallest area with even edges around another, within the frame. */
export function evenArea({ x, y, width, height }: Area, frameWidth: number, frameHeight: number): Area {
  const [left, top] = [Math.max(0, Math.floor(x / 2) * 2), Math.max(0, Math.floor(y / 2) * 2)];
  const [right, bottom] = [Math.min(frameWidth, Math.ceil((x + width) / 2) * 2), Math.min(frameHeight, Math.ceil((y + height) / 2) * 2)];
  return { x: left, y: top, width: Math.max(0, right - left), height: Math.max(0, bottom - top) };
}

export const isInside = (inner: Area, outer: Area): boolean =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;

export const isMeeting = (one: Area, other: Area): boolean =>
  one.x < other.x + other.width && other.x < one.x + one.width && one.y < other.y + other.height && other.y < one.y + one.height;

/** The place of an area when the frame is `growth` times as large, from its middle. */
export const grownFromMiddle = ({ x, y, width, height }: Area, growth: number, frameWidth: number, frameHeight: number): Area => ({
  x: frameWidth / 2 + (x - frameWidth / 2) * growth,
  y: frameHeight / 2 + (y - frameHeight / 2) * growth,
  width: width * growth,
  height: height * growth,
});

/** The smallest area around two others. */
export function around(one: Area, other: Area): Area {
  const [x, y] = [Math.min(one.x, other.x), Math.min(one.y, other.y)];
  return {
    x,
    y,
    width: Math.max(one.x + one.width, other.x + other.width) - x,
    height: Math.max(one.y + one.height, other.y + other.height) - y,
  };
}
