import { hasAlpha } from '../clips/colors.ts';
import { isSpoken } from '../film/film-spec.ts';
import type { ClipSpec, PictureSpec, RecordingSpec, SceneSpec } from '../film/film-spec.ts';
import { paragraphEnds } from './paragraph-ends.ts';
import type { ProjectDocument } from './project-request.ts';

/** Milliseconds of a scene without words that has no length of its own. */
const SILENT_SCENE_MS = 4_000;

/** Milliseconds of a transition without a length of its own. */
export const TRANSITION_MS = 400;

export type DocumentScene = ProjectDocument['scenes'][number];

/** Properties of a picture, clip or recording that a scene names. */
export interface NamedFile {
  readonly id: string;
  readonly kind: string;
  readonly sha256?: string | null | undefined;
  readonly width?: number | null | undefined;
  readonly height?: number | null | undefined;
  readonly durationMs?: number | null | undefined;
  /** As it was found in the file. */
  readonly metadata?: Readonly<Record<string, unknown>> | null | undefined;
}

/** What a clip says about the transparency of its file. */
export const alphaOf = (file: NamedFile | undefined): Pick<ClipSpec, 'alpha'> => (hasAlpha(file?.metadata ?? {}) ? { alpha: true } : {});

/** The scenes of a film of a project, with the files that they name. The visual provider draws scenes whose picture is unknown. */
export const sceneSpecsOf = (
  { project, scenes }: ProjectDocument,
  { headings, files }: { readonly headings: readonly string[]; readonly files: ReadonlyMap<string, NamedFile> },
): SceneSpec[] => {
  const endsParagraph = paragraphEnds(project.script);
  return scenes.map((scene, position): SceneSpec => {
    const picture = pictureSpecOf(scene, files);
    const clip = clipSpecOf(scene, files);
    const durationMs = lengthOf(scene);
    const { captionTranslations: translations = [] } = scene;
    return {
      id: scene.id,
      position,
      narration: scene.narration,
      heading: headings[position] ?? '',
      ...(scene.visualPrompt !== null && { visualPrompt: scene.visualPrompt }),
      // A clip moves by itself.
      motion: clip ? 'NONE' : scene.motion,
      transition: { kind: scene.transition, ms: scene.transitionMs ?? TRANSITION_MS },
      ...(scene.caption !== null && { caption: scene.caption }),
      ...(translations.length > 0 && { translations }),
      ...(durationMs !== null && { durationMs }),
      ...(picture && { picture }),
      ...(clip && { clip }),
      ...(scene.voiceAssetId !== null && { recording: recordingSpecOf(scene.voiceAssetId, files.get(scene.voiceAssetId)) }),
      ...(scene.revisions && { revisions: scene.revisions }),
      ...(endsParagraph(scene.narration) && { endsParagraph: true }),
    };
  });
};

/** Minimum milliseconds of the scene; null for as long as its words or its recording take. */
export const lengthOf = (scene: Pick<DocumentScene, 'durationMs' | 'narration' | 'voiceAssetId'>): number | null =>
  scene.durationMs ?? (isSpoken(scene) || scene.voiceAssetId !== null ? null : SILENT_SCENE_MS);

/** Also returns a spec for a deleted recording, so that the step that plays it fails. */
const recordingSpecOf = (assetId: string, file: NamedFile | undefined): RecordingSpec => ({
  ...{ assetId, sha256: file?.sha256 ?? assetId, durationMs: file?.durationMs ?? 0 },
});

/** Milliseconds of the recording that a scene has; undefined without one. */
export const recordedMs = (
  { voiceAssetId }: Pick<DocumentScene, 'voiceAssetId'>,
  files: ReadonlyMap<string, Pick<NamedFile, 'durationMs'>>,
): number | undefined => (voiceAssetId === null ? undefined : (files.get(voiceAssetId)?.durationMs ?? 0));

/** The picture that a scene shows; undefined for none and for a clip. */
export function pictureSpecOf(scene: DocumentScene, files: ReadonlyMap<string, NamedFile>): PictureSpec | undefined {
  const shown = shownBy(scene, files);
  return shown && shown.kind !== 'VIDEO' ? placedSpec(scene, shown) : undefined;
}

/** The clip that a scene shows; undefined for none and for a picture. */
export function clipSpecOf(scene: DocumentScene, files: ReadonlyMap<string, NamedFile>): ClipSpec | undefined {
  const shown = shownBy(scene, files);
  if (shown?.kind !== 'VIDEO') return undefined;
  const { trimStartMs, speed, shortClip, clipGainDb: gainDb = null } = scene;
  return {
    ...placedSpec(scene, shown),
    ...{ durationMs: shown.durationMs ?? 0, trimStartMs: trimStartMs ?? 0, speed: speed ?? 1, shortClip },
    ...alphaOf(shown),
    ...(gainDb !== null && { gainDb }),
  };
}

const shownBy = ({ visualAssetId }: DocumentScene, files: ReadonlyMap<string, NamedFile>): NamedFile | undefined =>
  visualAssetId === null ? undefined : files.get(visualAssetId);

const placedSpec = ({ fit, focus }: DocumentScene, { id: assetId, sha256, width, height }: NamedFile): PictureSpec => ({
  ...{ assetId, sha256: sha256 ?? assetId, width: width ?? 1, height: height ?? 1, fit },
  ...(focus && { focus }),
});

/** Milliseconds of the film that a clip lasts, from its trimmed start on and at its speed. */
export const clipMsOf = ({ durationMs, trimStartMs, speed }: Pick<ClipSpec, 'durationMs' | 'trimStartMs' | 'speed'>): number =>
  Math.round(Math.max(0, durationMs - trimStartMs) / speed);
