import type { OverlaySpec } from '../overlays/overlay-spec.ts';
import type { ProjectDocument } from './project-request.ts';
import { alphaOf } from './project-spec.ts';
import type { NamedFile } from './project-spec.ts';

type Overlay = ProjectDocument['tracks'][number]['overlays'][number];

/**
 * The overlays of a film of a project, from back to front. Scenes are named as in timelines; an overlay that starts with a scene that is gone is left
 * out.
 */
export const overlaySpecsOf = ({ scenes, tracks }: ProjectDocument, files: ReadonlyMap<string, NamedFile>): OverlaySpec[] => {
  const positions = new Map(scenes.map(({ id, timelineId }, position) => [timelineId ?? id, position]));
  const above = tracks.filter(({ kind }) => kind === 'LOGO');
  const below = tracks.filter(({ kind }) => kind !== 'LOGO');
  return [...below, ...above].flatMap(({ overlays }) =>
    overlays.flatMap((overlay): OverlaySpec[] => {
      const { id, position, width, lengthMs, fadeInMs, fadeOutMs, opacity } = overlay;
      const start = startOf(overlay, positions);
      if (!start) return [];
      const content = contentOf(overlay, files);
      return [{ id, content, position, width, start, ...(lengthMs !== null && { lengthMs }), fadeInMs, fadeOutMs, opacity }];
    }),
  );
};

function startOf({ start }: Overlay, positions: ReadonlyMap<string, number>): OverlaySpec['start'] | undefined {
  const { offsetMs: after } = start;
  if (start.from === 'FILM') return { offsetMs: after };
  if (start.from === 'OVERLAY') return { overlay: start.id, offsetMs: after };
  const scene = positions.get(start.id);
  return scene === undefined ? undefined : { scene, offsetMs: after };
}

/** A file that is gone is named all the same: the step that draws it fails. */
function contentOf(overlay: Overlay, files: ReadonlyMap<string, NamedFile>): OverlaySpec['content'] {
  if ('shortClip' in overlay) return clipContentOf(overlay, files.get(overlay.assetId));
  if (!('assetId' in overlay)) {
    const { text, size, color, align } = overlay;
    return { text, size, color, align };
  }
  const { assetId } = overlay;
  const file = files.get(assetId);
  return { assetId, sha256: file?.sha256 ?? assetId, width: file?.width ?? 1, height: file?.height ?? 1 };
}

function clipContentOf(
  { assetId, height, fit, focus, trimStartMs, speed, shortClip, gainDb }: Extract<Overlay, { shortClip: string }>,
  file: NamedFile | undefined,
): OverlaySpec['content'] {
  const shown = {
    assetId,
    sha256: file?.sha256 ?? assetId,
    width: file?.width ?? 1,
    height: file?.height ?? 1,
    fit,
    ...(focus && { focus }),
  };
  const played = { durationMs: file?.durationMs ?? 0, trimStartMs, speed, shortClip, ...alphaOf(file), ...(gainDb !== null && { gainDb }) };
  return { clip: { ...shown, ...played }, ...(height !== null && { height }) };
}

/** Every file that scenes and overlays show or play. */
export const namedAssetIds = ({ scenes, tracks }: Pick<ProjectDocument, 'scenes' | 'tracks'>): string[] => [
  ...scenes.flatMap(({ visualAssetId, voiceAssetId }) => [visualAssetId, voiceAssetId]).filter((id) => id !== null),
  ...overlayAssetIds({ tracks }),
];

/** Every file that an overlay names. */
export const overlayAssetIds = ({ tracks }: Pick<ProjectDocument, 'tracks'>): string[] =>
  tracks.flatMap(({ overlays }) => overlays.flatMap((overlay) => ('assetId' in overlay ? [overlay.assetId] : [])));
