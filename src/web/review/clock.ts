import { clock as durationClock } from '../shared/state/format.ts';

/** A moment as players show it, which round down: 75,500 ms is `1:15`. */
export const clock = (ms: number): string => durationClock(Math.floor(ms / 1_000) * 1_000);
