import type { Drawing } from '../drawing.ts';
import { drawCard } from './card.ts';
import { drawCaption } from './caption.ts';
import { missingGlyphs } from './glyph-coverage.ts';
import { paletteFrom } from './palette.ts';
import { plainLine } from './typesetting.ts';

/** Opens the drawing of cards and captions. Nothing to close: fonts are loaded on first use and kept for the process. */
export const openDrawing = (): Drawing => ({
  card: drawCard,
  caption: drawCaption,
  ground: (seed) => paletteFrom(seed).ground,
  missingGlyphs: (text, language) => missingGlyphs(plainLine(text), language),
});
