/** The match of a rule with its named groups, and the text around it. */
export interface Found {
  readonly text: string;
  readonly groups: Readonly<Record<string, string | undefined>>;
  /** The characters around it, at most `CONTEXT` on each side. */
  readonly before: string;
  readonly after: string;
}

/** A rule for tokens that are not spoken as they are written. */
export interface Rule {
  /** Must have the flags `g` and `u`. */
  readonly pattern: RegExp;
  /** The text for the voice; undefined when the token is not what it looks like. An empty text is silence. */
  readonly read: (found: Found) => string | undefined;
}

/** A stretch of text, from `start` up to but excluding `end`, and the text that the voice speaks for it. */
export interface Reading {
  readonly start: number;
  readonly end: number;
  readonly spoken: string;
}

export const rule = (pattern: RegExp, read: Rule['read']): Rule => ({ pattern, read });

/** Characters on each side of a match that a rule receives. Limits the time that a long text takes. */
const CONTEXT = 64;

/** Applies the rules in order. Text that an earlier rule has read is not read by later ones. */
export function readingsOf(text: string, rules: readonly Rule[]): Reading[] {
  const readings: Reading[] = [];
  const taken = new Uint8Array(text.length);
  for (const { pattern, read } of rules) {
    const search = new RegExp(pattern.source, pattern.flags);
    for (let match = search.exec(text); match !== null; match = search.exec(text)) {
      const [start, end] = [match.index, match.index + match[0].length];
      if (end === start) {
        search.lastIndex = end + 1;
        continue;
      }
      const isFree = !taken.subarray(start, end).includes(1);
      const spoken = isFree
        ? attempt(read, {
            text: match[0],
            groups: match.groups ?? {},
            before: text.slice(Math.max(0, start - CONTEXT), start),
            after: text.slice(end, end + CONTEXT),
          })
        : undefined;
      if (spoken === undefined) {
        // The next match may begin inside of this one, at the next word.
        search.lastIndex = start + Math.max(1, firstWord(match[0]));
        continue;
      }
      taken.fill(1, start, end);
      readings.push({ start, end, spoken });
    }
  }
  return readings.toSorted((a, b) => a.start - b.start);
}

/** Reads a match. Numbers that have no words, such as an ordinal of zero, stay as they are written. */
function attempt(read: Rule['read'], found: Found): string | undefined {
  try {
    return read(found);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const firstWord = (text: string): number => /^[\p{L}\p{N}\p{M}]+/u.exec(text)?.[0].length ?? 1;
