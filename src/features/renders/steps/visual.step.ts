import type { StepWork } from '../../jobs/step.work.ts';
import { callProvider, obtainOne, pick, sceneOf, specOf } from '../film-work.ts';
import type { FilmTools, ResultOf } from '../film-work.ts';

/** Makes the picture of one scene. */
export const visualStep =
  (tools: FilmTools): StepWork =>
  async (run) => {
    const spec = specOf(run);
    const { heading, narration, position } = sceneOf(run, spec);
    const { width, height, language, look, seed, title: filmTitle } = spec;
    const request = { width, height, language, heading, narration, filmTitle, position, sceneCount: spec.scenes.length, seed, look };
    const visual = await tools.providers.get('VISUAL', spec.providers.visual);
    const { id, revision } = visual;
    const { artifact, reused } = await obtainOne(run, tools, { kind: 'visual', provider: id, revision, request }, async () => {
      const { path } = await callProvider(run, 'VISUAL', visual, async (call) => {
        if (!visual.picture) throw new Error(`the visual provider ${id} makes no pictures`);
        return visual.picture(request, call);
      });
      return { path, contentType: 'image/png', facts: {} };
    });
    const result: ResultOf<'VISUAL'> = { picture: pick(artifact) };
    return { result, reused };
  };
