import type { z } from 'zod';
import { ReelwrightError } from '../../kernel/errors.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { oneOf } from '../catalogue/options.ts';

/** Maximum problems that one error names; more would not help the author of a large document. */
const MAX_REPORTED = 50;

/** Reads a value by a schema. @throws ReelwrightError BAD_USER_INPUT that names every invalid field below `path` */
export function readInput<Schema extends z.ZodType>(schema: Schema, value: unknown, path: string): z.output<Schema> {
  const read = schema.safeParse(value, { error: wordingOf });
  if (read.success) return read.data;
  throw badFields(read.error.issues.flatMap((issue) => fieldsOf(issue, path)));
}

/** One error for all problems of an input. */
export function badFields(all: readonly FieldError[]): ReelwrightError {
  const fields = all.slice(0, MAX_REPORTED);
  return new ReelwrightError('BAD_USER_INPUT', fields.map(({ path, message }) => `${path}: ${message}`).join(' '), { fields });
}

function fieldsOf(issue: z.core.$ZodIssue, path: string): FieldError[] {
  const at = [path, ...issue.path.map(String)].join('.');
  if (issue.code !== 'unrecognized_keys') return [{ path: at, message: issue.message }];
  return issue.keys.map((key) => ({ path: `${at}.${key.slice(0, KEY_SHOWN)}`, message: 'Unknown key.' }));
}

/** Maximum characters of an unknown key that an error repeats. */
const KEY_SHOWN = 64;

const TYPES: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a number',
  object: 'an object',
  record: 'an object',
  string: 'a text',
};

/** A message that states what is accepted, for each kind of problem that zod reports. */
function wordingOf(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'Is missing.' : `Must be ${TYPES[issue.expected] ?? issue.expected}.`;
    case 'too_small':
      if (issue.origin === 'array') return `Must have at least ${issue.minimum} items.`;
      return issue.inclusive === false ? `Must be more than ${issue.minimum}.` : `Must be at least ${issue.minimum}.`;
    case 'too_big':
      return issue.origin === 'array' ? `Must have at most ${issue.maximum} items.` : `Must be at most ${issue.maximum}.`;
    case 'invalid_value':
      return `Must be ${oneOf(issue.values.map(String))}.`;
    case 'invalid_union':
      return issue.discriminator ? `\`${issue.discriminator}\` names no known kind.` : 'Has none of the accepted types.';
    case 'invalid_key':
      return 'Has an invalid name.';
    default:
      return undefined;
  }
}
