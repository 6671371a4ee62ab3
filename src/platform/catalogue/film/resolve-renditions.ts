import { RESOLUTIONS } from '../sizes/resolutions.ts';
import type { Resolution } from '../sizes/resolutions.ts';
import { MAX_STREAM_SIDE, RENDITIONS } from '../renditions.ts';
import type { FilmOptions } from './film-options.ts';
import { notOffered } from './option-layers.ts';
import type { Layers } from './option-layers.ts';

/**
 * The renditions of a film, in the order of the catalogue. A stream that a resolution of a higher layer excludes is left out; one that the
 * resolution of its own layer, or of a lower one, excludes is a fault.
 */
export function resolveRenditions(layers: Layers, resolution: Resolution): FilmOptions['renditions'] {
  const [given] = layers.given('renditions');
  if (given === undefined) return null;
  layers.place('renditions', given.layer);
  const { value, layer } = given;
  const known: readonly string[] = RENDITIONS.names;
  if (value.some((name) => !known.includes(name))) layers.fault('renditions', layer, notOffered(known));
  else if (new Set(value).size < value.length) layers.fault('renditions', layer, 'Must name each rendition once.');
  const isTooLarge = value.includes('HLS') && RESOLUTIONS.get(resolution).shortSide > MAX_STREAM_SIDE;
  const chosenAt = layers.given('resolution')[0]?.layer ?? layers.system;
  if (isTooLarge && layer <= chosenAt)
    layers.fault('renditions', layer, `HLS has at most ${MAX_STREAM_SIDE}p. Omit HLS, or lower the resolution.`);
  return RENDITIONS.names.filter((name) => value.includes(name) && !(isTooLarge && name === 'HLS'));
}
