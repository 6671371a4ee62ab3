import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../../kernel/failure.ts';
import { openStoredPicture } from '../../assets/ingest/pictures/picture.service.ts';
import { AssetEntity } from '../../assets/asset.entity.ts';
import type { FilmSpec } from '../film/film-spec.ts';
import type { ClipPlan } from '../film/timeline.ts';
import type { OverlayImage } from './overlay-graph.ts';
import { clipOverlayOf, overlayClip, overlayStill, shownOf } from './overlay-clip.ts';
import type { ClipOverlay } from './overlay-clip.ts';
import { OVERLAY_REVISION, overlayBox, overlayCommand } from './overlay-picture.ts';
import type { OverlaySpec } from './overlay-spec.ts';
import { overlayTimes, partsWithin } from './overlay-times.ts';
import type { KnownFilm, OverlayPart } from './overlay-times.ts';
import { loggedTool } from '../steps/call-provider.ts';
import { fetchTo, getOrCreateArtifact, pick } from '../steps/step-results.ts';
import type { FilmTools, PartRun } from '../steps/step-results.ts';

/** An overlay in one clip, whose picture is stored and not yet downloaded. */
export type ShownOverlay = Omit<OverlayImage, 'path'> & { readonly picture: ReturnType<typeof pick> };

/**
 * The overlays that a clip shows, from back to front; those that are not there yet are made. With `only`, one frame of the clip, clips are
 * stills of what they show in it, so that a preview does not wait for them.
 */
export async function overlaysIn(
  run: PartRun,
  tools: FilmTools,
  spec: FilmSpec,
  piece: ClipPlan,
  known: KnownFilm & { readonly only?: number },
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
    const parts = at ? partsWithin(overlay, at, piece, { fps, base: start + from, lastScene }).filter(isShown(known.only)) : [];
    if (at === undefined || parts.length === 0) continue;
    const after = start + from - at.from;
    const clip = clipOverlayOf(overlay, index, spec);
    const made = clip
      ? await clipPicture(run, tools, spec, clip, known.only === undefined ? undefined : after + known.only)
      : await overlayPicture(run, tools, spec, overlay, `overlay-${index}`);
    const { width, height } = made;
    const place = {
      x: 2 * Math.round((overlay.position.x * spec.width - width / 2) / 2),
      y: 2 * Math.round((overlay.position.y * spec.height - height / 2) / 2),
    };
    for (const part of parts) {
      const { fromFrame, toFrame } = part;
      const moving = clip &&
        made.available !== undefined && {
          ...{ available: made.available, take: shownOf(clip.clip, after + fromFrame, toFrame - fromFrame, made.available) },
          ...(clip.clip.alpha && { stacked: clip.box }),
        };
      shown.push({ ...part, ...place, opacity: overlay.opacity, picture: made.picture, ...(moving && { moving }) });
    }
  }
  return shown;
}

const isShown =
  (only: number | undefined) =>
  ({ fromFrame, toFrame }: OverlayPart): boolean =>
    only === undefined || (fromFrame <= only && only < toFrame);

/** Downloads the pictures and clips of overlays, each file once: the parts of one overlay share it. */
export function fetchOverlays(
  run: PartRun,
  tools: FilmTools,
  overlays: readonly ShownOverlay[],
  kind: string,
): Promise<readonly OverlayImage[]> {
  const paths = new Map<string, Promise<string>>();
  return Promise.all(
    overlays.map(async ({ picture, ...overlay }, index) => {
      const name = `${kind}-overlay-${index}.${overlay.moving ? 'mp4' : 'png'}`;
      const path = paths.get(picture.storageKey) ?? fetchTo(run, tools, picture, name);
      paths.set(picture.storageKey, path);
      return { ...overlay, path: await path };
    }),
  );
}

/** The stored picture of an overlay, and its pixels. */
interface OverlayFile {
  readonly picture: ReturnType<typeof pick>;
  readonly width: number;
  readonly height: number;
  /** Frames of a clip. */
  readonly available?: number;
}

/** The clip of an overlay, or with `after` the still that it shows so many frames after its start. */
async function clipPicture(
  run: PartRun,
  tools: FilmTools,
  spec: FilmSpec,
  clip: ClipOverlay,
  after: number | undefined,
): Promise<OverlayFile> {
  if (after !== undefined) return { picture: pick((await overlayStill(run, tools, spec, clip, after)).artifact), ...clip.box };
  const { artifact } = await overlayClip(run, tools, spec, clip);
  return { picture: pick(artifact), ...clip.box, available: artifact.metadata.frames };
}

/** The PNG of a text or a picture. */
async function overlayPicture(run: PartRun, tools: FilmTools, spec: FilmSpec, overlay: OverlaySpec, name: string): Promise<OverlayFile> {
  const { artifact } = await storedPicture(run, tools, spec, overlay, name);
  const { width, height } = artifact.metadata;
  return { picture: pick(artifact), width, height };
}

/** Its metadata has its size in pixels. */
function storedPicture(run: PartRun, tools: FilmTools, spec: FilmSpec, overlay: OverlaySpec, name: string) {
  const { content, width: maxWidth } = overlay;
  const output = join(run.workDir, `${name}.png`);
  const made = ({ width, height }: { readonly width: number; readonly height: number }) => ({
    ...{ path: output, contentType: 'image/png', metadata: { width, height } },
  });
  if ('text' in content) {
    const request = { ...content, maxWidth, language: spec.language, frameWidth: spec.width, frameHeight: spec.height };
    const inputs = { kind: 'text-overlay', revision: OVERLAY_REVISION, request };
    return getOrCreateArtifact(run, tools, inputs, async () => {
      const { png, ...size } = await loggedTool(run.log, 'CAPTION', () => tools.drawing.overlay(request));
      await writeFile(output, png, { signal: run.signal });
      return made(size);
    });
  }
  const size = overlayBox(overlay, spec);
  if (!size || !('assetId' in content)) throw new Error('a clip is no picture');
  const { assetId, sha256 } = content;
  return getOrCreateArtifact(run, tools, { kind: 'picture-overlay', revision: OVERLAY_REVISION, sha256, size }, async () => {
    const asset = await run.scope.tx((em) => em.findOne(AssetEntity, { id: assetId }));
    if (!asset) throw overlayMissing();
    const { input, filters, call } = await openStoredPicture(tools.storage, asset, run);
    await tools.media.run(overlayCommand(input, filters, size, output), call);
    return made(size);
  });
}

const overlayMissing = (): Failure =>
  new Failure('OVERLAY_MISSING', 'The picture of an overlay was deleted before the film was made.', {
    category: 'USER_INPUT',
    retryable: false,
    hint: 'Choose another picture for the overlay, or remove it, and render the project again.',
  });
