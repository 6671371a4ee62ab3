import { shownWords } from '../film/film-spec.ts';
import { burnedInStyle } from '../../../platform/catalogue/caption-styles.ts';
import { minMusicMs, musicLengthFault } from '../../../platform/catalogue/film/resolve-music.ts';
import { frameSize } from '../../../platform/catalogue/sizes/shapes.ts';
import { shownOf } from '../project/project-estimate.ts';
import type { ProjectDocument } from '../project/project-request.ts';
import { formatsOf } from '../request/video-formats.ts';
import type { VideoInput } from '../request/video-request.ts';
import { overlayFindings } from './overlay-checks.ts';
import type { Finding } from './project-finding.ts';
import { ofFormats } from './format-findings.ts';
import { translationFindings } from './translation-checks.ts';
import { placeScenes } from './placed-scenes.ts';
import type { CheckedAsset, PlacedScene } from './placed-scenes.ts';
import { checkScene } from './scene-checks.ts';

/** The data that a check needs. */
export interface ProjectUnderCheck {
  readonly document: ProjectDocument;
  readonly input: VideoInput;
  /** Assets that scenes and options name; a deleted one is missing. */
  readonly assets: ReadonlyMap<string, CheckedAsset>;
  readonly credits: { readonly required: number; readonly available: number };
}

/** Finds characters that no bundled font draws. */
export type FindGlyphs = (text: string, language: string) => Promise<readonly string[]>;

/**
 * The problems that a film of the project would have, by estimates: nothing is spoken or drawn. Findings of scenes in order, then those of
 * the whole film.
 */
export function checkProject({ document, input, assets, credits }: ProjectUnderCheck): readonly Finding[] {
  const { scenes, project } = document;
  const formats = formatsOf(input);
  const film = {
    ...{ captionSize: input.captionSize, fps: input.fps, language: project.language, voice: input.voice },
    ...{ assets, hasCards: hasCards(input) },
  };
  // Scenes last as long in each format.
  const placed = placeScenes(scenes, film);
  const sceneFindings = (scene: PlacedScene, index: number): readonly Finding[] =>
    ofFormats(formats, ({ resolution, aspectRatio }) =>
      checkScene({ ...film, ...frameSize(resolution, aspectRatio) }, scene, placed[index + 1]),
    );
  return [
    ...placed.flatMap(sceneFindings),
    ...(scenes.length === 0 ? [noScenes] : []),
    ...translationFindings(scenes),
    ...overlayFindings(document, film, placed),
    ...optionAssetFindings(input, assets),
    ...musicFindings(input, assets),
    ...creditFindings(credits),
  ];
}

/** Whether scenes without a file of their own are cards, which are drawn from the words and the name of the project. */
function hasCards({ providers }: Pick<VideoInput, 'providers'>): boolean {
  const { visual = 'builtin', clip } = providers ?? {};
  return visual === 'builtin' && clip === undefined;
}

const noScenes: Finding = { type: 'NO_SCENES', severity: 'ERROR', message: 'The project has no scenes.' };

/** Options that name an asset. */
export const ASSET_FIELDS = ['fontAssetId', 'logoAssetId', 'musicAssetId'] as const;

/** Findings for the assets of presets, which may have been deleted since the preset was saved. */
const optionAssetFindings = (input: VideoInput, assets: ProjectUnderCheck['assets']): readonly Finding[] =>
  ASSET_FIELDS.flatMap((field): Finding[] => {
    const assetId = input[field];
    const status = assetId === null ? 'READY' : (assets.get(assetId)?.status ?? 'DELETED');
    if (assetId === null || status === 'READY') return [];
    const message = `The asset at ${field} of the preset is ${status}. Choose another one in the preset, or another preset.`;
    return [{ type: 'ASSET_NOT_READY', severity: 'ERROR', message, field, assetId }];
  });

/** Music with too little left after its start. Its file may be another one than when the start was chosen. */
function musicFindings({ musicAssetId, musicStartMs }: VideoInput, assets: ProjectUnderCheck['assets']): readonly Finding[] {
  const music = musicAssetId === null ? undefined : assets.get(musicAssetId);
  const message = musicLengthFault(music?.durationMs, musicStartMs);
  if (!music || message === undefined) return [];
  const field = musicStartMs ? 'musicStartMs' : 'musicAssetId';
  const lengths = { ...(music.durationMs != null && { measuredMs: music.durationMs }), limit: minMusicMs(musicStartMs) };
  return [{ type: 'MUSIC_TOO_SHORT', severity: 'ERROR', message, field, assetId: music.id, ...lengths }];
}

function creditFindings({ required, available }: ProjectUnderCheck['credits']): readonly Finding[] {
  if (required <= available) return [];
  const message = `A film may cost ${required} credits; the workspace has ${available}.`;
  return [{ type: 'INSUFFICIENT_CREDITS', severity: 'ERROR', message, required, available }];
}

/** Finds characters of the title, the captions and the overlays that no bundled font has: a film with them would fail. */
export async function glyphFindings(
  { project, scenes, tracks }: ProjectDocument,
  input: Pick<VideoInput, 'captionStyle' | 'providers'>,
  findGlyphs: FindGlyphs,
): Promise<readonly Finding[]> {
  const [isBurnedIn, isDrawn] = [burnedInStyle(input.captionStyle) !== undefined, hasCards(input)];
  const texts = [
    { field: 'name', text: isDrawn ? project.name : '' },
    ...scenes.map((scene) => {
      // In a scene without a picture, the card shows parts of the words.
      const words = isBurnedIn ? shownWords(shownOf(scene)) : '';
      const card = isDrawn && scene.visualAssetId === null ? scene.narration : '';
      return { field: scene.caption === null ? 'narration' : 'caption', text: `${words} ${card}`, sceneId: scene.id };
    }),
    ...tracks.flatMap(({ overlays }) =>
      overlays.flatMap((overlay) => ('text' in overlay ? [{ field: 'tracks', text: overlay.text }] : [])),
    ),
  ];
  const findings: Finding[] = [];
  for (const { text, ...place } of texts) {
    const missing = await findGlyphs(text, project.language);
    if (missing.length === 0) continue;
    const shown = missing.join(' ');
    findings.push({ type: 'MISSING_GLYPH', severity: 'ERROR', message: `No bundled font can draw: ${shown}`, text: shown, ...place });
  }
  return findings;
}
