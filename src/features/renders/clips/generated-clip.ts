import { join } from 'node:path';
import { STOCK } from '../../../platform/catalogue/provider-settings.ts';
import { clipModels } from '../../../platform/catalogue/models.ts';
import type { ClipRequest } from '../../../platform/providers/clip.provider.ts';
import type { Origin } from '../../../platform/provenance/provenance.ts';
import { framesWritten } from '../film/joined/decoding.ts';
import type { FilmSpec, SceneSpec } from '../film/film-spec.ts';
import { speechMsOf } from '../project/project-estimate.ts';
import { callProvider } from '../steps/call-provider.ts';
import { getOrCreateArtifact } from '../steps/step-results.ts';
import type { FilmTools, PartRun } from '../steps/step-results.ts';
import { prepareClip } from './prepare-clip.ts';

/** Increases when other clips are asked for, or when they are prepared differently; part of the hash of their artifacts. */
const REVISION = 1;
/** Milliseconds of the scene besides its words: pauses and the transitions at both ends. */
const AROUND_MS = 1_500;
/** UTF-16 code units of a prompt that every provider accepts. */
const MAX_PROMPT = 1_000;
const MAX_NARRATION = 600;

type ClipMaker = NonNullable<FilmSpec['providers']['clip']>;

/**
 * The clip that a provider makes for a scene, in the size, rate and colours of the film. It is made while the voice is spoken, so its length
 * is that of an estimate; the same words of the same film are not paid for again. The artifact's metadata has its frames.
 */
export async function generatedClip(run: PartRun, tools: FilmTools, spec: FilmSpec, scene: SceneSpec, maker: ClipMaker) {
  const { media, providers } = tools;
  const provider = await providers.get('CLIP', maker.provider);
  const request = requestOf(spec, scene, maker);
  const { revision } = provider;
  const inputs = { kind: 'generated-clip', provider: maker.provider, revision: `${revision}/${REVISION}`, request };
  return getOrCreateArtifact<{ frames: number; origin: Origin }>(run, tools, inputs, async () => {
    const { path, durationMs, origin } = await callProvider(run, 'CLIP', provider, (call) => provider.clip(request, call));
    const { width, height, fps } = request;
    const source = {
      input: { path, format: 'mov' },
      clip: { width, height, fit: 'FILL', durationMs, trimStartMs: 0, speed: 1 } as const,
      color: { pixelFormat: 'yuv420p' },
      frame: { width, height },
      fps,
      ground: tools.drawing.ground(spec.seed, spec.brand?.colors),
      output: join(run.workDir, 'prepared.mp4'),
    };
    const { log } = await media.run(
      prepareClip(source, Math.ceil((durationMs / 1_000) * fps) + fps, () => undefined),
      run,
    );
    return { path: source.output, contentType: 'video/mp4', metadata: { frames: framesWritten(log), origin } };
  });
}

function requestOf(spec: FilmSpec, scene: SceneSpec, { provider, model }: ClipMaker): ClipRequest & { readonly fps: number } {
  const { width, height, fps, seed } = spec;
  if (isStock(provider)) return stockRequestOf(spec, scene, model);
  const variant = scene.revisions?.visual ?? 0;
  const durationMs = lengthOf(spec, scene, model);
  return { prompt: clipPromptOf(spec, scene), model, width, height, fps, durationMs, seed: `${seed}/${variant}` };
}

const isStock = (provider: string): boolean => STOCK.some((name) => name === provider);

/** Nothing is made: a clip is found by the words of the scene. The seed is that of the film, so that its scenes take turns. */
function stockRequestOf(spec: FilmSpec, scene: SceneSpec, model: string): ClipRequest & { readonly fps: number } {
  const { width, height, fps, seed, title: filmTitle, language } = spec;
  const { heading, narration, position, visualPrompt, revisions } = scene;
  const durationMs = lengthOf(spec, scene, model);
  const words = { heading, narration, filmTitle, language, position, ...(visualPrompt !== undefined && { prompt: visualPrompt }) };
  return {
    ...{ prompt: clipPromptOf(spec, scene), model, width, height, fps, durationMs, seed },
    scene: { ...words, variant: revisions?.visual ?? 0 },
  };
}

/** Whole seconds, as long as the scene probably is, or as the model can. */
function lengthOf({ language }: FilmSpec, { narration, durationMs = 0, recording }: SceneSpec, model: string): number {
  const made = clipModels().find(({ clip }) => clip.model === model)?.clip;
  if (!made) throw new Error(`no model of the catalogue is the maker's ${model}`);
  const lasts = Math.max(durationMs, recording?.durationMs ?? speechMsOf(narration, language)) + AROUND_MS;
  return Math.min(made.longestMs, Math.max(made.shortestMs, 1_000 * Math.ceil(lasts / 1_000)));
}

/** The prompt of a clip; that of the scene when somebody wrote one. */
export const clipPromptOf = ({ title }: Pick<FilmSpec, 'title'>, { heading, narration, visualPrompt }: SceneSpec): string =>
  (visualPrompt ?? wordsOf(title, heading, narration)).slice(0, MAX_PROMPT);

/** Words in clips are misspelt by most models, and captions show them anyway. */
const wordsOf = (title: string, heading: string, narration: string): string =>
  [
    `One shot for a scene of a film titled “${title}”.`,
    heading && `The scene is about: ${heading}.`,
    narration && `The narrator says: “${[...narration].slice(0, MAX_NARRATION).join('')}”`,
    'Realistic, natural light, slow and steady camera. Nobody speaks. No text, no letters, no logos, no watermark.',
  ]
    .filter(Boolean)
    .join('\n');
