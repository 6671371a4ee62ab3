import { renditionsOfFormat } from '../../../platform/catalogue/renditions.ts';
import type { FilmSpec } from '../film/film-spec.ts';
import { overlaysInFrame } from '../overlays/ai-label.ts';

/** Number of formats that the film is made in. */
export const formatCount = ({ formats }: Pick<FilmSpec, 'formats'>): number => formats?.length ?? 1;

/** The film in one of its formats, from 0: with the size, the renditions, the opening of a stream and the place of the label of that format. */
export function filmInFormat(spec: FilmSpec, format: number): FilmSpec {
  const { formats, renditions = [], overlays, opening, ...film } = spec;
  if (!formats) return spec;
  const size = formats[format];
  if (!size) throw new Error('the step names a format that the film does not have');
  const own = renditionsOfFormat(renditions, format);
  return {
    ...{ ...film, ...size },
    ...(overlays && { overlays: overlaysInFrame(overlays, size) }),
    ...(own.length > 0 && { renditions: [...own] }),
    ...(own.includes('HLS') && opening !== undefined && { opening }),
  };
}

/** The size of the film as people read it: `1080x1920`. It names a format, because no two formats of a film have the same size. */
export const sizeName = ({ width, height }: Pick<FilmSpec, 'width' | 'height'>): string => `${width}x${height}`;

/** The name of a check in a film of several formats, of which `size` names one: `1080x1920.frames`. */
export const inFormat = (name: string, size: string | undefined): string => (size === undefined ? name : `${size}.${name}`);
