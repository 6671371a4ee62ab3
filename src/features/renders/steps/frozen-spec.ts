import type { EntityManager } from '@mikro-orm/postgresql';
import { CAPTION_POSITIONS, CAPTION_SIZES } from '../../../platform/catalogue/film/caption-places.ts';
import { builtinProviders } from '../../../platform/catalogue/film/provider-choice.ts';
import { clipModel } from '../../../platform/catalogue/models.ts';
import type { FilmProviders } from '../../../platform/catalogue/film/provider-choice.ts';
import { extraRenditions } from '../../../platform/catalogue/renditions.ts';
import type { ExtraRendition } from '../../../platform/catalogue/renditions.ts';
import { frameSize } from '../../../platform/catalogue/sizes/shapes.ts';
import { NO_VOICE } from '../../../platform/catalogue/voices.ts';
import type { ScriptProvider } from '../../../platform/providers/script.provider.ts';
import { assetsByIds } from '../../assets/asset.service.ts';
import { GOP_SECONDS, encoderFingerprint } from '../film/encoder.ts';
import type { FilmSpec, MusicSpec, SceneSpec } from '../film/film-spec.ts';
import { endsOf, readScene } from '../film/reading.ts';
import { musicOf } from '../music-choice.ts';
import type { ProjectDocument } from '../project/project-request.ts';
import { aiLabelOf } from '../overlays/ai-label.ts';
import type { OverlaySpec } from '../overlays/overlay-spec.ts';
import { namedAssetIds, overlaySpecsOf } from '../project/project-overlays.ts';
import { TRANSITION_MS, sceneSpecsOf } from '../project/project-spec.ts';
import { formatsOf } from '../request/video-formats.ts';
import type { FilmFormat } from '../request/video-formats.ts';
import type { VideoInput } from '../request/video-request.ts';

/** The words of a film, divided into scenes. */
export interface WrittenFilm {
  readonly title: string;
  readonly scenes: readonly SceneSpec[];
  readonly overlays?: readonly OverlaySpec[];
  /** Whether a model made a file of the workspace that the film shows or plays. */
  readonly hasMadeFiles?: boolean;
  /** Words of a script that are in no scene, for people. */
  readonly leftOut?: readonly string[];
}

/** The providers of a requested film; the built-in ones for requests from before there was a choice. */
export const providersOf = ({ providers, model, voice }: Pick<VideoInput, 'providers' | 'model' | 'voice'>): FilmProviders =>
  providers ?? builtinProviders(model, voice);

/** The maker's name of a model that makes clips is frozen too: steps must not depend on a newer catalogue. */
const filmProviders = ({ speech, visual, clip, transcription }: FilmProviders, model: string): FilmSpec['providers'] => ({
  ...{ speech, visual },
  ...(clip !== undefined && { clip: { provider: clip, model: clipModel(model).clip.model } }),
  ...(transcription !== undefined && { transcription }),
});

/** The film spec, which all later steps read. */
export function freezeSpec(input: VideoInput, { title, scenes: written, overlays = [], hasMadeFiles = false }: WrittenFilm): FilmSpec {
  const { language, voice } = input;
  const scenes = voice === NO_VOICE ? written.map((scene, at) => readScene(scene, language, endsOf(at, written.length))) : [...written];
  const film = {
    language,
    voice,
    providers: filmProviders(providersOf(input), input.model),
    ...frameSize(input.resolution, input.aspectRatio),
    ...withFormats(formatsOf(input)),
  };
  // Nothing covers the label.
  const label = aiLabelOf(input.aiLabel, { ...film, scenes }, hasMadeFiles);
  const shown = [...overlays, ...(label ? [label] : [])];
  return {
    version: 1,
    title,
    ...film,
    fps: input.fps,
    look: input.look,
    captionStyle: input.captionStyle,
    ...captionPlaceOf(input),
    transition: { kind: input.transition, ms: TRANSITION_MS },
    ...withMusic(musicOf(input, written)),
    seed: title,
    ...brandOf(input),
    encoder: encoderFingerprint,
    scenes,
    ...(shown.length > 0 && { overlays: shown }),
    ...withRenditions(extraRenditions(input.renditions), input.fps),
  };
}

const withFormats = (formats: readonly FilmFormat[]): Pick<FilmSpec, 'formats'> =>
  formats.length > 1 ? { formats: formats.map(({ resolution, aspectRatio }) => frameSize(resolution, aspectRatio)) } : {};

/** Missing at the defaults, so that a worker of the version before there was a choice reads the spec. */
const captionPlaceOf = ({ captionPosition, captionSize }: VideoInput): Pick<FilmSpec, 'captionPosition' | 'captionSize'> => ({
  ...(captionPosition !== CAPTION_POSITIONS.fallback && { captionPosition }),
  ...(captionSize !== CAPTION_SIZES.fallback && { captionSize }),
});

const withMusic = (music: MusicSpec | undefined): Pick<FilmSpec, 'music'> => (music ? { music } : {});

/** The opening of a streamed film ends where the encoder would begin a group of frames in any case. */
const withRenditions = (renditions: readonly ExtraRendition[], fps: number): Pick<FilmSpec, 'renditions' | 'opening'> => ({
  ...(renditions.length > 0 && { renditions: [...renditions] }),
  ...(renditions.includes('HLS') && { opening: GOP_SECONDS * fps }),
});

/** The brand of a film. Missing without a brand, so that films from before brands existed keep their artifacts. */
function brandOf({ brandColors, fontAssetId, logoAssetId }: VideoInput): Pick<FilmSpec, 'brand'> {
  if (!brandColors && !fontAssetId && !logoAssetId) return {};
  return {
    brand: { ...(brandColors && { colors: brandColors }), ...(fontAssetId && { fontAssetId }), ...(logoAssetId && { logoAssetId }) },
  };
}

/** The scenes of a project's document. It names assets by id. Their properties never change, so reading them later gives the same film. */
export async function filmOfDocument(
  em: EntityManager,
  script: ScriptProvider,
  { workspaceId, document }: { readonly workspaceId: string; readonly document: ProjectDocument },
): Promise<WrittenFilm> {
  const { project, scenes } = document;
  const words = scenes.map(({ narration }) => narration);
  const files = await assetsByIds(em, workspaceId, namedAssetIds(document));
  return {
    title: project.name,
    scenes: sceneSpecsOf(document, { headings: script.headings(words, project.language), files }),
    overlays: overlaySpecsOf(document, files),
    hasMadeFiles: [...files.values()].some(({ provenance }) => provenance?.sourceType != null),
  };
}
