import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { GlobalFonts } from '@napi-rs/canvas';
import { Failure } from '../../../../kernel/failure.ts';
import { graphemes } from '../../../text/lines.ts';
import { familyOrder, subsetsOf } from './font-catalogue.ts';
import type { Subset, Typeface } from './font-catalogue.ts';
import { subsetFor } from './glyph-coverage.ts';

/** A style of type; each picture uses a few of them. */
export interface TypeStyle {
  readonly typeface: Typeface;
  /** Weight from 300 to 900 in hundreds. */
  readonly weight: number;
  /** Path of a font file of the brand, which is tried before the typeface. */
  readonly brandFont?: string | undefined;
}

// Global, because the canvas has one table of fonts per process.
const registered = new Set<string>();

/**
 * The `font-family` value for this text: only the needed files, in order of preference, registered with the canvas. Each file has a family
 * name of its own, because the canvas would use only one file of a shared name. @throws Failure MISSING_GLYPHS instead of using a system
 * font
 */
export function fontFamilies(text: string, language: string, style: TypeStyle): string {
  const clusters = [...new Set(graphemes(text))];
  const needed = new Set<Subset>();
  const missing: string[] = [];
  for (const cluster of clusters) {
    const subset = subsetFor(cluster, language, style.typeface);
    if (subset) needed.add(subset);
    else missing.push(cluster);
  }
  if (missing.length > 0) throw missingGlyphsFailure(missing);
  const [latin] = subsetsOf(style.typeface);
  const inOrder = familyOrder(language, style.typeface)
    .flatMap((family) => subsetsOf(family))
    .filter((subset) => needed.has(subset) || subset === latin);
  const names = inOrder.map((subset) => register(subset, style.weight));
  if (style.brandFont !== undefined) names.unshift(registerBrandFont(style.brandFont));
  return names.map((name) => `"${name}"`).join(', ');
}

/** Registers a font of a workspace under the hash of its bytes, because its path belongs to a step and becomes invalid. */
function registerBrandFont(path: string): string {
  const bytes = readFileSync(path);
  const name = `brand-${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}`;
  if (!registered.has(name)) {
    if (!GlobalFonts.register(bytes, name)) throw brandFontUnreadable();
    registered.add(name);
  }
  return name;
}

const brandFontUnreadable = (): Failure =>
  new Failure('BRAND_FONT_UNREADABLE', 'The brand font cannot be read.', {
    category: 'USER_INPUT',
    retryable: false,
    hint: 'Upload the font as TrueType, OpenType, WOFF or WOFF2 and choose it in the preset.',
  });

function register(subset: Subset, weight: number): string {
  const name = `${subset.name}-${weight}`;
  if (!registered.has(name)) {
    if (!GlobalFonts.registerFromPath(subset.file(weight), name)) {
      throw new Failure('FONT_UNREADABLE', `The font ${name} cannot be read.`, {
        category: 'INTERNAL',
        retryable: false,
        hint: 'Ask the operator to reinstall the npm packages (npm ci): a bundled font file is damaged or missing.',
      });
    }
    registered.add(name);
  }
  return name;
}

function missingGlyphsFailure(missing: readonly string[]): Failure {
  const shown = missing.slice(0, 10).map((cluster) => `${cluster} (${codes(cluster)})`);
  const more = missing.length > shown.length ? ` and ${missing.length - shown.length} more` : '';
  return new Failure('MISSING_GLYPHS', `No bundled font can draw: ${shown.join(', ')}${more}.`, {
    category: 'USER_INPUT',
    retryable: false,
    hint: 'Remove or replace these characters in the script and the title.',
  });
}

const codes = (cluster: string): string =>
  Array.from(cluster, (character) => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`).join(' ');
