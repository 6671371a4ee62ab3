import type { StepWork } from '../../jobs/step.work.ts';
import { callOf, obtainOne, pick, sceneOf, specOf } from '../film-work.ts';
import type { FilmTools, ResultOf } from '../film-work.ts';

/** Makes the picture of one scene. */
export const visualStep =
  (tools: FilmTools): StepWork =>
  async (run) => {
    const spec = specOf(run);
    const { heading, narration, position } = sceneOf(run, spec);
    const { width, height, language, look, seed, title: filmTitle } = spec;
    const request = { width, height, language, heading, narration, filmTitle, position, sceneCount: spec.scenes.length, seed, look };
    const { id, revision } = tools.visual;
    const { artifact, reused } = await obtainOne(run, tools, { kind: 'visual', provider: id, revision, request }, async () => {
      const { path } = await tools.visual.picture(request, callOf(run));
      return { path, contentType: 'image/png', facts: {} };
    });
    const result: ResultOf<'VISUAL'> = { picture: pick(artifact) };
    return { result, reused };
  };
