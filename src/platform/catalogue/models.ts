import { comfyuiClip } from './models/comfyui-clip.ts';
import { geminiOmni } from './models/gemini-omni.ts';
import { isUsable, makesClips } from './models/model.ts';
import type { ClipModel, Model, UsableModel } from './models/model.ts';
import { runwayGen3 } from './models/runway-gen3.ts';
import { runwayGen45, runwayGen4Turbo } from './models/runway-gen4.ts';
import { sora1 } from './models/sora-1.ts';
import { sora2 } from './models/sora-2.ts';
import { pexelsClip, pixabayClip } from './models/stock-clips.ts';
import { storyboard } from './models/storyboard.ts';
import { OptionList } from './options.ts';

export const MODELS = new OptionList<Model>('storyboard', [
  ...[storyboard, comfyuiClip, runwayGen45, runwayGen4Turbo, geminiOmni, pexelsClip, pixabayClip],
  ...[sora1, sora2, runwayGen3],
]);

export const usableModels = (): readonly UsableModel[] => MODELS.all.filter(isUsable);

/** A model that films can be made with, by a name that was validated before. @throws Error for any other */
export function usableModel(name: string): UsableModel {
  const model = MODELS.find(name);
  if (!model || !isUsable(model)) throw new Error(`the model ${name} has no price`);
  return model;
}

/** The models that make clips, in the order of preference of each provider. */
export const clipModels = (): readonly ClipModel[] => MODELS.all.filter(makesClips);

/** A model that makes clips, by a name that was validated before. @throws Error for any other */
export function clipModel(name: string): ClipModel {
  const model = MODELS.find(name);
  if (!model || !makesClips(model)) throw new Error(`the model ${name} makes no clips`);
  return model;
}
