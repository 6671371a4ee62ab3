import type { Complaints } from '../../../kernel/complaints.ts';
import type { GivenOptions } from '../../../platform/catalogue/film/film-options.ts';
import type { OptionFault, OptionLayer } from '../../../platform/catalogue/film/option-layers.ts';
import { resolveOptions } from '../../../platform/catalogue/film/precedence.ts';
import type { Resolution } from '../../../platform/catalogue/sizes/resolutions.ts';
import type { AspectRatio } from '../../../platform/catalogue/sizes/shapes.ts';
import { MAX_FORMATS } from '../video-plan.ts';

/** A shape and a size in which a film is made. */
export interface FilmFormat {
  readonly aspectRatio: AspectRatio;
  readonly resolution: Resolution;
}

/** A format as a request gives it: what is missing is as in a film of one format. */
export type GivenFormat = Pick<GivenOptions, 'aspectRatio' | 'resolution'>;
type GivenFormats = readonly GivenFormat[] | null | undefined;

const PARTS = ['aspectRatio', 'resolution'] as const satisfies readonly (keyof GivenFormat)[];

/** The formats of a complete request. */
export const formatsOf = ({
  formats,
  aspectRatio,
  resolution,
}: FilmFormat & { readonly formats: readonly FilmFormat[] | null }): readonly FilmFormat[] => formats ?? [{ aspectRatio, resolution }];

/** The options of a request in one of its formats; those that the format does not give stay. */
export const optionsInFormat = <Options extends GivenOptions>(options: Options, format: GivenFormat = {}): Options => ({
  ...options,
  ...(format.aspectRatio != null && { aspectRatio: format.aspectRatio }),
  ...(format.resolution != null && { resolution: format.resolution }),
});

/** Whether a fault is of the first format, which `completeFormats` reports. */
export const isOfFormat = ({ option, source }: OptionFault, given: GivenFormats): boolean =>
  source === 'REQUEST' && PARTS.some((part) => part === option && given?.[0]?.[part] != null);

interface RequestedFormats {
  readonly request: GivenOptions;
  readonly layers: readonly OptionLayer[];
  /** Path of the formats in the call. */
  readonly path?: string | undefined;
}

/**
 * The formats that a request gives, completed by the rule of precedence; null for none. Complains about wrong numbers of formats, values
 * that the model does not have, and two formats that are equal.
 */
export function completeFormats(
  given: GivenFormats,
  { request, layers, path = 'input.formats' }: RequestedFormats,
  complaints: Complaints,
): FilmFormat[] | null {
  if (given == null) return null;
  if (given.length === 0 || given.length > MAX_FORMATS) {
    complaints.add(path, `Must have 1 to ${MAX_FORMATS} formats.`);
    return null;
  }
  let isFaulty = false;
  const formats = given.map((format, index): FilmFormat => {
    const { options, faults } = resolveOptions([{ source: 'REQUEST', options: optionsInFormat(request, format) }, ...layers]);
    for (const { option, source, message } of faults) {
      const isOwn = source === 'REQUEST' && PARTS.some((part) => part === option && format[part] != null);
      if (isOwn) complaints.add(`${path}.${index}.${option}`, message);
      isFaulty ||= isOwn;
    }
    return { aspectRatio: options.aspectRatio, resolution: options.resolution };
  });
  // The default took the place of a value that is refused.
  if (isFaulty) return formats;
  formats.forEach((one, index) => {
    const isRepeated = formats.slice(0, index).some((other) => PARTS.every((part) => one[part] === other[part]));
    if (isRepeated) complaints.add(`${path}.${index}`, 'Has the aspect ratio and resolution of an earlier format. Give each format once.');
  });
  return formats;
}
