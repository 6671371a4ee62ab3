import type { Checks } from '../check-film.ts';
import type { Frame } from '../decode.ts';

/** Share of a frame that is nearly black, and for how many seconds. */
const BLACK_SHARE = 0.99;
const BLACK_SECONDS = 0.5;
/** Share of pixels outside of the range of video: the encoder overshoots at edges, of large letters on a dark ground by 0.6 % of the pixels. */
const OUTSIDE_SHARE = 0.01;
/** Mean differences of a pixel: of a frame that moves, of a stretch that moves, of a frame that jumps. */
const MOVING = 0.5;
const STIRRED = 0.1;
const JUMP = 1.5;
/** A key frame renews what was only nearly right, which on a fine pattern changes every pixel a little. */
const CLEAR_JUMP = 5;
/** A picture that zooms moves all the time, a card may wait for its next words. */
const STIRRED_SECONDS = { ZOOM: 1.5, WORDS: 5 } as const;
/** Longest transition, and the fade at the end. */
const TRANSITION_SECONDS = 0.6;

/** The longest run of frames that fit, with its first frame. */
function longestRun(frames: readonly Frame[], fits: (frame: Frame) => boolean): { readonly from: number; readonly length: number } {
  let [longest, from, length] = [{ from: 0, length: 0 }, 0, 0];
  for (const [index, frame] of frames.entries()) {
    if (!fits(frame)) length = 0;
    else {
      if (length === 0) from = index;
      length += 1;
      if (length > longest.length) longest = { from, length };
    }
  }
  return longest;
}

/** Frames that differ from the one before, while their neighbours hardly do. */
const jumps = (frames: readonly Frame[]): number[] =>
  frames.flatMap(({ change }, index) => {
    const around = Math.max(frames[index - 1]?.change ?? 0, frames[index + 1]?.change ?? 0);
    return change >= JUMP && around < change / 4 ? [index] : [];
  });

/** Share of the brightest light by which a change counts, below which the darker picture must be, and the changes in a second of three flashes. */
const [FLASH, BRIGHT, FLASH_CHANGES] = [0.1, 0.8, 6];

/** Light by the luma of video, as a share of the brightest. */
const lightOf = (luma: number): number => Math.max(0, (luma - 16) / 219) ** 2.2;

/** Frames in which light has turned: it has become brighter or darker than at its last turn, by enough. */
function turns(light: readonly number[]): number[] {
  const found: number[] = [];
  let [low, high] = [Infinity, -Infinity];
  let last: 'UP' | 'DOWN' | undefined;
  for (const [frame, now] of light.entries()) {
    [low, high] = [Math.min(low, now), Math.max(high, now)];
    const isUp = last !== 'UP' && now - low >= FLASH && low < BRIGHT;
    const isDown = last !== 'DOWN' && high - now >= FLASH && now < BRIGHT;
    if (!isUp && !isDown) continue;
    [low, high, last] = [now, now, isUp ? 'UP' : 'DOWN'];
    found.push(frame);
  }
  return found;
}

export const pictureChecks: Checks = {
  flashing: ({ frames, planned: { fps } }) => {
    for (let quarter = 0; quarter < 4; quarter += 1) {
      const found = turns(frames.map(({ quarters }) => lightOf(quarters[quarter] ?? 0)));
      const first = found.find((frame, index) => (found[index + FLASH_CHANGES] ?? Infinity) - frame < fps);
      if (first !== undefined) return `more than three flashes in the second from frame ${first}`;
    }
    return undefined;
  },
  black: ({ frames, planned }) => {
    const { from, length } = longestRun(frames, ({ black }) => black >= BLACK_SHARE);
    return length <= BLACK_SECONDS * planned.fps ? undefined : `${length} frames from ${from}`;
  },
  levels: ({ frames }) => {
    const wrong = frames.findIndex(({ outside }) => outside > OUTSIDE_SHARE);
    return wrong < 0 ? undefined : `${((frames[wrong]?.outside ?? 0) * 100).toFixed(1)} % of frame ${wrong} outside of the range of video`;
  },
  fadeOut: ({ frames }) => {
    const [first, last] = [frames[0], frames.at(-1)];
    return first && last && first.black < 0.9 && last.mean < 40
      ? undefined
      : `mean ${first?.mean.toFixed(0)} at first, ${last?.mean.toFixed(0)} at last`;
  },
  motion: ({ frames, planned }) => {
    const { fps, scenes, moves } = planned;
    if (moves === 'ANYHOW') return undefined;
    if (moves === 'NOTHING') {
      const moving = frames.filter(({ change }) => change > MOVING).length;
      const most = Math.ceil(scenes * TRANSITION_SECONDS * fps) + scenes;
      return moving <= most ? undefined : `${moving} frames move, of ${most} at most`;
    }
    const length = Math.round(STIRRED_SECONDS[moves] * fps);
    for (let from = 0; from + length <= frames.length; from += fps) {
      const sum = frames.slice(from, from + length).reduce((total, { change }) => total + change, 0);
      if (sum < STIRRED) return `nothing moves in the ${STIRRED_SECONDS[moves]} s from frame ${from}`;
    }
    return undefined;
  },
  cuts: ({ frames, planned, video }) => {
    if (planned.moves === 'ANYHOW') return undefined;
    const isClear = (index: number): boolean => (frames[index]?.change ?? 0) >= CLEAR_JUMP;
    const found = jumps(frames).filter((index) => isClear(index) || (planned.isCut && !video.samples[index]?.isSync));
    const isRight = planned.isCut ? found.length === planned.scenes - 1 : found.length === 0;
    return isRight
      ? undefined
      : `the picture jumps at ${found.length === 0 ? 'no frame' : `frames ${found.map((index) => `${index} (${frames[index]?.change.toFixed(1)})`).join(', ')}`}`;
  },
};
