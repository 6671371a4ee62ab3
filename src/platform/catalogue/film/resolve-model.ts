import { isUsable } from '../models/model.ts';
import type { UsableModel } from '../models/model.ts';
import { MODELS, usableModel, usableModels } from '../models.ts';
import { notOffered } from './option-layers.ts';
import type { Layers } from './option-layers.ts';

/** The model of a film. The default one takes the place of a model that is refused, so that the other options are still checked. */
export function resolveModel(layers: Layers): UsableModel & { readonly layer: number } {
  const [given] = layers.given('model');
  const layer = given?.layer ?? layers.system;
  layers.place('model', layer);
  const model = MODELS.find(given?.value ?? MODELS.fallback);
  if (model && isUsable(model)) return { ...model, layer };
  const replaced = model && `${model.title} was switched off on ${model.shutdownAt}. Use ${model.replacedBy} instead.`;
  layers.fault('model', layer, replaced ?? notOffered(usableModels().map(({ name }) => name)));
  return { ...usableModel(MODELS.fallback), layer };
}
