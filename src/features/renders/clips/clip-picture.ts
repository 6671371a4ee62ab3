import { join } from 'node:path';
import { Failure } from '../../../kernel/failure.ts';
import type { FfmpegCommand } from '../../../platform/media/media.ts';
import { AssetEntity } from '../../assets/asset.entity.ts';
import { openStoredFilm } from '../../assets/ingest/stored-media.service.ts';
import { alphaInput } from './alpha.ts';
import { clipEmpty, clipMissing, clipUnreadable } from './clip-failures.ts';
import type { CodedColor } from './colors.ts';
import { CLIP_REVISION, clipFrame, prepareClip } from './prepare-clip.ts';
import type { ClipSource } from './prepare-clip.ts';
import { framesWritten } from '../film/joined/decoding.ts';
import type { ClipSpec, FilmSpec, SceneSpec } from '../film/film-spec.ts';
import { isNarrated } from '../film/reading.ts';
import { MIN_FILM_MS } from '../film/timeline.ts';
import { clipMsOf } from '../project/project-spec.ts';
import { ENDS_MS, longestSpeechMs } from '../request/video-estimate.ts';
import { getOrCreateArtifact } from '../steps/step-results.ts';
import type { FilmTools, PartRun } from '../steps/step-results.ts';

type ClipScene = SceneSpec & { readonly clip: ClipSpec };

/** The properties of a film that its clips depend on. `width` and `height` are pixels of the place of the clip. */
type ClipFilm = Pick<FilmSpec, 'width' | 'height' | 'fps' | 'seed' | 'brand'> & {
  /** Whether what is transparent stays so, for a clip over others. */
  readonly keepsAlpha?: true | undefined;
};

/** The clip of a scene in the size, rate and colours of the film. The artifact's metadata has its frames. */
export const preparedClip = (run: PartRun, tools: FilmTools, spec: FilmSpec, scene: ClipScene) =>
  preparedFor(run, tools, spec, scene.clip, longestMs(spec, scene));

/**
 * The clip in the size, rate and colours of `spec`, at least as much of it as `mostMs` milliseconds show. With `keepsAlpha`, its transparency is
 * below the picture.
 */
export async function preparedFor(run: PartRun, tools: FilmTools, spec: ClipFilm, clip: ClipSpec, mostMs: number) {
  const most = mostFrames(spec, clip, mostMs);
  const inputs = { ...clipInputs(tools, spec, clip), kind: 'clip', ...(most !== undefined && { most }) };
  return getOrCreateArtifact<{ frames: number }>(run, tools, inputs, async () => {
    const { source, call } = await openClip(run, tools, spec, clip, 'clip.mp4');
    const command = prepareClip(source, most ?? allFrames(spec, clip), run.report);
    const frames = await framesOf(() => tools.media.run(command, call));
    if (frames === 0) throw clipEmpty();
    return { path: command.output, contentType: 'video/mp4', metadata: { frames } };
  });
}

/** Increases when the same frame becomes another still. */
const STILL_REVISION = 2;

/** One frame of the clip of a scene as a still, so that a preview does not wait for the whole clip. */
export async function clipStill(run: PartRun, tools: FilmTools, spec: ClipFilm, clip: ClipSpec, frame: number) {
  const inputs = { ...clipInputs(tools, spec, clip), kind: 'clip-still', still: STILL_REVISION, at: frame };
  return getOrCreateArtifact(run, tools, inputs, async () => {
    const { source, call } = await openClip(run, tools, spec, clip, 'clip.png');
    const draw = (at: number): FfmpegCommand => clipFrame(source, (at * 1_000) / spec.fps);
    // The picture of a file may end before its sound.
    for (const at of [frame, 0]) if ((await framesOf(() => tools.media.run(draw(at), call))) > 0) return stillAt(source.output);
    throw clipEmpty();
  });
}

const stillAt = (path: string) => ({ path, contentType: 'image/png', metadata: {} });

/** The properties that a prepared clip and a still of it depend on: the same bytes under another id are the same clip. */
function clipInputs({ drawing }: FilmTools, { width, height, fps, seed, brand, keepsAlpha }: ClipFilm, clip: ClipSpec): object {
  const { assetId: _, durationMs: __, shortClip: ___, gainDb: ____, ...placed } = clip;
  const ground = drawing.ground(seed, brand?.colors);
  return { revision: CLIP_REVISION, placed, frame: { width, height }, fps, ground, ...(keepsAlpha && { keepsAlpha }) };
}

async function openClip(run: PartRun, { drawing, storage }: FilmTools, spec: ClipFilm, clip: ClipSpec, name: string) {
  const asset = await run.scope.tx((em) => em.findOne(AssetEntity, { id: clip.assetId }));
  if (!asset) throw clipMissing();
  const { input: stored, call } = await openStoredFilm(storage, asset, run);
  const { width, height, fps, seed, brand, keepsAlpha = false } = spec;
  const color = (asset.metadata ?? {}) as CodedColor;
  const input = color.hasAlphaStream ? alphaInput(stored, asset.codecs[0] ?? '') : stored;
  const ground = drawing.ground(seed, brand?.colors);
  const source: ClipSource = { input, clip, color, frame: { width, height }, fps, ground, keepsAlpha, output: join(run.workDir, name) };
  return { source, call };
}

/** The frames that ffmpeg wrote. @throws Failure CLIP_UNREADABLE for what the file is to blame for */
async function framesOf(work: () => Promise<{ readonly log: string }>): Promise<number> {
  try {
    return framesWritten((await work()).log);
  } catch (error) {
    throw error instanceof Failure ? clipUnreadable(error) : error;
  }
}

const allFrames = ({ fps }: ClipFilm, clip: ClipSpec): number => Math.ceil((clipMsOf(clip) / 1_000) * fps) + fps;

/** Lengths are rounded up to these doubled, so that an edit of the words rarely changes how much of a clip is prepared. */
const SHORTEST_MS = 15_000;
/** Milliseconds of the two longest possible transitions. */
const TRANSITIONS_MS = 4_000;

/** Milliseconds that a scene and its transitions take at most. Needs no voices, because clips are prepared while those are spoken. */
export function longestMs({ language, voice }: FilmSpec, scene: SceneSpec): number {
  const { narration: script, durationMs = 0, recording } = scene;
  const speechMs = isNarrated(scene, voice) ? longestSpeechMs({ prompt: null, script, language }) : 0;
  return Math.max(MIN_FILM_MS, durationMs, (recording?.durationMs ?? speechMs) + ENDS_MS) + TRANSITIONS_MS;
}

/** The frames of a clip that so many milliseconds show at most; undefined when the clip has fewer. */
function mostFrames({ fps }: ClipFilm, clip: ClipSpec, ms: number): number | undefined {
  const rounded = SHORTEST_MS * 2 ** Math.max(0, Math.ceil(Math.log2(ms / SHORTEST_MS)));
  return clipMsOf(clip) <= rounded ? undefined : Math.ceil((rounded / 1_000) * fps);
}
