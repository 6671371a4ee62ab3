import { type DefinitionNode, type FieldDefinitionNode, type InputValueDefinitionNode, Kind, parse, print } from 'graphql';

/** What stands under one coordinate (`Job`, `Job.status`, `Job.status(x:)`, `JobType.VIDEO`): its shape as text. */
type Shapes = ReadonlyMap<string, string>;

function argumentShape({ type, defaultValue }: InputValueDefinitionNode): string {
  return defaultValue ? `${print(type)} = ${print(defaultValue)}` : print(type);
}

function addField(shapes: Map<string, string>, owner: string, field: FieldDefinitionNode | InputValueDefinitionNode): void {
  const at = `${owner}.${field.name.value}`;
  if (field.kind === Kind.INPUT_VALUE_DEFINITION) {
    shapes.set(at, argumentShape(field));
    return;
  }
  shapes.set(at, print(field.type));
  for (const argument of field.arguments ?? []) shapes.set(`${at}(${argument.name.value}:)`, argumentShape(argument));
}

function addDefinition(shapes: Map<string, string>, definition: DefinitionNode): void {
  if (!('name' in definition) || !definition.name) return;
  const owner = definition.name.value;
  shapes.set(owner, definition.kind);
  if (definition.kind === Kind.ENUM_TYPE_DEFINITION) {
    for (const value of definition.values ?? []) shapes.set(`${owner}.${value.name.value}`, 'value');
  }
  if (definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION) {
    for (const field of definition.fields ?? []) addField(shapes, owner, field);
  }
}

function shapesOf(sdl: string): Shapes {
  const shapes = new Map<string, string>();
  for (const definition of parse(sdl).definitions) addDefinition(shapes, definition);
  return shapes;
}

const ownerOf = (coordinate: string): string => coordinate.split('.')[0] ?? coordinate;
const fieldOf = (coordinate: string): string => coordinate.split('(')[0] ?? coordinate;

/** Inputs whose fields the contract names only in a comment behind their mutation: coordinates without a shape. */
function namedInComments(contract: string): string[] {
  const lines = contract.matchAll(/\binput: (\w+)!\).*?#(.*)/g);
  return [...lines].flatMap(([, input = '', comment = '']) =>
    comment
      .replaceAll(/\([^)]*\)/g, ' ')
      .split(/\s+/)
      .filter((word) => /^[a-z]\w*$/.test(word))
      .map((field) => `${input}.${field}`),
  );
}

/** What every connection has, by the contract's opening words. */
const CONNECTION = ['edges', 'nodes', 'pageInfo', 'totalCount'];

/** Arguments and input fields that a client of the contract does not know and yet would have to give. */
function isDemanded(at: string, shape: string, promised: Shapes): boolean {
  const known = promised.has(fieldOf(at)) || promised.get(ownerOf(at)) === Kind.INPUT_OBJECT_TYPE_DEFINITION;
  const given = at.includes('(') || promised.get(ownerOf(at)) === Kind.INPUT_OBJECT_TYPE_DEFINITION;
  return known && given && !promised.has(at) && shape.endsWith('!');
}

/**
 * Where `schema` differs from `contract`, one line each. `later` names the types, fields and arguments that are still to come; an entry
 * that the schema has is a difference too, so that the list only shrinks.
 */
export function contractDifferences(contract: string, schema: string, later: ReadonlySet<string>): string[] {
  const promised = shapesOf(contract);
  const served = shapesOf(schema);
  const named = namedInComments(contract);
  const isDue = (at: string): boolean => [at, fieldOf(at), ownerOf(at)].every((one) => !later.has(one));

  const wrong = [...promised].filter(([at, shape]) => isDue(at) && served.get(at) !== shape);
  const connections = [...served.keys()].filter((at) => at.endsWith('Connection') && !at.includes('.'));
  const missing = [...named.filter(isDue), ...connections.flatMap((at) => CONNECTION.map((field) => `${at}.${field}`))];
  const demanded = [...served].filter(([at, shape]) => isDemanded(at, shape, promised));

  return [
    ...wrong.map(([at, shape]) => `${at} is ${served.get(at) ?? 'missing'}, the contract says ${shape}`),
    ...missing.filter((at) => !served.has(at)).map((at) => `${at} is missing, the contract names it`),
    ...demanded.map(([at, shape]) => `${at} must be given (${shape}) and is not in the contract`),
    ...[...later].filter((at) => served.has(at)).map((at) => `${at} came: take it off the list of what comes later`),
    ...[...later]
      .filter((at) => !promised.has(at) && !named.some((one) => one === at || ownerOf(one) === at))
      .map((at) => `${at} comes later, but the contract knows no such thing`),
  ];
}
