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

/** Coordinates of output fields that can be null, and of arguments and input fields that can be omitted. */
const nullable = new Set<string>();
const optional = new Set<string>();

function addInput(coordinate: string, input: IntrospectionInputValue): void {
  add(coordinate, input);
  if (input.type.kind !== 'NON_NULL') optional.add(coordinate);
}

function addType(type: IntrospectionType): void {
  add(type.name, type);
  if (type.kind === 'ENUM') for (const value of type.enumValues) add(`${type.name}.${value.name}`, value);
  if (type.kind === 'INPUT_OBJECT') for (const field of type.inputFields) addInput(`${type.name}.${field.name}`, field);
  if (type.kind !== 'OBJECT' && type.kind !== 'INTERFACE') return;
  for (const field of type.fields) {
    const coordinate = `${type.name}.${field.name}`;
    add(coordinate, field);
    if (field.type.kind !== 'NON_NULL') nullable.add(coordinate);
    field.args.forEach((argument: IntrospectionInputValue) => addInput(`${coordinate}(${argument.name}:)`, argument));
  }
}

const { types } = introspectionFromSchema(buildSchema(await emitSchema())).__schema;
/** The language's own types. */
const BUILT_IN = /^(__.*|Int|Float|String|Boolean|ID)$/;
types.filter(({ name }) => !BUILT_IN.test(name)).forEach(addType);

const found = (isWrong: (description: string, coordinate: string) => boolean): string[] =>
  [...cards]
    .filter(([coordinate, description]) => isWrong(description, coordinate))
    .map(([coordinate, description]) => `${coordinate}: ${description}`);

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

test('an output field that can be null says when it is', () => {
  expect(nullable.size).toBeGreaterThan(100);
  expect(found((description, coordinate) => nullable.has(coordinate) && !/\bnull\b/i.test(description))).toEqual([]);
});

test('an argument or input field that can be omitted says what happens then', () => {
  expect(optional.size).toBeGreaterThan(100);
  expect(found((description, coordinate) => optional.has(coordinate) && !/\bomitted\b|\bDefault\b/.test(description))).toEqual([]);
});

test.each([
  ['a placeholder that describe-schema.ts did not fill in', /\{(item|items|dated|unset)\}/],
  ['a word that is ours alone', /\bwaves?\b|\b(leaves|left|leave) (it )?open\b|\bopen jobs?\b|\bpassed over\b|\bof it\b/i],
  ['Reelwright without its name', /\bthe (system|engine|program)\b/i],
  ['what a list holds without its name', /\bitems?\b(?!`)/i],
])('no description has %s', (_, pattern) => {
  expect(found((description) => pattern.test(description))).toEqual([]);
});
