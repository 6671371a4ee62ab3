import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { burnedInStyle } from '../../../platform/catalogue/caption-styles.ts';
import type { BurnedInStyle } from '../../../platform/catalogue/caption-styles.ts';
import type { StepRun, StepHandler } from '../../jobs/steps/step-handler.ts';
import type { CaptionImage, Cue, FilmSpec } from '../film/film-spec.ts';
import { clipCommand } from '../film/clip-command.ts';
import { framesWithin, clipPlansOf } from '../film/timeline.ts';
import type { ClipPlan } from '../film/timeline.ts';
import { fetchTo, loadResults, getOrCreateArtifact, pick, sceneOf, specOf } from './step-results.ts';
import type { FilmTools, ResultOf, Results } from './step-results.ts';
import { sceneCues } from '../scene-cues.ts';

/** Goes up when captions of the style look different. Part of every clip's hash, so no two styles have the same. */
const CAPTION_REVISIONS: Readonly<Record<BurnedInStyle, number>> = { classic: 1 };
const NO_CAPTIONS_REVISION = 1;
/** One thread per clip, several clips at once: clips are short, and x264 parallelizes short work badly. */
const THREADS = 1;

/** A caption and the clip's frames that show it. */
interface ClipCaption {
  readonly lines: readonly string[];
  readonly fromFrame: number;
  readonly toFrame: number;
}

/** Encodes a scene's clips: its body, and the transition to the next scene. */
export const segmentStep =
  (tools: FilmTools): StepHandler =>
  async (run) => {
    const spec = specOf(run);
    const { position } = sceneOf(run, spec);
    const results = await loadResults(run);
    const voiceAt = (place: number) => (spec.scenes[place] ? results.at('VOICE', place).voice : undefined);
    const around = { before: voiceAt(position - 1), own: results.at('VOICE', position).voice, after: voiceAt(position + 1) };
    const pieces = clipPlansOf(spec, position, around);
    const frames = pieces.reduce((sum, piece) => sum + piece.frames, 0);
    const made: Awaited<ReturnType<typeof makeClip>>[] = [];
    let done = 0;
    for (const piece of pieces) {
      const from = done;
      made.push(await makeClip(run, tools, spec, results, piece, (fraction) => run.report((from + fraction * piece.frames) / frames)));
      done += piece.frames;
    }
    const result: ResultOf<'SEGMENT'> = { pieces: made.map(({ artifact }) => pick(artifact)) };
    return { result, reused: made.every(({ reused }) => reused) };
  };

function makeClip(
  run: StepRun,
  tools: FilmTools,
  spec: FilmSpec,
  results: Results,
  piece: ClipPlan,
  onProgress: (fraction: number) => void,
) {
  const pictures = piece.views.map(({ scene }) => results.at('VISUAL', scene).picture);
  const style = burnedInStyle(spec.captionStyle);
  const captions = style ? captionsOf(spec, results, piece) : [];
  const { width, height, fps, language, transition, encoder } = spec;
  const inputs = {
    kind: 'piece',
    piece,
    pictures: pictures.map(({ hash }) => hash),
    motions: piece.views.map(({ scene }) => spec.scenes[scene]?.motion),
    captions,
    look: { width, height, fps, language, encoder, captions: style ? CAPTION_REVISIONS[style] : NO_CAPTIONS_REVISION },
    transition: piece.views.length > 1 ? transition.kind : 'none',
  };
  return getOrCreateArtifact(run, tools, inputs, async () => {
    const kind = piece.views.length > 1 ? 'join' : 'body';
    const stills = await Promise.all(pictures.map((picture, index) => fetchTo(run, tools, picture, `${kind}-${index}.png`)));
    const images = style
      ? await Promise.all(
          captions.map((caption, index) => drawCaption(run, tools, spec, { ...caption, style }, `${kind}-caption-${index}.png`)),
        )
      : [];
    const output = join(run.workDir, `${kind}.mp4`);
    const command = clipCommand({ spec, piece, stills, captions: images, output, threads: THREADS, onProgress });
    await tools.media.run(command, { workDir: run.workDir, signal: run.signal });
    return { path: output, contentType: 'video/mp4', metadata: {} };
  });
}

function captionsOf(spec: FilmSpec, results: Results, piece: ClipPlan): readonly ClipCaption[] {
  const toFrame = (ms: number): number => Math.round((ms / 1_000) * spec.fps);
  return piece.views.flatMap(({ scene }) =>
    sceneCues(spec, scene, results.at('VOICE', scene).voice).flatMap(({ lines, startMs, endMs }: Cue) => {
      const shown = framesWithin(piece, { scene, start: toFrame(startMs), end: toFrame(endMs) });
      return shown ? [{ lines, ...shown }] : [];
    }),
  );
}

async function drawCaption(
  run: StepRun,
  { drawing }: FilmTools,
  spec: FilmSpec,
  caption: ClipCaption & { readonly style: BurnedInStyle },
  name: string,
): Promise<CaptionImage> {
  const { png, x, y } = await drawing.caption({
    lines: caption.lines,
    style: caption.style,
    language: spec.language,
    frameWidth: spec.width,
    frameHeight: spec.height,
  });
  const path = join(run.workDir, name);
  await writeFile(path, png, { signal: run.signal });
  return { path, x, y, fromFrame: caption.fromFrame, toFrame: caption.toFrame };
}
