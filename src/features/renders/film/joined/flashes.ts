import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { z } from 'zod';
import type { Timeline } from '../timeline.ts';

/*
 * General flashes as WCAG 2.3.1 and ITU-R BT.1702 define them: a flash is a pair of opposing changes of relative luminance by 10 % or more
 * of the maximum, where the darker picture is below 80 %; there may be three in any second, unless they take less than a quarter of the
 * picture. The picture is measured as sixteen areas, in which fine patterns such as noise are even, as the exception for them asks for.
 * Flashes of saturated red are not measured.
 */

/** Rows of areas, and areas in a row. */
const GRID = 4;
const AREAS = GRID * GRID;
/** Number of areas from which on a flash counts. */
const QUARTER = AREAS / 4;
/** Share of the maximum luminance by which a change counts, and below which its darker side must be. */
const [LEAST_CHANGE, BRIGHT] = [0.1, 0.8];
/** Maximum flashes in a second. */
export const MAX_FLASHES = 3;

/**
 * Filters that make a frame of each picture whose first bytes are the luma of its areas. Every third or fourth row is enough for an average;
 * fewer would meet the lines of a text that scrolls all at once.
 */
export const AREAS_OF_PICTURE = `scale=480:-2:flags=neighbor,scale=${GRID}:${GRID}:flags=area,format=yuv420p`;
/** Bytes of such a frame: the chroma of four areas at a time follows. */
const FRAME_BYTES = AREAS * 1.5;

/** Takes the luma of the areas, picture by picture, out of such frames. Pure. */
export const lumaOf = (frames: Uint8Array): Uint8Array => {
  const luma = new Uint8Array(Math.floor(frames.length / FRAME_BYTES) * AREAS);
  for (let at = 0, from = 0; at < luma.length; at += AREAS, from += FRAME_BYTES) luma.set(frames.subarray(from, from + AREAS), at);
  return luma;
};

const flashingStretch = z.object({ startMs: z.number(), endMs: z.number(), flashes: z.number() });
/** A stretch with more flashes than allowed: from the first of their changes to the last, with the most flashes of any second in it. */
export type Flashing = z.infer<typeof flashingStretch>;

/** What is known of the flashes of a clip: those within it, and the luma of its areas at its ends, where they may go on in the next one. */
export const clipFlashes = z.object({ stretches: z.array(flashingStretch), ends: z.string() });
export type ClipFlashes = z.infer<typeof clipFlashes>;

/** Relative luminance of a luma of video level, by the curve of sRGB as WCAG has it. */
const LUMINANCES = Float64Array.from({ length: 256 }, (_, luma) => {
  const share = Math.min(1, Math.max(0, (luma - 16) / 219));
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
});

interface Area {
  /** Darkest and brightest luminance since the last change. */
  low: number;
  high: number;
  /** Whether the last change was to brighter; undefined before the first. */
  rose: boolean | undefined;
  /** Frames of the changes of the last second. */
  readonly changes: number[];
}

/** Takes the luminance of the next frame. Returns whether the area has changed. */
function changes(area: Area, luminance: number, frame: number): boolean {
  area.low = Math.min(area.low, luminance);
  area.high = Math.max(area.high, luminance);
  const rises = area.rose !== true && luminance - area.low >= LEAST_CHANGE && area.low < BRIGHT;
  const falls = area.rose !== false && area.high - luminance >= LEAST_CHANGE && luminance < BRIGHT;
  if (!rises && !falls) return false;
  area.rose = rises;
  area.low = luminance;
  area.high = luminance;
  area.changes.push(frame);
  return true;
}

/** Stretches with more than three flashes in a second, by the luma of the areas of each frame. Pure. */
export function flashingStretches(luma: Uint8Array, frameMs: number): Flashing[] {
  const second = Math.round(1_000 / frameMs);
  const areas = Array.from({ length: AREAS }, (): Area => ({ low: 1, high: 0, rose: undefined, changes: [] }));
  const found: Flashing[] = [];
  for (let frame = 0; frame < luma.length / AREAS; frame += 1) {
    let changed = 0;
    for (const [index, area] of areas.entries()) {
      if (changes(area, LUMINANCES[luma[frame * AREAS + index] ?? 0] ?? 0, frame)) changed += 1;
    }
    if (changed === 0) continue;
    for (const { changes: recent } of areas) while ((recent[0] ?? frame) <= frame - second) recent.shift();
    const most = areas.map(({ changes: recent }) => recent).toSorted((one, other) => other.length - one.length);
    const flashes = (most[QUARTER - 1]?.length ?? 0) / 2;
    if (flashes <= MAX_FLASHES) continue;
    const first = Math.min(...most.slice(0, QUARTER).map(([at = frame]) => at));
    found.push({ startMs: first * frameMs, endMs: (frame + 1) * frameMs, flashes });
  }
  return merged(found);
}

/** Stretches that overlap are one. */
const merged = (stretches: readonly Flashing[]): Flashing[] => {
  const found: Flashing[] = [];
  for (const { startMs, endMs, flashes } of stretches.toSorted((one, other) => one.startMs - other.startMs)) {
    const last = found.at(-1);
    if (last && startMs <= last.endMs) {
      last.endMs = Math.max(last.endMs, endMs);
      last.flashes = Math.max(last.flashes, flashes);
    } else found.push({ startMs, endMs, flashes });
  }
  return found;
};

/** Milliseconds of each end of a clip that are kept: a second, and a slow change that ends in it. */
const END_MS = 1_250;

/** The flashes of a clip, by the luma of its areas. Pure. */
export function flashesOfClip(luma: Uint8Array, frameMs: number): ClipFlashes {
  const end = Math.ceil(END_MS / frameMs) * AREAS;
  const ends = luma.length <= 2 * end ? luma : Buffer.concat([luma.subarray(0, end), luma.subarray(-end)]);
  return { stretches: flashingStretches(luma, frameMs), ends: deflateRawSync(ends).toString('base64') };
}

/** The stretches of a film of these clips: those of each, and those that go on from one to the next. Pure. */
export function joinedFlashes(
  { pieces, fps }: Pick<Timeline, 'pieces' | 'fps'>,
  clips: readonly { readonly frames: number; readonly flashes: ClipFlashes }[],
): Flashing[] {
  const frameMs = 1_000 / fps;
  const found: Flashing[] = [];
  const add = (stretches: readonly Flashing[], firstFrame: number): void => {
    const fromMs = firstFrame * frameMs;
    found.push(...stretches.map(({ startMs, endMs, flashes }) => ({ startMs: fromMs + startMs, endMs: fromMs + endMs, flashes })));
  };
  let [run, runFrame]: [Uint8Array[], number] = [[], 0];
  for (const [index, { firstFrame }] of pieces.entries()) {
    const clip = clips[index];
    if (!clip) continue;
    add(clip.flashes.stretches, firstFrame);
    const ends = inflateRawSync(Buffer.from(clip.flashes.ends, 'base64'));
    const isWhole = ends.length >= clip.frames * AREAS;
    run.push(isWhole ? ends : ends.subarray(0, ends.length / 2));
    if (isWhole) continue;
    add(flashingStretches(Buffer.concat(run), frameMs), runFrame);
    [run, runFrame] = [[ends.subarray(ends.length / 2)], firstFrame + clip.frames - ends.length / 2 / AREAS];
  }
  add(flashingStretches(Buffer.concat(run), frameMs), runFrame);
  return merged(found);
}
