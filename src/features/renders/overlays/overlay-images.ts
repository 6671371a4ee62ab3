import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../../kernel/failure.ts';
import { openStoredPicture } from '../../assets/ingest/pictures/picture.service.ts';
import { AssetEntity } from '../../assets/asset.entity.ts';
import type { FilmSpec } from '../film/film-spec.ts';
import type { ClipPlan } from '../film/timeline.ts';
import type { OverlayImage } from './overlay-graph.ts';
import { OVERLAY_REVISION, overlayCommand, overlaySize } from './overlay-picture.ts';
import type { OverlaySpec } from './overlay-spec.ts';
import { overlayTimes, partsWithin } from './overlay-times.ts';
import type { KnownFilm } from './overlay-times.ts';
import { loggedTool } from '../steps/call-provider.ts';
import { fetchTo, getOrCreateArtifact, pick } from '../steps/step-results.ts';
import type { FilmTools, PartRun } from '../steps/step-results.ts';

/** An overlay in one clip, whose picture is stored and not yet downloaded. */
export type ShownOverlay = Omit<OverlayImage, 'path'> & { readonly picture: ReturnType<typeof pick> };

/** The overlays that a clip shows, from back to front; those that are not there yet are drawn. */
export async function overlaysIn(
  run: PartRun,
  tools: FilmTools,
  spec: FilmSpec,
  piece: ClipPlan,
  known: KnownFilm,
): Promise<readonly ShownOverlay[]> {
  const { overlays = [], fps } = spec;
  const [{ scene, from }] = piece.views;
  const start = known.sceneStarts[scene];
  if (overlays.length === 0 || start === undefined) return [];
  const times = overlayTimes(overlays, known);
  const last = known.sceneStarts.at(-1);
  const lastScene = known.frames === undefined || last === undefined ? undefined : { from: last, to: known.frames };
  const shown: ShownOverlay[] = [];
  for (const [index, overlay] of overlays.entries()) {
    const at = times[index];
    const parts = at ? partsWithin(overlay, at, piece, { fps, base: start + from, lastScene }) : [];
    if (parts.length === 0) continue;
    const { artifact } = await overlayPicture(run, tools, spec, overlay, `overlay-${index}`);
    const { width, height } = artifact.metadata;
    const place = {
      x: 2 * Math.round((overlay.position.x * spec.width - width / 2) / 2),
      y: 2 * Math.round((overlay.position.y * spec.height - height / 2) / 2),
    };
    for (const part of parts) shown.push({ ...part, ...place, opacity: overlay.opacity, picture: pick(artifact) });
  }
  return shown;
}

/** Downloads the pictures of overlays. */
export const fetchOverlays = (
  run: PartRun,
  tools: FilmTools,
  overlays: readonly ShownOverlay[],
  kind: string,
): Promise<readonly OverlayImage[]> =>
  Promise.all(
    overlays.map(async ({ picture, ...overlay }, index) => ({
      ...overlay,
      path: await fetchTo(run, tools, picture, `${kind}-overlay-${index}.png`),
    })),
  );

/** The PNG of an overlay; its metadata has its size in pixels. */
function overlayPicture(run: PartRun, tools: FilmTools, spec: FilmSpec, { content, width }: OverlaySpec, name: string) {
  const frame = { width: spec.width, height: spec.height };
  const output = join(run.workDir, `${name}.png`);
  const made = (size: { readonly width: number; readonly height: number }) => ({
    ...{ path: output, contentType: 'image/png', metadata: { width: size.width, height: size.height } },
  });
  if ('text' in content) {
    const request = { ...content, maxWidth: width, language: spec.language, frameWidth: frame.width, frameHeight: frame.height };
    const inputs = { kind: 'text-overlay', revision: OVERLAY_REVISION, request };
    return getOrCreateArtifact(run, tools, inputs, async () => {
      const { png, ...size } = await loggedTool(run.log, 'CAPTION', () => tools.drawing.overlay(request));
      await writeFile(output, png, { signal: run.signal });
      return made(size);
    });
  }
  const { assetId, ...picture } = content;
  const size = overlaySize(picture, width, frame);
  return getOrCreateArtifact(
    run,
    tools,
    { kind: 'picture-overlay', revision: OVERLAY_REVISION, sha256: picture.sha256, size },
    async () => {
      const asset = await run.scope.tx((em) => em.findOne(AssetEntity, { id: assetId }));
      if (!asset) throw overlayMissing();
      const { input, filters, call } = await openStoredPicture(tools.storage, asset, run);
      await tools.media.run(overlayCommand(input, filters, size, output), call);
      return made(size);
    },
  );
}

const overlayMissing = (): Failure =>
  new Failure('OVERLAY_MISSING', 'The picture of an overlay was deleted before the film was made.', {
    category: 'USER_INPUT',
    retryable: false,
    hint: 'Choose another picture for the overlay, or remove it, and render the project again.',
  });
