import { expect, test } from 'vitest';
import { clipPromptOf } from '../../../../src/features/renders/clips/generated-clip.ts';
import type { FilmSpec, SceneSpec } from '../../../../src/features/renders/film/film-spec.ts';
import { sceneSpecsOf } from '../../../../src/features/renders/project/project-spec.ts';
import type { ProjectDocument } from '../../../../src/features/renders/project/project-request.ts';
import { visualRequestOf } from '../../../../src/features/renders/steps/visual.step.ts';
import { SCENE_DEFAULTS } from '../../../../src/features/projects/scenes/scene-fields.ts';
import { newId } from '../../../../src/kernel/id.ts';
import { picturePrompt } from '../../../../src/platform/providers/vendors/results/picture-prompt.ts';
import { searchesOf } from '../../../../src/platform/providers/vendors/stock/search-words.ts';
import { smallSpec } from '../../../support/small-spec.ts';

const PROMPT = 'A hill at night';

/** The film of a project whose only scene has this prompt. */
function filmOf(visualPrompt: string | null, visual: string): { readonly spec: FilmSpec; readonly scene: SceneSpec } {
  const scene = { ...SCENE_DEFAULTS, id: newId(), narration: 'The sun is gone.', visualPrompt };
  const document = { project: { script: null }, scenes: [scene], tracks: [] } as unknown as ProjectDocument;
  const scenes = sceneSpecsOf(document, { headings: ['Evening'], files: new Map() });
  const spec = { ...smallSpec({ voicesMs: [1_000] }), providers: { speech: 'builtin', visual }, scenes };
  if (!scenes[0]) throw new Error('the film has a scene');
  return { spec, scene: scenes[0] };
}

test('the prompt of a scene is the whole prompt of its picture and of its clip, and the first search for stock pictures', () => {
  const { spec, scene } = filmOf(PROMPT, 'openai');
  const request = visualRequestOf(spec, scene);
  expect([picturePrompt(request), clipPromptOf(spec, scene)]).toEqual([PROMPT, PROMPT]);
  expect(searchesOf(request)[0]).toBe('hill night');
});

test('without a prompt both are made of the words of the scene', () => {
  const { spec, scene } = filmOf(null, 'openai');
  expect(scene).not.toHaveProperty('visualPrompt');
  for (const prompt of [picturePrompt(visualRequestOf(spec, scene)), clipPromptOf(spec, scene)])
    expect(prompt).toContain('The sun is gone.');
});

test('a card stays the same when the prompt is edited', () => {
  const { spec, scene } = filmOf(PROMPT, 'builtin');
  expect(visualRequestOf(spec, scene)).not.toHaveProperty('prompt');
});
