import type { ClipSpec, FilmSpec } from '../film/film-spec.ts';
import { requestedReach } from '../film/timeline.ts';
import type { View } from '../film/timeline.ts';

/** A clip that is prepared for its film, and what of it one view shows. */
export interface Take {
  /** First frame of the clip; of the slowed clip where it is slowed. */
  readonly from: number;
  /** The clip starts again at its end. */
  readonly repeats?: true;
  /** The frames over which all frames of the clip are spread. */
  readonly over?: number;
}

/**
 * What of a clip of `available` frames the first `frames` frames of a view show. The clip begins with the transition into its scene and ends
 * with the one out of it, both as long as requested: that is known before the lengths of other scenes are.
 */
export function takeOf(
  film: Pick<FilmSpec, 'fps' | 'transition' | 'scenes'>,
  { scene, sceneFrames, from }: View,
  frames: number,
  { available, shortClip }: { readonly available: number; readonly shortClip: ClipSpec['shortClip'] },
): Take {
  const lead = requestedReach(film, scene - 1);
  const needed = lead + sceneFrames + requestedReach(film, scene);
  const first = Math.max(0, from + lead);
  if (available >= needed) return { from: first };
  if (shortClip === 'SLOW') return { from: first, over: needed };
  return takeFrom(first, frames, { available, shortClip });
}

/** `frames` frames from frame `first` on, counted without regard to the end of the clip, behind which it is held or starts again. */
export function takeFrom(
  first: number,
  frames: number,
  { available, shortClip }: { readonly available: number; readonly shortClip: 'LOOP' | 'HOLD' },
): Take {
  if (shortClip === 'HOLD') return { from: Math.min(first, available - 1) };
  const start = first % available;
  return start + frames <= available ? { from: start } : { from: start, repeats: true };
}

/** The frame of the clip that a take begins with. */
export const frameOfTake = ({ from, over }: Take, available: number): number =>
  over === undefined ? from : Math.floor((from * available) / over);

/** Options of the input: from the frame before on, half a frame early, so that no rounding loses it. */
export function seekOptions(take: Take, available: number, fps: number): readonly string[] {
  if (take.repeats) return ['-stream_loop', '-1'];
  const first = frameOfTake(take, available);
  return first === 0 ? [] : ['-ss', ((first - 0.5) / fps).toFixed(6)];
}

/**
 * Filters that show `frames` frames of a take and one more: the output limits the count. Times are counted and not read, since those of a
 * clip that starts again depend on the version of ffmpeg; `fps` states the rate, which `setpts` drops in some versions.
 */
export function takeFilters(take: Take, available: number, { fps, frames }: { readonly fps: number; readonly frames: number }): string {
  const first = frameOfTake(take, available);
  const time = take.over === undefined ? 'N' : `'max(0,ceil((N+${first})*${take.over}/${available})-${take.from})'`;
  return [
    ...(take.repeats ? [`trim=start_frame=${take.from}`] : []),
    ...[`settb=1/${fps}`, `setpts=${time}`, `fps=${fps}`],
    ...[`tpad=stop_mode=clone:stop=${frames + 1}`, `trim=end_frame=${frames + 1}`, 'setsar=1'],
  ].join(',');
}
