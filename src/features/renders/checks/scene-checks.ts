import { plainNumber } from './plain-number.ts';
import { planCues, readingSpeedWarnings } from '../film/captions.ts';
import { NO_VOICE } from '../../../platform/catalogue/voices.ts';
import { isSpoken, shownWords } from '../film/film-spec.ts';
import { endsOf, isNarrated } from '../film/reading.ts';
import { longestTransition, pausesOf } from '../film/timeline.ts';
import { enlargementOf } from '../pictures/placement.ts';
import type { Size } from '../pictures/placement.ts';
import { shownOf, silentMs, usualSpeechMs } from '../project/project-estimate.ts';
import { TRANSITION_MS, lengthOf, pictureSpecOf } from '../project/project-spec.ts';
import type { DocumentScene, ShownPicture } from '../project/project-spec.ts';
import type { Finding } from './project-finding.ts';
import { wordFindings } from './word-checks.ts';

/** Properties of an asset that checks need. */
export interface CheckedAsset extends ShownPicture {
  readonly kind: string;
  readonly status: string;
  readonly durationMs?: number | null | undefined;
}

/** The film that the scenes would be part of. */
export interface CheckedFilm extends Size {
  readonly language: string;
  readonly voice: string;
  readonly fps: number;
  readonly assets: ReadonlyMap<string, CheckedAsset>;
}

/** A scene with its position, and its estimated length in milliseconds. */
export interface PlacedScene {
  readonly scene: DocumentScene;
  readonly position: number;
  readonly estimatedMs: number;
  /** Milliseconds of silence before and after its words. */
  readonly pauses: { readonly leadMs: number; readonly tailMs: number };
}

/** Estimates how long the scenes last, before anything is spoken. */
export const placeScenes = (
  scenes: readonly DocumentScene[],
  { language, voice, fps }: Pick<CheckedFilm, 'language' | 'voice' | 'fps'>,
): readonly PlacedScene[] =>
  scenes.map((scene, position) => {
    const pauses = pausesOf({ fps, scenes }, position);
    if (voice === NO_VOICE) return { scene, position, estimatedMs: silentMs(scene, language, endsOf(position, scenes.length)), pauses };
    const { leadMs, tailMs } = pauses;
    const spoken = isSpoken(scene) ? leadMs + usualSpeechMs(scene, language) + tailMs : 0;
    return { scene, position, estimatedMs: Math.max(spoken, lengthOf(scene) ?? 0), pauses };
  });

/** All findings about one scene. */
export const checkScene = (film: CheckedFilm, placed: PlacedScene, next: PlacedScene | undefined): readonly Finding[] => [
  ...contentFindings(placed, film.voice),
  ...wordFindings(placed.scene, placed.position, film),
  ...assetFindings(film, placed),
  ...clipFindings(film, placed),
  ...pictureFindings(film, placed),
  ...captionFindings(film, placed),
  ...transitionFindings(placed, next),
];

const SCENE = (position: number): string => `Scene ${position + 1}`;

function contentFindings({ scene, position, estimatedMs }: PlacedScene, voice: string): readonly Finding[] {
  const { id: sceneId, durationMs } = scene;
  if (!isSpoken(scene)) {
    const isEmpty = scene.visualAssetId === null && scene.caption === null;
    return [
      {
        type: 'NO_NARRATION',
        severity: isEmpty ? 'ERROR' : 'WARNING',
        message: isEmpty
          ? `${SCENE(position)} has neither words nor a picture nor a caption. Give it one of them, or remove it.`
          : `${SCENE(position)} has no words to speak. It is shown in silence for ${lengthOf(scene)} ms.`,
        sceneId,
        field: 'narration',
      },
    ];
  }
  if (voice === NO_VOICE || durationMs === null || estimatedMs <= durationMs) return [];
  const message = `The words of scene ${position + 1} take about ${estimatedMs} ms, longer than its durationMs. Narration is never cut: the scene becomes longer.`;
  return [
    { type: 'NARRATION_TOO_LONG', severity: 'WARNING', message, sceneId, field: 'durationMs', measuredMs: estimatedMs, limit: durationMs },
  ];
}

function assetFindings({ assets }: CheckedFilm, { scene, position }: PlacedScene): readonly Finding[] {
  const named = [
    { field: 'visualAssetId', id: scene.visualAssetId },
    { field: 'voiceAssetId', id: scene.voiceAssetId },
  ];
  return named.flatMap(({ field, id }): Finding[] => {
    if (id === null) return [];
    const status = assets.get(id)?.status ?? 'DELETED';
    if (status === 'READY') return [];
    const message = `The asset at ${field} of scene ${position + 1} is ${status}. Wait until it is READY, or choose another one.`;
    return [{ type: 'ASSET_NOT_READY', severity: 'ERROR', message, sceneId: scene.id, field, assetId: id }];
  });
}

