import { AI_LABELS } from '../ai-labels.ts';
import { CAPTION_POSITIONS, CAPTION_SIZES } from './caption-places.ts';
import { CAPTION_STYLES } from '../caption-styles.ts';
import { FRAME_RATES } from '../sizes/frame-rates.ts';
import { LANGUAGES } from '../languages.ts';
import { LOOKS } from '../looks.ts';
import { MOTIONS } from '../motions.ts';
import { RESOLUTIONS } from '../sizes/resolutions.ts';
import { SHAPES } from '../sizes/shapes.ts';
import { TRANSITIONS } from '../transitions.ts';
import { colorFault, labelFault, providerFault } from './brand.ts';
import { OPTION_NAMES } from './film-options.ts';
import type { FilmOptions, GivenOptions, OptionName } from './film-options.ts';
import { Layers } from './option-layers.ts';
import type { OptionFault, OptionLayer, OptionSource } from './option-layers.ts';
import { resolveMusic } from './resolve-music.ts';
import { resolveModel } from './resolve-model.ts';
import { resolveRenditions } from './resolve-renditions.ts';
import { resolveSpeech } from './resolve-speech.ts';

/** The source of an option. */
export interface OptionOrigin {
  readonly option: OptionName;
  readonly value: string | number | readonly string[];
  readonly source: OptionSource;
  /** The preset that gave the value; null for the request and for built-in defaults. */
  readonly presetId: string | null;
}

export interface ResolvedOptions {
  /** The complete options. If `faults` names an option, its value must not be used. */
  readonly options: FilmOptions;
  /** One entry for each option that has a value, in the order of `OPTION_NAMES`. */
  readonly origins: readonly OptionOrigin[];
  readonly faults: readonly OptionFault[];
}

/**
 * The rule of precedence: each option has the value of the first layer that gives one, and else its built-in default. A value that a choice
 * of a higher layer excludes (a voice that does not speak the language, a resolution that the model does not render) is skipped. A value
 * that is invalid by itself, or within its layer, is a fault. `likelyLanguage` returns the default of the language, and is called only when
 * it is needed.
 */
export function resolveOptions(given: readonly OptionLayer[], likelyLanguage: () => string = () => LANGUAGES.fallback): ResolvedOptions {
  const layers = new Layers(given);
  const model = resolveModel(layers);
  const { limits } = model;
  const { language, voice } = resolveSpeech(layers, likelyLanguage);
  const resolution = layers.pick('resolution', limits.resolutions, RESOLUTIONS.fallback, model.layer);
  const options: FilmOptions = {
    model: model.name,
    resolution,
    aspectRatio: layers.pick('aspectRatio', limits.aspectRatios, SHAPES.fallback, model.layer),
    fps: layers.pick('fps', limits.frameRates, FRAME_RATES.fallback, model.layer),
    language,
    voice,
    look: layers.pick('look', LOOKS.names, LOOKS.fallback),
    captionStyle: layers.pick('captionStyle', CAPTION_STYLES.names, CAPTION_STYLES.fallback),
    captionPosition: layers.pick('captionPosition', CAPTION_POSITIONS.names, CAPTION_POSITIONS.fallback),
    captionSize: layers.pick('captionSize', CAPTION_SIZES.names, CAPTION_SIZES.fallback),
    transition: layers.pick('transition', TRANSITIONS.names, TRANSITIONS.fallback),
    motion: layers.pick('motion', MOTIONS.names, MOTIONS.fallback),
    brandColors: layers.first('brandColors', colorFault)?.map((color) => color.toLowerCase()) ?? null,
    providerOrder: layers.first('providerOrder', providerFault) ?? null,
    fontAssetId: layers.first('fontAssetId') ?? null,
    logoAssetId: layers.first('logoAssetId') ?? null,
    ...resolveMusic(layers),
    renditions: resolveRenditions(layers, resolution),
    aiLabel: AI_LABELS.find(layers.first('aiLabel', labelFault) ?? '')?.name ?? null,
  };
  const origins = OPTION_NAMES.flatMap((option) => {
    const value = options[option];
    return value === null ? [] : [{ option, value, ...layers.originOf(option) }];
  });
  return { options, origins, faults: layers.faults };
}

/** Faults of the options of one preset, checked without other layers. */
export const faultsOf = (options: GivenOptions): readonly OptionFault[] => resolveOptions([{ source: 'PRESET', options }]).faults;
