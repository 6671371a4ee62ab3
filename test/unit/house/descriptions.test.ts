import { buildSchema, introspectionFromSchema } from 'graphql';
import type { IntrospectionInputValue, IntrospectionType } from 'graphql';
import { expect, test } from 'vitest';
import { emitSchema } from '../../../scripts/emit-schema.ts';

interface Described {
  readonly description?: string | null | undefined;
}

/** Everything of the schema that a hover card shows, by its coordinate. */
const cards = new Map<string, string>();
const add = (coordinate: string, { description }: Described): void => void cards.set(coordinate, description ?? '');

function addType(type: IntrospectionType): void {
  add(type.name, type);
  if (type.kind === 'ENUM') for (const value of type.enumValues) add(`${type.name}.${value.name}`, value);
  if (type.kind === 'INPUT_OBJECT') for (const field of type.inputFields) add(`${type.name}.${field.name}`, field);
  if (type.kind !== 'OBJECT' && type.kind !== 'INTERFACE') return;
  for (const field of type.fields) {
    add(`${type.name}.${field.name}`, field);
    field.args.forEach((argument: IntrospectionInputValue) => add(`${type.name}.${field.name}(${argument.name}:)`, argument));
  }
}

const { types } = introspectionFromSchema(buildSchema(await emitSchema())).__schema;
/** The language's own types. */
const BUILT_IN = /^(__.*|Int|Float|String|Boolean|ID)$/;
types.filter(({ name }) => !BUILT_IN.test(name)).forEach(addType);

const found = (isWrong: (description: string) => boolean): string[] =>
  [...cards].filter(([, description]) => isWrong(description)).map(([coordinate, description]) => `${coordinate}: ${description}`);

test('every type, field, argument, input field and enum value has a description', () => {
  expect(cards.size).toBeGreaterThan(900);
  expect(found((description) => description === '')).toEqual([]);
});

test('every description is whole sentences that stand alone in a hover card', () => {
  expect(found((description) => !/^[\p{Lu}\d`].*\.$/su.test(description))).toEqual([]);
  expect(found((description) => description.split(/\s+/).length < 3)).toEqual([]);
});

test('no description repeats itself or points at its neighbours', () => {
  expect(found((description) => /(\b\w[^.:]{8,})[.:] \1[.:]/.test(description))).toEqual([]);
  expect(found((description) => /\b(likewise|see above|the same as above|ditto)\b/i.test(description))).toEqual([]);
});
