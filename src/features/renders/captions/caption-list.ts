import { quotedInList } from '../film/assemble.ts';
import type { CaptionStep } from './caption-steps.ts';

const MICROSECONDS = 1_000_000;

/**
 * Input of the concat demuxer: each picture for the frames of its step, which follow each other without a gap. The frame rate is the time
 * base of a picture: with ffmpeg's own of 25, times would be rounded to 40 ms.
 */
export function captionList(steps: readonly Pick<CaptionStep, 'fromFrame' | 'toFrame'>[], paths: readonly string[], fps: number): string {
  const placeOf = (frame: number): number => Math.round((frame * MICROSECONDS) / fps);
  const lines = steps.flatMap(({ fromFrame, toFrame }, index) => [
    `file ${quotedInList(paths[index] ?? '')}`,
    `option framerate ${fps}`,
    `duration ${placeOf(toFrame) - placeOf(fromFrame)}us`,
  ]);
  return ['ffconcat version 1.0', ...lines, ''].join('\n');
}
