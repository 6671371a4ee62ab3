import { contentHash } from '../../../text/content-hash.ts';
import type { VisualRequest } from '../../visual.provider.ts';

/** What a look means for a picture. */
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

/** A 32-bit seed that is the same for the same request; the picture that is made again has another. */
export const seedOf = (request: VisualRequest): number => Number.parseInt(contentHash(request).slice(0, 8), 16);

/** A size near the frame's shape with at most about a megapixel, both sides multiples of `step`: what diffusion models are trained on. */
export function modelSize({ width, height }: Pick<VisualRequest, 'width' | 'height'>, step: number): { width: number; height: number } {
  const scale = Math.min(1, Math.sqrt(1_048_576 / (width * height)));
  const round = (pixels: number): number => Math.max(step, Math.round((pixels * scale) / step) * step);
  return { width: round(width), height: round(height) };
}
