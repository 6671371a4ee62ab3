import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { clipStill, longestMs, preparedFor } from '../clips/clip-picture.ts';
import { takeFrom } from '../clips/take.ts';
import type { Take } from '../clips/take.ts';
import type { ClipSpec, FilmSpec } from '../film/film-spec.ts';
import { clipMsOf } from '../project/project-spec.ts';
import { hardlyMore } from '../steps/step-results.ts';
import type { FilmTools, PartRun } from '../steps/step-results.ts';
import { clipScenes } from './clip-scenes.ts';
import { overlayBox } from './overlay-picture.ts';
import { clipIn } from './overlay-spec.ts';
import type { OverlaySpec } from './overlay-spec.ts';

/** An overlay that is a clip, with its pixels. */
export interface ClipOverlay {
  readonly clip: ClipSpec;
  readonly box: { readonly width: number; readonly height: number };
  readonly lengthMs: number | undefined;
  /** Its files are in a folder of this name, since those of all clips have the same names. */
  readonly name: string;
}

/** Undefined for texts and pictures. */
export function clipOverlayOf(overlay: OverlaySpec, index: number, frame: Pick<FilmSpec, 'width' | 'height'>): ClipOverlay | undefined {
  const [clip, box] = [clipIn(overlay.content), overlayBox(overlay, frame)];
  return clip && box && { clip, box, lengthMs: overlay.lengthMs, name: `overlay-${index}` };
}

/** Prepares the clips that `clipScenes` assigns to this scene. Returns whether all of them were there. */
export async function prepareOverlayClips(run: PartRun, tools: FilmTools, spec: FilmSpec, scene: number): Promise<boolean> {
  const { overlays = [] } = spec;
  const scenes = clipScenes(overlays);
  const report = hardlyMore(run.report);
  let reused = true;
  for (const [index, overlay] of overlays.entries()) {
    const clip = scenes[index] === scene ? clipOverlayOf(overlay, index, spec) : undefined;
    if (clip) reused = (await overlayClip({ ...run, report }, tools, spec, clip)).reused && reused;
  }
  return reused;
}

/** The clip of an overlay in the size of its box, made once for each format of a film. The artifact's metadata has its frames. */
export async function overlayClip(run: PartRun, tools: FilmTools, spec: FilmSpec, { clip, box, lengthMs, name }: ClipOverlay) {
  const mostMs = lengthMs ?? spec.scenes.reduce((sum, scene) => sum + longestMs(spec, scene), 0);
  return preparedFor(await ownFolder(run, name), tools, { ...spec, ...box, keepsAlpha: clip.alpha }, clip, mostMs);
}

/** One frame of it as a still: what it shows after so many frames of the film. */
export async function overlayStill(run: PartRun, tools: FilmTools, spec: FilmSpec, { clip, box, name }: ClipOverlay, after: number) {
  const available = Math.max(1, Math.floor((clipMsOf(clip) / 1_000) * spec.fps));
  return clipStill(
    await ownFolder(run, name),
    tools,
    { ...spec, ...box, keepsAlpha: clip.alpha },
    clip,
    shownOf(clip, after, 1, available).from,
  );
}

/** What of the clip so many frames show, `after` frames after the start of its overlay. */
export const shownOf = ({ shortClip }: ClipSpec, after: number, frames: number, available: number): Take =>
  takeFrom(after, frames, { available, shortClip: shortClip === 'HOLD' ? 'HOLD' : 'LOOP' });

async function ownFolder(run: PartRun, name: string): Promise<PartRun> {
  const workDir = join(run.workDir, name);
  await mkdir(workDir, { recursive: true });
  return { ...run, workDir };
}
