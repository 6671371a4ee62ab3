import { z } from 'zod';
import { PROJECT_DEFAULTS, PROJECT_LIMITS, projectFields } from '../project/project-fields.ts';
import { SCENE_DEFAULTS, sceneFields } from '../scenes/scene-fields.ts';
import { timelineId, tracks } from './overlay.schema.ts';

const d = PROJECT_DEFAULTS;
const project = z
  .strictObject({
    name: projectFields.name,
    brief: projectFields.brief.default(d.brief).describe('What the film is about.'),
    script: projectFields.script.default(d.script).describe('Words of the whole film, before they are divided into scenes.'),
    language: projectFields.language.default(d.language).describe('A BCP 47 tag with or without a region.'),
    aspectRatio: projectFields.aspectRatio.default(d.aspectRatio),
    templateId: projectFields.templateId.default(d.templateId).describe('A prompt template of the workspace.'),
    variables: projectFields.variables.default(d.variables).describe('Values of the variables of the template, by name.'),
    presetId: projectFields.presetId.default(d.presetId).describe('A preset of the workspace, or one that ships with the program.'),
  })
  .describe('The project itself.');

const s = SCENE_DEFAULTS;
const scene = z.strictObject({
  id: timelineId().describe('Unique among the scenes. Overlays start with it.'),
  narration: sceneFields.narration.default(s.narration).describe('The words to speak.'),
  visualPrompt: sceneFields.visualPrompt
    .default(s.visualPrompt)
    .describe('The prompt of the picture or clip that a provider makes, in place of the words of the scene.'),
  visualAssetId: sceneFields.visualAssetId.default(s.visualAssetId).describe('A picture or film of the workspace to show.'),
  voiceAssetId: sceneFields.voiceAssetId.default(s.voiceAssetId).describe('A recording of the workspace to play as the voice.'),
  caption: sceneFields.caption.default(s.caption).describe('Shown instead of the narration; null shows the narration.'),
  captionTranslations: sceneFields.captionTranslations
    .default(s.captionTranslations)
    .describe('The captions in other languages, each at most once, for files beside the film.'),
  fit: sceneFields.fit.default(s.fit).describe('How the picture fills a frame of another shape.'),
  focus: sceneFields.focus.default(s.focus).describe('What stays visible: shares of the width and height of the picture.'),
  motion: sceneFields.motion.default(s.motion).describe('Movement over the picture.'),
  trimStartMs: sceneFields.trimStartMs.default(s.trimStartMs).describe('Milliseconds to skip at the start of a clip.'),
  speed: sceneFields.speed.default(s.speed).describe('Factor for a clip: 2 is twice as fast.'),
  shortClip: sceneFields.shortClip.default(s.shortClip).describe('What a clip does that is shorter than its scene.'),
  clipGainDb: sceneFields.clipGainDb
    .default(s.clipGainDb)
    .describe('Decibels by which the own sound of a clip is louder; null for none of it.'),
  transition: sceneFields.transition.default(s.transition).describe('To the next scene.'),
  transitionMs: sceneFields.transitionMs.default(s.transitionMs).describe('Length of the transition in milliseconds.'),
  durationMs: sceneFields.durationMs.default(s.durationMs).describe('Milliseconds; null for as long as the words take.'),
});

/** A whole project as JSON. Checks everything that can be checked without the database and without following references. */
export const timeline = z
  .strictObject({
    schema: z.literal(1).describe('The version of this format.'),
    project,
    scenes: z.array(scene).max(PROJECT_LIMITS.scenes).default([]).describe('In the order of the film.'),
    tracks: tracks.default([]).describe('Overlays, from back to front.'),
  })
  .meta({ title: 'Timeline', description: 'A Reelwright project: its scenes and its overlays. Unknown keys are refused.' });
export type Timeline = z.output<typeof timeline>;

/** The content of `docs/timeline.schema.json`, which describes what `importTimeline` accepts. */
export const timelineJsonSchema = (): object => z.toJSONSchema(timeline, { io: 'input', reused: 'inline' });
