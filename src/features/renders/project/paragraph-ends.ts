import { proseOf } from '../../../platform/text/markdown.ts';

/** Marks and spaces may differ: scenes join lines and add full stops. */
const lettersOf = (text: string): string => text.normalize('NFC').replace(/[^\p{L}\p{M}\p{N}]/gu, '');

/**
 * Whether a paragraph of the script ends with these words of a scene. A project keeps its script and not where its scenes were cut, so that
 * scenes that are moved, copied or edited before their last words keep the pause after them. False for all without a script.
 */
export function paragraphEnds(script: string | null): (narration: string) => boolean {
  if (script === null) return () => false;
  const ends = proseOf(script).paragraphs.map(({ text }) => lettersOf(text));
  return (narration) => {
    const said = lettersOf(narration);
    return said !== '' && ends.some((paragraph) => paragraph.endsWith(said) || said.endsWith(paragraph));
  };
}
