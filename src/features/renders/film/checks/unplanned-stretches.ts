import { uncovered } from '../../overlays/covered-stretches.ts';
import type { Evidence } from './film-evidence.ts';
import { showsDrawing } from '../film-spec.ts';
import type { Stretch } from '../joined/decoding.ts';
import { SAMPLE_RATE } from '../timeline.ts';

interface Shown extends Pick<Evidence, 'spec' | 'timeline'> {
  readonly decoding: Pick<Evidence['decoding'], 'black'>;
}

/** Stretches of black that were not planned. Files of the workspace may be black, as scenes and over them; drawn pictures never are. */
export const unplannedBlack = ({ spec, timeline: { scenes, fps }, decoding: { black } }: Shown, covered: readonly Stretch[]): Stretch[] =>
  black
    .flatMap((stretch) => uncovered(stretch, covered))
    .filter(({ startMs, endMs }) =>
      scenes.some(({ firstFrame, frames }, index) => {
        const [beginMs, doneMs] = [(firstFrame * 1000) / fps, ((firstFrame + frames) * 1000) / fps];
        return showsDrawing(spec, spec.scenes[index] ?? {}) && beginMs < endMs && doneMs > startMs;
      }),
    );

/** Minimum milliseconds that count as frozen. Slow motion hardly moves at its ends. */
const MIN_FROZEN_MS = 3_000;
/** Share of a scene in gentle motion. Where its ornament is only a hint, little is seen to move once its words are there. */
const ALL_OF_IT = 0.9;

/**
 * Stretches in which a drawn card stands still that should move. Pictures of the workspace are not checked, nor what is under them: one of a
 * single colour never seems to move.
 */
export const unplannedFrozen = (
  { spec, timeline: { scenes, fps }, decoding: { frozen } }: Evidence,
  covered: readonly Stretch[],
): Stretch[] =>
  scenes.flatMap(({ firstFrame, frames }, index) => {
    const { motion = 'NONE', ...shown } = spec.scenes[index] ?? {};
    if (motion === 'NONE' || !showsDrawing(spec, shown)) return [];
    const [beginMs, doneMs] = [(firstFrame * 1000) / fps, ((firstFrame + frames) * 1000) / fps];
    const least = Math.max(MIN_FROZEN_MS, motion === 'GENTLE' ? (doneMs - beginMs) * ALL_OF_IT : 0);
    return frozen
      .map(({ startMs, endMs }) => ({ startMs: Math.max(startMs, beginMs), endMs: Math.min(endMs, doneMs) }))
      .flatMap((stretch) => uncovered(stretch, covered))
      .filter(({ startMs, endMs }) => endMs - startMs >= least);
  });

/**
 * Stretches of recordings, which may have pauses of any length, and of voices that were heard: a transcript tells nothing of the
 * pauses between the words.
 */
export const recordedStretches = ({ spec, timeline: { scenes }, voices }: Pick<Evidence, 'spec' | 'timeline' | 'voices'>): Stretch[] =>
  scenes.flatMap(({ voiceAt, voiceSamples }, index) =>
    spec.scenes[index]?.recording || voices[index]?.isHeard
      ? [{ startMs: (voiceAt * 1000) / SAMPLE_RATE, endMs: ((voiceAt + voiceSamples) * 1000) / SAMPLE_RATE }]
      : [],
  );
