import type { SceneVoice } from './film-spec.ts';

/** A place in the narration and when the voice is there. */
interface Anchor {
  readonly at: number;
  readonly ms: number;
}

/**
 * Milliseconds from the start of the clip at which a character of the narration is spoken: exact at the words and phrases whose times the
 * voice tells, in between by length. Undefined for a scene that nobody speaks.
 */
export function spokenAt(narration: string, phrases: SceneVoice['phrases']): ((character: number) => number) | undefined {
  const anchors: Anchor[] = [];
  let from = 0;
  const add = (text: string, ms: number): void => {
    const found = narration.indexOf(text, from);
    if (found < 0) return;
    anchors.push({ at: found, ms });
    from = found;
  };
  for (const { text, startMs, endMs, words = [] } of phrases) {
    add(text, startMs);
    const end = from + text.length;
    for (const word of words) {
      add(word.text, word.startMs);
      if (narration.startsWith(word.text, from)) from += word.text.length;
    }
    from = Math.min(narration.length, end);
    anchors.push({ at: from, ms: endMs });
  }
  const known = anchors.filter(
    ({ at, ms }, index) => index === 0 || (at >= (anchors[index - 1]?.at ?? 0) && ms >= (anchors[index - 1]?.ms ?? 0)),
  );
  return known.length === 0 ? undefined : (character) => timeAt(known, character);
}

function timeAt(anchors: readonly Anchor[], character: number): number {
  const after = anchors.findIndex(({ at }) => at > character);
  const before = anchors[after < 0 ? anchors.length - 1 : after - 1];
  const next = anchors[after];
  if (!before) return next?.ms ?? 0;
  if (!next) return before.ms;
  return before.ms + ((character - before.at) / (next.at - before.at)) * (next.ms - before.ms);
}
