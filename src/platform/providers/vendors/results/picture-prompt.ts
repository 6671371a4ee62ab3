import { contentHash } from '../../../text/content-hash.ts';
import type { VisualRequest } from '../../visual.provider.ts';

/** Words for the prompt that describe each look. */
const STYLES: Readonly<Record<string, string>> = {
  editorial: 'Editorial photograph, natural light, calm composition.',
  poster: 'Bold graphic illustration with strong shapes and few colours.',
  quiet: 'Soft, muted illustration with much empty space.',
};

/** The prompt for the picture of a scene. Words in pictures are misspelt by most models, and captions show them anyway. */
export const picturePrompt = ({ prompt, narration, heading, filmTitle, look }: VisualRequest): string =>
  prompt ??
  [
    `A picture for one scene of a film titled “${filmTitle}”.`,
    heading && `The scene is about: ${heading}.`,
    `The narrator says: “${narration}”`,
    STYLES[look] ?? STYLES['editorial'],
    'No text, no letters, no logos, no watermark.',
  ]
    .filter(Boolean)
    .join('\n');

export const NEGATIVE_PROMPT = 'text, letters, watermark, logo, frame, blurry, deformed';

/** A 32-bit seed, which is the same for the same request; a picture that is made again gets another one. */
export const seedOf = (request: VisualRequest): number => Number.parseInt(contentHash(request).slice(0, 8), 16);

/**
 * A size with about the frame's shape and at most about a megapixel, both sides multiples of `step`, as diffusion models are trained on.
 */
export function modelSize({ width, height }: Pick<VisualRequest, 'width' | 'height'>, step: number): { width: number; height: number } {
  const scale = Math.min(1, Math.sqrt(1_048_576 / (width * height)));
  const round = (pixels: number): number => Math.max(step, Math.round((pixels * scale) / step) * step);
  return { width: round(width), height: round(height) };
}

/** The ratio, such as `16:9`, that is nearest to the frame's shape. */
export function nearestRatio(ratios: readonly string[], { width, height }: Pick<VisualRequest, 'width' | 'height'>): string {
  const distance = (ratio: string): number => {
    const [across = 1, down = 1] = ratio.split(':').map(Number);
    return Math.abs(Math.log(across / down / (width / height)));
  };
  return ratios.reduce((best, ratio) => (distance(ratio) < distance(best) ? ratio : best));
}
