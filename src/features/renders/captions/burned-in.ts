import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { burnedInStyle } from '../../../platform/catalogue/caption-styles.ts';
import type { BurnedInStyle } from '../../../platform/catalogue/caption-styles.ts';
import type { CaptionTrack, FilmSpec, SceneVoice } from '../film/film-spec.ts';
import { showsDrawing } from '../film/film-spec.ts';
import { framesWithin } from '../film/timeline.ts';
import type { ClipPlan } from '../film/timeline.ts';
import type { KnownFilm } from '../overlays/overlay-times.ts';
import { fetchBrandFiles } from '../pictures/brand-files.ts';
import { sceneCuesWithWords } from '../scene-cues.ts';
import { loggedTool } from '../steps/call-provider.ts';
import type { FilmTools, PartRun } from '../steps/step-results.ts';
import { captionSteps, needsWords } from './caption-steps.ts';
import type { CaptionStep, ClipCaption } from './caption-steps.ts';
import { brightGround } from './caption-ground.ts';
import { captionList } from './caption-list.ts';

/** Increases when captions of the style look different. It is part of every clip's hash, so no two styles may have the same number. */
const CAPTION_REVISIONS: Readonly<Record<BurnedInStyle, number>> = { classic: 7, plain: 3, highlight: 4, karaoke: 5, 'one-word': 6 };
const NO_CAPTIONS_REVISION = 1;

/** The captions in the picture of a clip; without any where the film shows none. */
export interface BurnedIn {
  readonly style: BurnedInStyle | undefined;
  readonly captions: readonly ClipCaption[];
}

/** For each scene, the words that its picture shows in large letters. */
export async function shownWordsOf({ providers }: FilmTools, spec: FilmSpec): Promise<(scene: number) => string> {
  const visual = await providers.get('VISUAL', spec.providers.visual);
  const { language, title: filmTitle } = spec;
  return (position) => {
    const scene = spec.scenes[position];
    return scene && showsDrawing(spec, scene) ? (visual.shownWords?.({ ...scene, language, filmTitle, position }) ?? '') : '';
  };
}

/** The captions of a clip, from the voices of its scenes, without captions whose words the picture shows. */
export function burnedInCaptions(
  spec: FilmSpec,
  piece: ClipPlan,
  voiceOf: (scene: number) => SceneVoice,
  shownWords: (scene: number) => string,
  known: KnownFilm,
): BurnedIn {
  const style = burnedInStyle(spec.captionStyle);
  if (style === undefined) return { style, captions: [] };
  const toFrame = (ms: number): number => Math.round((ms / 1_000) * spec.fps);
  const isBright = brightGround(spec, piece, known);
  const captions = piece.views.flatMap(({ scene, from }) =>
    sceneCuesWithWords(spec, scene, voiceOf(scene)).flatMap(({ lines, startMs, endMs, words }): ClipCaption[] => {
      if (isShown(lines, shownWords(scene))) return [];
      const shown = framesWithin(piece, { scene, start: toFrame(startMs), end: toFrame(endMs) });
      if (!shown) return [];
      const ground = style !== 'classic' && isBright(scene, shown) ? ({ onPicture: true } as const) : {};
      if (!needsWords(style)) return [{ lines, ...shown, ...ground }];
      const placed = words.map(({ line, start, end, ...word }) => ({
        ...{ line, start, end },
        ...{ fromFrame: toFrame(word.startMs) - from, toFrame: toFrame(word.endMs) - from },
      }));
      return [{ lines, ...shown, ...ground, words: placed }];
    }),
  );
  return { style, captions };
}

/** What the captions of a clip depend on besides their words: the revision of the style, and colors and font where it has them. */
export function captionInputs(
  { seed, brand, captionPosition = 'BOTTOM', captionSize = 'MEDIUM' }: FilmSpec,
  { style, captions }: BurnedIn,
) {
  const fontAssetId = style && captions.length > 0 ? brand?.fontAssetId : undefined;
  const isPlaced = style !== undefined && captions.length > 0 && (captionPosition !== 'BOTTOM' || captionSize !== 'MEDIUM');
  const isColored = style === 'highlight' || style === 'karaoke';
  return {
    revision: style ? CAPTION_REVISIONS[style] : NO_CAPTIONS_REVISION,
    brand: {
      ...(fontAssetId !== undefined && { captionFont: fontAssetId }),
      // Missing where both are as they were before there was a choice: those clips are kept.
      ...(isPlaced && { captionPlace: { captionPosition, captionSize } }),
      ...(isColored && captions.length > 0 && { captionColors: { seed, colors: brand?.colors ?? null } }),
    },
  };
}

interface CaptionRequest {
  readonly frames: number;
  readonly name: string;
  /** Called after each picture with the share that is drawn: a long scene with a picture for each word takes minutes. */
  readonly onDrawn?: (fraction: number) => void;
}

/** Draws the captions of a clip of so many frames. Undefined when it has none. */
export async function drawCaptionTrack(
  run: PartRun,
  tools: FilmTools,
  spec: FilmSpec,
  { style, captions }: BurnedIn,
  { frames, name, onDrawn }: CaptionRequest,
): Promise<CaptionTrack | undefined> {
  if (style === undefined || captions.length === 0) return undefined;
  const { language, width: frameWidth, height: frameHeight, captionPosition: position, captionSize: size, seed, brand, fps } = spec;
  const { fontAssetId } = brand ?? {};
  const fontPath = fontAssetId === undefined ? undefined : (await fetchBrandFiles(run, tools, { fontAssetId })).fontPath;
  const steps = withGaps(captionSteps(style, captions, fps), frames);
  const styling = { style, position, size, language, frameWidth, frameHeight, seed, brand: { colors: brand?.colors, fontPath } };
  return loggedTool(run.log, 'CAPTION', async () => {
    const { x, y, pictures } = await tools.drawing.captions(styling, steps);
    const paths: string[] = [];
    for await (const picture of pictures) {
      const path = join(run.workDir, `${name}-caption-${paths.length}.png`);
      await writeFile(path, picture, { signal: run.signal });
      paths.push(path);
      onDrawn?.(paths.length / steps.length);
    }
    const list = join(run.workDir, `${name}-captions.txt`);
    await writeFile(list, captionList(steps, paths, fps), { signal: run.signal });
    return { list, x, y };
  });
}

/** The steps with empty ones between them, so that each frame of the clip has one. */
function withGaps(steps: readonly CaptionStep[], frames: number): readonly CaptionStep[] {
  const filled: CaptionStep[] = [];
  let at = 0;
  for (const step of steps) {
    if (step.fromFrame > at) filled.push({ lines: [], fromFrame: at, toFrame: step.fromFrame });
    filled.push(step);
    at = step.toFrame;
  }
  // The last picture of a list stays.
  return [...filled, { lines: [], fromFrame: at, toFrame: Math.max(frames, at + 1) }];
}

/** Whether the picture shows all words of a caption, in their order. */
function isShown(lines: readonly string[], words: string): boolean {
  const caption = wordsAlone(lines.join(' '));
  return caption.trim() !== '' && wordsAlone(words).includes(caption);
}

const wordsAlone = (text: string): string =>
  ` ${
    text
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu)
      ?.join(' ') ?? ''
  } `;
