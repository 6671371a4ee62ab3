import type { StepHandler } from '../../jobs/steps/step-handler.ts';
import { callProvider, getOrCreateArtifact, pick, sceneOf, specOf } from './step-results.ts';
import type { FilmTools, ResultOf } from './step-results.ts';

/** Makes one scene's picture. */
export const visualStep =
  (tools: FilmTools): StepHandler =>
  async (run) => {
    const spec = specOf(run);
    const { heading, narration, position } = sceneOf(run, spec);
    const { width, height, language, look, seed, title: filmTitle } = spec;
    const request = { width, height, language, heading, narration, filmTitle, position, sceneCount: spec.scenes.length, seed, look };
    const visual = await tools.providers.get('VISUAL', spec.providers.visual);
    const { id, revision } = visual;
    const { artifact, reused } = await getOrCreateArtifact(run, tools, { kind: 'visual', provider: id, revision, request }, async () => {
      const { path } = await callProvider(run, 'VISUAL', visual, async (call) => {
        if (!visual.picture) throw new Error(`the visual provider ${id} makes no pictures`);
        return visual.picture(request, call);
      });
      return { path, contentType: 'image/png', metadata: {} };
    });
    const result: ResultOf<'VISUAL'> = { picture: pick(artifact) };
    return { result, reused };
  };
