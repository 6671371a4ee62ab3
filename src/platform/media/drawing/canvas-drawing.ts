import type { Drawing } from '../drawing.ts';
import { paletteFrom } from './palette.ts';

/**
 * Opens the drawing of cards and captions. Nothing has to be closed: the canvas, the font reader (together about 20 MB) and the fonts are
 * loaded on first use and kept for the process.
 */
export const openDrawing = (): Drawing => ({
  card: async (card) => (await import('./card.ts')).drawCard(card),
  async *frames(cards, count) {
    yield* (await import('./motion/moving-card.ts')).drawFrames(cards, count);
  },
  frame: async (card) => (await import('./motion/moving-card.ts')).drawFrame(card),
  captions: async (styling, moments) => (await import('./caption.ts')).drawCaptions(styling, moments),
  overlay: async (request) => (await import('./overlay.ts')).drawOverlay(request),
  ground: (seed, brandColors) => paletteFrom(seed, 'dark', brandColors).ground,
  async missingGlyphs(text, language) {
    const [{ missingGlyphs }, { plainLine }] = await Promise.all([import('./fonts/glyph-coverage.ts'), import('./typesetting.ts')]);
    return missingGlyphs(plainLine(text), language);
  },
});
