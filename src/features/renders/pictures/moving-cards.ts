import type { MovingCard } from '../../../platform/media/drawing.ts';
import type { VisualProvider } from '../../../platform/providers/visual.provider.ts';
import type { FilmSpec, SceneVoice } from '../film/film-spec.ts';
import { spokenAt } from '../film/spoken-times.ts';
import { viewsShown } from '../film/clip-command.ts';
import { showsDrawing } from '../film/film-spec.ts';
import { pausesOf, requestedReach, type ClipPlan, type View } from '../film/timeline.ts';
import { zoomAt } from '../film/zoom.ts';
import { fetchBrandFiles } from './brand-files.ts';
import type { FilmTools, PartRun } from '../steps/step-results.ts';
import { visualRequestOf } from '../steps/visual.step.ts';

/** Goes up when moving cards look different. Part of the hash of every clip that has one. */
const REVISION = 2;

/** A clip whose views may be cards that are drawn frame by frame. */
export interface MovingClip {
  /** For each view, whether it is such a card. Pictures of the workspace and of other providers are moved by ffmpeg. */
  readonly isDrawn: readonly boolean[];
  /** For each view, what its frames depend on besides its picture and motion. */
  readonly inputs: readonly object[];
  /** The cards of the views that are drawn, in order. Downloads the files of the brand. */
  readonly cards: (run: PartRun, tools: FilmTools) => Promise<readonly MovingCard[]>;
}

/** Which views of a clip are cards in gentle motion, whose words appear as they are spoken. */
export async function movingClip(
  { providers }: Pick<FilmTools, 'providers'>,
  spec: FilmSpec,
  piece: ClipPlan,
  voiceOf: (scene: number) => SceneVoice,
): Promise<MovingClip> {
  const visual = await providers.get('VISUAL', spec.providers.visual);
  const isDrawn = piece.views.map(({ scene }) => isMovingCard(visual, spec, scene));
  const hasWords = piece.views.length === 1;
  return {
    isDrawn,
    // A transition shows no words, so that it does not depend on when they are spoken.
    inputs: piece.views.map(({ scene }, index) =>
      isDrawn[index] ? { drawn: REVISION, ...(hasWords && { spoken: voiceOf(scene).phrases }), ...openingInputs(spec, piece) } : {},
    ),
    cards: async (run, tools) => {
      const brandFiles = spec.brand && (await fetchBrandFiles(run, tools, spec.brand));
      return viewsShown(spec, piece).flatMap((view, index) => {
        const scene = spec.scenes[view.scene];
        const card = isDrawn[index] && scene && visual.card?.({ ...visualRequestOf(spec, scene), ...(brandFiles && { brandFiles }) });
        if (!card) return [];
        const { fps } = spec;
        // Words stand still before it, so that the ornament may move as far as a picture does.
        const growth = zoomAt(view, fps, 'KEN_BURNS');
        return [
          { card, fps, from: view.from, growth, ...wordFrames(spec, piece, index), spoken: spokenFrames(spec, view, voiceOf(view.scene)) },
        ];
      });
    },
  };
}

const isMovingCard = (visual: VisualProvider, spec: FilmSpec, position: number): boolean => {
  const scene = spec.scenes[position];
  return visual.card !== undefined && scene?.motion === 'GENTLE' && showsDrawing(spec, scene);
};

/** Words are gone before a transition begins, and enter after it; those of the first scene are there from the first frame. */
function wordFrames(spec: FilmSpec, { frames, views }: ClipPlan, index: number): Pick<MovingCard, 'enters' | 'leaves'> {
  const [view, other] = views;
  if (other) return index === 0 ? { enters: -Infinity, leaves: view.from } : { enters: Infinity, leaves: Infinity };
  const end = openingEnd(spec, view) ?? view.from + frames;
  return { enters: view.scene === 0 ? -Infinity : view.from, leaves: end < view.sceneFrames ? end : Infinity };
}

/**
 * The frame at which the words of the first scene are gone, where a film has an opening: both clips of the scene have to agree before the next
 * voice is known. A short next scene shortens the transition, and its words are gone a few frames early.
 */
const openingEnd = (spec: FilmSpec, { scene, sceneFrames }: View): number | undefined =>
  spec.opening === undefined || scene > 0 ? undefined : sceneFrames - Math.min(requestedReach(spec, 0), Math.floor(sceneFrames / 6));

function openingInputs(spec: FilmSpec, { views: [view, other] }: ClipPlan): { leaves?: number } {
  const leaves = other ? undefined : openingEnd(spec, view);
  return leaves === undefined ? {} : { leaves };
}

function spokenFrames(spec: FilmSpec, { scene }: View, { phrases }: SceneVoice): MovingCard['spoken'] {
  const times = spokenAt(spec.scenes[scene]?.narration ?? '', phrases);
  const { leadMs } = pausesOf(spec, scene);
  return times && ((character) => ((leadMs + times(character)) * spec.fps) / 1_000);
}
