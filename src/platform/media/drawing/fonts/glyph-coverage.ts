import { create } from 'fontkit';
import { readFileSync } from 'node:fs';
import { graphemes } from '../../../text/lines.ts';
import { familyOrder, subsetsOf } from './font-catalogue.ts';
import type { Subset, Typeface } from './font-catalogue.ts';

// Cached for the process, because font files do not change while it runs.
const covered = new Map<string, ReadonlySet<number>>();

const BASE_WEIGHT = 400;
const INVISIBLE = /^[\p{Default_Ignorable_Code_Point}\s]$/u;
const WANTS_COLOUR = /\p{Emoji_Presentation}|\uFE0F/u;

/**
 * Characters of a subset. All its weights have the same, so only one file is read. Inflating it takes 20 ms for a subset and 0.6 s for
 * emoji, once.
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

/**
 * The font file for a grapheme cluster. A cluster is shaped as a whole: letter and accent, or the parts of a joined emoji, must come from
 * one font.
 */
export function subsetFor(cluster: string, language: string, typeface: Typeface): Subset | undefined {
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
