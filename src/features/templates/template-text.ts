/** The rule for names of variables, as messages and descriptions state it. */
export const NAME_RULE = '1 to 40 of the characters A to Z, a to z, 0 to 9 and _, without a digit in front';
export const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_]{0,39}$/;

/** A part of a template's text: literal text, or the place of a variable. */
type Part = { readonly text: string } | { readonly variable: string };

export interface ParsedText {
  readonly parts: readonly Part[];
  /** Names of the variables, each once, in the order in which they first appear. */
  readonly variables: readonly string[];
  /** Problems of the text, as messages for people. */
  readonly faults: readonly string[];
}

const PLACEHOLDER_SHOWN = 40;

/**
 * Finds the placeholders of a template: `{{name}}`, with or without spaces inside. Everything else is text, also `}}` without `{{`; there
 * are no expressions and no nesting.
 */
export function parseText(text: string): ParsedText {
  const parts: Part[] = [];
  const faults: string[] = [];
  let from = 0;
  for (let open = text.indexOf('{{'); open >= 0; open = text.indexOf('{{', from)) {
    const close = text.indexOf('}}', open + 2);
    if (close < 0) {
      faults.push(`\`{{\` in line ${lineOf(text, open)} has no \`}}\`.`);
      break;
    }
    const name = text.slice(open + 2, close).trim();
    if (!VARIABLE_NAME.test(name)) {
      faults.push(`\`{{${shortened(name)}}}\` in line ${lineOf(text, open)} is not a placeholder. A name has ${NAME_RULE}.`);
    }
    parts.push({ text: text.slice(from, open) }, { variable: name });
    from = close + 2;
  }
  parts.push({ text: text.slice(from) });
  return { parts, variables: [...new Set(parts.flatMap((part) => ('variable' in part ? [part.variable] : [])))], faults };
}

/** Replaces the variables by their values, in one pass: a value that contains `{{other}}` is not replaced again. */
export const substitute = (text: string, values: ReadonlyMap<string, string>): string =>
  parseText(text)
    .parts.map((part) => ('text' in part ? part.text : (values.get(part.variable) ?? '')))
    .join('');

const lineOf = (text: string, index: number): number => text.slice(0, index).split('\n').length;

const shortened = (text: string): string =>
  text.length > PLACEHOLDER_SHOWN ? `${text.slice(0, PLACEHOLDER_SHOWN).toWellFormed()}…` : text;
