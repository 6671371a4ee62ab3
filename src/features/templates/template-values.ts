import type { Complaints } from '../../kernel/complaints.ts';
import { textFault } from '../../platform/text/text-fault.ts';
import type { TemplateVariable, VariableType } from './template.states.ts';

/** Maximum characters of one value. */
export const MAX_VALUE_LENGTH = 2_000;
/** The largest number up to which every whole number is exact. */
const MAX_NUMBER = Number.MAX_SAFE_INTEGER;
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

type Checked = { readonly text: string } | { readonly fault: string };

/** The text of a value as it is inserted, or the fault of the value. */
export function checkValue(variable: Pick<TemplateVariable, 'type' | 'values'>, value: unknown): Checked {
  return CHECKS[variable.type](value, variable.values);
}

/**
 * The text of each declared variable. Complains, at `path.NAME`, about values that are missing, unknown or of another type. `path` is that
 * of the object with the values.
 */
export function readValues(
  variables: readonly TemplateVariable[],
  given: unknown,
  path: string,
  complaints: Complaints,
): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  if (given != null && !isPlainObject(given)) {
    complaints.add(path, 'Must be an object with a value for each variable, for example { "name": "value" }.');
    return values;
  }
  const entries = new Map(Object.entries(given ?? {}));
  const known = variables.map(({ name }) => name);
  const unknown = [...entries.keys()].filter((name) => !known.includes(name));
  for (const name of unknown.slice(0, MAX_UNKNOWN)) {
    complaints.add(`${path}.${shortened(name)}`, `The template has no such variable. ${declared(known)}`);
  }
  for (const variable of variables) {
    const value = entries.get(variable.name);
    if (value == null) {
      if (variable.required) complaints.add(`${path}.${variable.name}`, `Is required: a ${TYPE_WORDS[variable.type]}.`);
      else values.set(variable.name, variable.default ?? '');
      continue;
    }
    const checked = checkValue(variable, value);
    if ('fault' in checked) complaints.add(`${path}.${variable.name}`, checked.fault);
    else values.set(variable.name, checked.text);
  }
  return values;
}

const TYPE_WORDS: Readonly<Record<VariableType, string>> = {
  STRING: 'text',
  NUMBER: 'number',
  ENUM: 'value of the list',
  DATE: 'date',
};

const CHECKS: Readonly<Record<VariableType, (value: unknown, values: readonly string[]) => Checked>> = {
  STRING: (value) => {
    if (typeof value !== 'string') return { fault: 'Must be a text.' };
    const fault = textFault(value, { max: MAX_VALUE_LENGTH, lines: true, mayBeEmpty: true });
    return fault === undefined ? { text: value } : { fault };
  },
  NUMBER: (value) =>
    typeof value === 'number' && Math.abs(value) <= MAX_NUMBER
      ? { text: plainNumber(value) }
      : { fault: `Must be a number of at most ${MAX_NUMBER}, without quotes.` },
  ENUM: (value, values) =>
    typeof value === 'string' && values.includes(value) ? { text: value } : { fault: `Must be one of ${values.join(', ')}.` },
  DATE: (value) => (typeof value === 'string' && isDate(value) ? { text: value } : { fault: 'Must be a date as YYYY-MM-DD.' }),
};

/** A number in digits without grouping and exponent, independent of the server's locale. */
const plainNumber = (value: number): string => value.toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 20 });

/** Whether a date exists in the calendar: JavaScript would turn 2026-02-30 into a day of March. */
function isDate(text: string): boolean {
  const [, year, month, day] = DATE.exec(text) ?? [];
  if (year === undefined) return false;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return date.getUTCMonth() + 1 === Number(month) && date.getUTCDate() === Number(day);
}

const isPlainObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Maximum number of unknown variables that an error names; a client that sends more uses the wrong template. */
const MAX_UNKNOWN = 20;
const NAME_SHOWN = 60;

const shortened = (name: string): string => name.slice(0, NAME_SHOWN).toWellFormed();

const declared = (names: readonly string[]): string => (names.length > 0 ? `It has ${names.join(', ')}.` : 'It has no variables.');
