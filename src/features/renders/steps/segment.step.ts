import type { StepHandler } from '../../jobs/steps/step-handler.ts';
import { filmClip } from '../film/film-clip.ts';
import { clipPlansOf } from '../film/timeline.ts';
import { loadResults, pick, sceneOf, specOf } from './step-results.ts';
import type { FilmTools, ResultOf } from './step-results.ts';

/** Handler of SEGMENT: encodes a scene's clips, which are its body and the transition to the next scene. */
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
    const made: Awaited<ReturnType<typeof filmClip>>[] = [];
    let done = 0;
    for (const [index, piece] of pieces.entries()) {
      const from = done;
      const onProgress = (fraction: number): void => run.report((from + fraction * piece.frames) / frames);
      made.push(await filmClip(run, tools, { spec, results, piece, name: `clip-${index}`, onProgress }));
      done += piece.frames;
    }
    const result: ResultOf<'SEGMENT'> = {
      pieces: made.map(({ artifact }) => ({ ...pick(artifact), decoded: artifact.metadata.decoded })),
    };
    return { result, reused: made.every(({ reused }) => reused) };
  };