/** Findings for clips and recordings, which projects store although films do not use them yet. */
function clipFindings({ assets }: CheckedFilm, { scene, position, estimatedMs }: PlacedScene): readonly Finding[] {
  const { id: sceneId, visualAssetId, voiceAssetId, trimStartMs, speed } = scene;
  const findings: Finding[] = [];
  const clip = visualAssetId === null ? undefined : assets.get(visualAssetId);
  if (visualAssetId !== null && clip?.kind === 'VIDEO') {
    const message = `${SCENE(position)} shows a clip. Films do not contain clips yet: choose a picture, or none.`;
    findings.push({ type: 'NOT_RENDERED_YET', severity: 'ERROR', message, sceneId, field: 'visualAssetId', assetId: visualAssetId });
    const clipMs = Math.round(Math.max(0, (clip.durationMs ?? 0) - (trimStartMs ?? 0)) / (speed ?? 1));
    if (clipMs < estimatedMs) {
      const short = `The clip of scene ${position + 1} lasts ${clipMs} ms, the scene about ${estimatedMs} ms.`;
      const measured = { measuredMs: clipMs, limit: estimatedMs };
      findings.push({ type: 'CLIP_TOO_SHORT', severity: 'WARNING', message: short, sceneId, assetId: visualAssetId, ...measured });
    }
  }
  if (voiceAssetId !== null) {
    const message = `${SCENE(position)} has a recording of its own. Films do not play recordings yet: remove voiceAssetId to have the words spoken.`;
    findings.push({ type: 'NOT_RENDERED_YET', severity: 'ERROR', message, sceneId, field: 'voiceAssetId', assetId: voiceAssetId });
  }
  if (scene.visualPrompt !== null && visualAssetId === null) {
    const message = `visualPrompt of scene ${position + 1} has no effect: the model draws cards from the words.`;
    findings.push({ type: 'NOT_RENDERED_YET', severity: 'WARNING', message, sceneId, field: 'visualPrompt' });
  }
  return findings;
}

function pictureFindings({ assets, ...frame }: CheckedFilm, { scene, position }: PlacedScene): readonly Finding[] {
  const asset = scene.visualAssetId === null ? undefined : assets.get(scene.visualAssetId);
  const picture = asset?.kind === 'IMAGE' ? pictureSpecOf(scene, assets) : undefined;
  const scale = picture ? plainNumber(enlargementOf(picture, frame)) : 1;
  if (!picture || scale <= 1) return [];
  const message = `The picture of scene ${position + 1} has ${picture.width} × ${picture.height} pixels and is enlarged by ${scale}, which looks soft.`;
  return [{ type: 'UPSCALED', severity: 'WARNING', message, sceneId: scene.id, assetId: picture.assetId, scale, limit: 1 }];
}

/**
 * A finding for a caption that is too long to be read while its scene is shown. Captions that are spoken are shown as long as they are
 * spoken.
 */
function captionFindings(film: CheckedFilm, { scene, position, estimatedMs, pauses: { leadMs, tailMs } }: PlacedScene): readonly Finding[] {
  const isSilent = film.voice === NO_VOICE;
  const caption = isSilent ? shownWords(shownOf(scene)) : scene.caption;
  if (caption === null) return [];
  const endMs = isNarrated(scene, film.voice) ? leadMs + usualSpeechMs(scene, film.language) : estimatedMs - tailMs;
  const cues = planCues([{ text: caption, startMs: leadMs, endMs }], film, { durationMs: estimatedMs });
  const fastest = readingSpeedWarnings(cues, film.language).toSorted(
    (one, other) => other.charactersPerSecond - one.charactersPerSecond,
  )[0];
  if (!fastest) return [];
  const [cps, limit] = [plainNumber(fastest.charactersPerSecond), fastest.limit];
  const message = `The caption of scene ${position + 1} would have to be read at ${cps} characters per second; most people read ${limit}.`;
  return [
    {
      type: 'READING_SPEED',
      severity: 'WARNING',
      message,
      sceneId: scene.id,
      field: scene.caption === null ? 'narration' : 'caption',
      cps,
      limit,
    },
  ];
}

function transitionFindings({ scene, position, estimatedMs }: PlacedScene, next: PlacedScene | undefined): readonly Finding[] {
  const measuredMs = scene.transitionMs ?? TRANSITION_MS;
  const limit = next ? Math.round(longestTransition(estimatedMs, next.estimatedMs)) : Infinity;
  if (scene.transitionMs === null || scene.transition === 'cut' || measuredMs <= limit) return [];
  const message = `The transition after scene ${position + 1} is longer than a third of the shorter of its two scenes and will be shortened to about ${limit} ms.`;
  return [{ type: 'TRANSITION_TOO_LONG', severity: 'WARNING', message, sceneId: scene.id, field: 'transitionMs', measuredMs, limit }];
}
