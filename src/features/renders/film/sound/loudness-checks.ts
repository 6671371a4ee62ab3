import { SOUND } from '../encoder.ts';
import { hasClipSound } from '../film-spec.ts';
import type { FilmSpec, SceneVoice } from '../film-spec.ts';
import type { Loudness } from './loudness.ts';

interface HeardFilm {
  readonly spec: Pick<FilmSpec, 'music' | 'scenes' | 'overlays'>;
  readonly timeline: { readonly durationMs: number };
  readonly voices: readonly SceneVoice[];
  readonly decoding: { readonly loudness: Loudness };
}

/** Milliseconds of speech that BS.1770 needs for a result, with one block more, because its blocks do not start with the speech. */
const MIN_LOUDNESS_MS = 800;

/** The gate of BS.1770. */
const SILENCE_LUFS = -70;

/** Whether nobody speaks in a film. */
export const isUnspoken = (voices: readonly SceneVoice[]): boolean => voices.every(({ phrases }) => phrases.length === 0);

/** Whether a film with this integrated loudness is not lost for it. */
export const isLoudEnough = (integrated: number): boolean => Math.abs(integrated - SOUND.loudness) < SOUND.unacceptable;

/** How much the loudness may differ, in LU, and the maximum true peak in dBTP. */
interface LoudnessLimits {
  readonly tolerance: number;
  readonly maxPeak: number;
}
const OF_FILM: LoudnessLimits = { tolerance: SOUND.tolerance, maxPeak: SOUND.truePeak };

/** Checks that the film is as loud as planned, unless nothing is heard or too little. */
export const loudnessChecks = ({ spec, timeline, voices, decoding: { loudness } }: HeardFilm, { tolerance, maxPeak } = OF_FILM) => {
  const { integrated, truePeak } = loudness;
  // Nobody knows whether a clip of the workspace has anything to hear.
  const isSilent = spec.music === undefined && isUnspoken(voices) && !(hasClipSound(spec) && integrated > SILENCE_LUFS);
  const tooShort = timeline.durationMs < MIN_LOUDNESS_MS;
  return [
    {
      name: 'loudness',
      unit: 'LUFS',
      expected: isSilent ? 'nothing is spoken' : tooShort ? 'too short to measure' : `${SOUND.loudness} ± ${tolerance}`,
      measured: integrated.toFixed(1),
      ok: isSilent || tooShort || Math.abs(integrated - SOUND.loudness) <= tolerance,
    },
    { name: 'truePeak', unit: 'dBTP', expected: `<= ${maxPeak}`, measured: truePeak.toFixed(1), ok: truePeak <= maxPeak },
  ];
};
