import { aiLabelText } from '../../../platform/catalogue/ai-labels.ts';
import type { AiLabel } from '../../../platform/catalogue/ai-labels.ts';
import { sourceTypeBy } from '../../../platform/provenance/provenance.ts';
import { showsAsset } from '../film/film-spec.ts';
import type { FilmSpec } from '../film/film-spec.ts';
import { isNarrated } from '../film/reading.ts';
import type { OverlaySpec } from './overlay-spec.ts';

/** Milliseconds of a label at the start. */
const START_MS = 5_000;
const FADE_MS = 400;
/** Shares of the frame: the label ends at this distance from its edges. */
const MARGIN = 0.03;
const WIDTH = 0.5;
/** Share of the shorter side. */
const SIZE = 0.036;
const WHITE = '#ffffff';
const LABEL_ID = 'ai-label';

type Frame = Pick<FilmSpec, 'width' | 'height'>;
type Labelled = Pick<FilmSpec, 'language' | 'voice' | 'providers' | 'scenes' | 'width' | 'height'>;

/**
 * The visible label of a film for which a trained model makes a picture, a clip or a voice; undefined for other films, and where nobody asked for
 * it. `hasMadeFiles`: a file of the workspace that the film shows or plays is made by a model.
 */
export function aiLabelOf(label: AiLabel | null, film: Labelled, hasMadeFiles: boolean): OverlaySpec | undefined {
  if (label === null || label === 'none' || !(hasMadeFiles || isMadeByModels(film))) return undefined;
  const { width, height, language } = film;
  return {
    id: LABEL_ID,
    content: { text: aiLabelText(language), size: SIZE, color: WHITE, align: 'RIGHT', ground: true },
    position: cornerOf({ width, height }),
    width: WIDTH,
    start: { offsetMs: 0 },
    ...(label === 'start' && { lengthMs: START_MS }),
    fadeInMs: 0,
    fadeOutMs: label === 'start' ? FADE_MS : 0,
    opacity: 1,
  };
}

/** The overlays of a film in a format with this frame: the label is in the corner of that frame, the others stay where they are. */
export const overlaysInFrame = (overlays: readonly OverlaySpec[], frame: Frame): OverlaySpec[] =>
  overlays.map((overlay) => (overlay.id === LABEL_ID ? { ...overlay, position: cornerOf(frame) } : overlay));

/** The center of the label, which has the same distance from both edges of the corner. */
const cornerOf = ({ width, height }: Frame): OverlaySpec['position'] => ({
  x: 1 - WIDTH / 2 - (MARGIN * Math.min(width, height)) / width,
  y: ((MARGIN + SIZE / 2) * Math.min(width, height)) / height,
});

function isMadeByModels({ providers, scenes, voice }: Labelled): boolean {
  const draws = sourceTypeBy({ provider: providers.clip?.provider ?? providers.visual }) !== null;
  const speaks = sourceTypeBy({ provider: providers.speech }) !== null;
  return scenes.some((scene) => (draws && !showsAsset(scene)) || (speaks && scene.recording === undefined && isNarrated(scene, voice)));
}
