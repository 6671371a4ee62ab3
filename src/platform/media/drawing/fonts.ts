import { GlobalFonts } from '@napi-rs/canvas';
import { create } from 'fontkit';
import { readFileSync } from 'node:fs';
import { Failure } from '../../../kernel/failure.ts';
import { graphemes } from '../../text/lines.ts';
import { familyOrder, subsetsOf } from './font-catalogue.ts';
import type { Subset } from './font-catalogue.ts';

/** A type style; each picture uses a few of them. */
export interface TypeStyle {
  readonly typeface: 'sans' | 'serif';
  /** 300 to 900 in hundreds. */
  readonly weight: number;
}

// Font files do not change while the process runs, and the canvas has one font table per process, so both caches are per process.
const covered = new Map<string, ReadonlySet<number>>();
const registered = new Set<string>();

const BASE_WEIGHT = 400;
const INVISIBLE = /^[\p{Default_Ignorable_Code_Point}\s]$/u;
const WANTS_COLOUR = /\p{Emoji_Presentation}|\uFE0F/u;

/**
 * All weights of a subset have the same characters, so only one is read. Inflating it takes 20 ms for a slice and 0.6 s for emoji, once.
 */
function characters(subset: Subset): ReadonlySet<number> {
  let found = covered.get(subset.name);
  if (!found) {
    const font = create(readFileSync(subset.file(BASE_WEIGHT)));
    found = new Set('characterSet' in font ? font.characterSet : []);
    covered.set(subset.name, found);
  }
  return found;
}

// A cluster is shaped as a whole: letter and accent, or the parts of a joined emoji, must come from one font.
function subsetFor(cluster: string, language: string, typeface: TypeStyle['typeface']): Subset | undefined {
  const codePoints = Array.from(cluster)
    .filter((character) => !INVISIBLE.test(character))
    .map((character) => character.codePointAt(0) ?? 0);
  const [first] = codePoints;
  const order = familyOrder(language, typeface);
  if (WANTS_COLOUR.test(cluster)) order.unshift('emoji');
  if (first === undefined) return subsetsOf('sans')[0];
  for (const family of order) {
    for (const subset of subsetsOf(family)) {
      if (subset.covers(first) && codePoints.every((codePoint) => characters(subset).has(codePoint))) return subset;
    }
  }
  return undefined;
}

/** Characters that no bundled font draws, each once, in order of appearance. */
export function missingGlyphs(text: string, language: string): string[] {
  return [...new Set(graphemes(text))].filter((cluster) => subsetFor(cluster, language, 'sans') === undefined);
}

/**
 * The `font-family` value for this text: only the needed files, in order of preference, registered with the canvas. Each file has a family
 * name of its own, because the canvas would use only one file of a shared name. @throws Failure MISSING_GLYPHS instead of falling back to
 * a system font.
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
  return inOrder.map((subset) => `"${register(subset, style.weight)}"`).join(', ');
}

function register(subset: Subset, weight: number): string {
  const name = `${subset.name}-${weight}`;
  if (!registered.has(name)) {
    if (!GlobalFonts.registerFromPath(subset.file(weight), name)) {
      throw new Failure('FONT_UNREADABLE', `The font ${name} cannot be read.`, {
        category: 'INTERNAL',
        retryable: false,
        hint: 'Reinstall the packages: a font file is damaged or missing.',
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
