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

type Labelled = Pick<FilmSpec, 'language' | 'voice' | 'providers' | 'scenes' | 'width' | 'height'>;

/**
 * The visible label of a film for which a trained model makes a picture, a clip or a voice; undefined for other films, and where nobody asked for
 * it. `hasMadeFiles`: a file of the workspace that the film shows or plays is made by a model.
 */
export function aiLabelOf(label: AiLabel | null, film: Labelled, hasMadeFiles: boolean): OverlaySpec | undefined {
  if (label === null || label === 'none' || !(hasMadeFiles || isMadeByModels(film))) return undefined;
  const { width, height, language } = film;
  return {
    id: 'ai-label',
    content: { text: aiLabelText(language), size: SIZE, color: WHITE, align: 'RIGHT', ground: true },
    // The corner has the same distance from both edges.
    position: {
      x: 1 - WIDTH / 2 - (MARGIN * Math.min(width, height)) / width,
      y: ((MARGIN + SIZE / 2) * Math.min(width, height)) / height,
    },
    width: WIDTH,
    start: { offsetMs: 0 },
    ...(label === 'start' && { lengthMs: START_MS }),
    fadeInMs: 0,
    fadeOutMs: label === 'start' ? FADE_MS : 0,
    opacity: 1,
  };
}

function isMadeByModels({ providers, scenes, voice }: Labelled): boolean {
  const draws = sourceTypeBy({ provider: providers.clip?.provider ?? providers.visual }) !== null;
  const speaks = sourceTypeBy({ provider: providers.speech }) !== null;
  return scenes.some((scene) => (draws && !showsAsset(scene)) || (speaks && scene.recording === undefined && isNarrated(scene, voice)));
}
