import { plainNumber } from './plain-number.ts';
import { planCues, readingSpeedWarnings } from '../film/captions.ts';
import { NO_VOICE } from '../../../platform/catalogue/voices.ts';
import { isSpoken, shownWords } from '../film/film-spec.ts';
import { isNarrated, ownCaptionMs } from '../film/reading.ts';
import { longestTransition } from '../film/timeline.ts';
import { enlargementOf } from '../pictures/placement.ts';
import { shownOf } from '../project/project-estimate.ts';
import { TRANSITION_MS, clipSpecOf, lengthOf, pictureSpecOf } from '../project/project-spec.ts';
import { clipFindings, recordingFindings } from './file-checks.ts';
import { withRecording } from './placed-scenes.ts';
import type { CheckedFilm, PlacedScene } from './placed-scenes.ts';
import type { Finding } from './project-finding.ts';
import { wordFindings } from './word-checks.ts';

/** All findings about one scene. */
export const checkScene = (film: CheckedFilm, placed: PlacedScene, next: PlacedScene | undefined): readonly Finding[] => [
  ...contentFindings(placed, film.voice),
  // Words that were recorded are only shown.
  ...wordFindings(placed.scene, placed.position, placed.scene.voiceAssetId === null ? film : { ...film, voice: NO_VOICE }),
  ...assetFindings(film, placed),
  ...clipFindings(film.assets, placed),
  ...recordingFindings(film.assets, placed),
  ...promptFindings(film, placed),
  ...pictureFindings(film, placed),
  ...captionFindings(film, placed),
  ...transitionFindings(placed, next),
];

const SCENE = (position: number): string => `Scene ${position + 1}`;

function contentFindings({ scene, position, estimatedMs }: PlacedScene, voice: string): readonly Finding[] {
  const { id: sceneId, durationMs } = scene;
  if (scene.voiceAssetId !== null) return [];
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

/** A finding for a prompt of a picture in a film of cards, which are drawn from the words. */
function promptFindings({ hasCards }: CheckedFilm, { scene, position }: PlacedScene): readonly Finding[] {
  if (!hasCards || scene.visualPrompt === null || scene.visualAssetId !== null) return [];
  const message = `visualPrompt of scene ${position + 1} has no effect, because cards are drawn from the words. Name a provider that makes pictures in providerOrder of the preset, or a model of clips.`;
  return [{ type: 'NOT_RENDERED_YET', severity: 'WARNING', message, sceneId: scene.id, field: 'visualPrompt' }];
}

function pictureFindings({ assets, ...frame }: CheckedFilm, { scene, position }: PlacedScene): readonly Finding[] {
  const asset = scene.visualAssetId === null ? undefined : assets.get(scene.visualAssetId);
  const picture = asset && (pictureSpecOf(scene, assets) ?? clipSpecOf(scene, assets));
  const scale = picture ? plainNumber(enlargementOf(picture, frame)) : 1;
  if (!picture || scale <= 1) return [];
  const what = asset?.kind === 'VIDEO' ? 'clip' : 'picture';
  const message = `The ${what} of scene ${position + 1} has ${picture.width} × ${picture.height} pixels and is enlarged by ${scale}, which looks soft.`;
  return [{ type: 'UPSCALED', severity: 'WARNING', message, sceneId: scene.id, assetId: picture.assetId, scale, limit: 1 }];
}

/**
 * A finding for a caption that is too long to be read while its scene is shown. Captions that are spoken are shown as long as they are
 * spoken.
 */
function captionFindings(
  film: CheckedFilm,
  { scene, position, estimatedMs, spokenMs, pauses: { leadMs, tailMs } }: PlacedScene,
): readonly Finding[] {
  const isSilent = film.voice === NO_VOICE && scene.voiceAssetId === null;
  const caption = isSilent ? shownWords(shownOf(scene)) : scene.caption;
  if (caption === null) return [];
  const longestMs = estimatedMs - leadMs - tailMs;
  const hasVoice = isNarrated({ ...scene, ...withRecording(scene) }, film.voice);
  const endMs = leadMs + (hasVoice ? ownCaptionMs(caption, film.language, { voiceMs: spokenMs, longestMs }) : longestMs);
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
