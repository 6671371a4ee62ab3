import {
  GraphQLID,
  execute as interpret,
  getNamedType,
  isCompositeType,
  isInputObjectType,
  isListType,
  isNonNullType,
  parse,
} from 'graphql';
import type { DocumentNode, GraphQLField, GraphQLInputType, GraphQLSchema } from 'graphql';
import { openSchema, type ApiSchema } from '../../src/app/schema.ts';
import { silentLog } from '../../src/kernel/log.ts';
import type { Actor } from '../../src/kernel/actor.ts';
import { compilingExecutor } from '../../src/platform/graphql/executor.ts';
import { openSource, runOnce } from '../../src/platform/graphql/operation.ts';
import { presentError } from '../../src/platform/graphql/errors/present-error.ts';
import { SharedLog } from '../../src/platform/event-stream/shared-log.ts';
import { words, type ApiError } from './client.ts';
import { scopeOf, type Engine } from './engine.ts';

type Arguments = Readonly<Record<string, unknown>>;

/** What an operation answered: nothing but that it went well, or the refusal as clients read it, without its time and request. */
export type Outcome = 'ok' | { readonly message: string; readonly extensions: { readonly code: string } };

/** Calls root fields by name, as the two transports do, in the name of anybody. */
export interface Caller {
  readonly schema: GraphQLSchema;
  /** `selection`: what is asked of the answer, `{ __typename }` when nothing is said. */
  call(actor: Actor, name: string, args: Arguments, selection?: string): Promise<Outcome>;
  /** The data as JSON and the codes of all errors. A subscription answers with this event, as it would to a subscriber. */
  read(actor: Actor, name: string, args: Arguments, selection: string, event?: object): Promise<Answer>;
}

export interface Answer {
  readonly data: string;
  readonly codes: readonly unknown[];
}

export async function openCaller(engine: Engine): Promise<Caller> {
  const { schema, instance }: ApiSchema = await openSchema(engine);
  const execute = compilingExecutor();
  return {
    schema,
    call: async (actor, name, args, selection) => {
      const contextValue = { scope: scopeOf(engine, actor), instance };
      const request = { schema, document: documentFor(schema, name, args, selection), variableValues: { ...args }, contextValue };
      const result = await (name.startsWith('Subscription.') ? openSource(request) : runOnce(execute, request));
      await contextValue.scope.close();
      if (result instanceof SharedLog || !result.errors?.[0]) return 'ok';
      return words(presentError(result.errors[0], { requestId: '', log: silentLog, hideSuggestions: true }) as ApiError) as Outcome;
    },
    read: async (actor, name, args, selection, rootValue) => {
      const contextValue = { scope: scopeOf(engine, actor), instance };
      const document = documentFor(schema, name, args, selection);
      // Read once each: compiling them would take longer than running them.
      const result = await runOnce(async (operation) => interpret(operation), {
        schema,
        document,
        variableValues: { ...args },
        contextValue,
        rootValue,
      });
      return { data: JSON.stringify(result.data ?? null), codes: (result.errors ?? []).map(({ extensions }) => extensions['code']) };
    },
  };
}

export function fieldOf(schema: GraphQLSchema, name: string): GraphQLField<unknown, unknown> {
  const [type = '', field = ''] = name.split('.');
  const found = rootTypes(schema)
    .find((root) => root.name === type)
    ?.getFields()[field];
  if (!found) throw new Error(`the schema has no ${name}`);
  return found;
}

const rootTypes = (schema: GraphQLSchema) =>
  [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap((type) => type ?? []);

export const operationNames = (schema: GraphQLSchema): string[] =>
  rootTypes(schema).flatMap((type) => Object.keys(type.getFields()).map((field) => `${type.name}.${field}`));

/** The call with these arguments as variables. */
function documentFor(schema: GraphQLSchema, name: string, args: Arguments, asked = '{ __typename }'): DocumentNode {
  const field = fieldOf(schema, name);
  const given = field.args.filter((arg) => arg.name in args);
  const list = (parts: string[]): string => (parts.length > 0 ? `(${parts.join(', ')})` : '');
  const variables = list(given.map((arg) => `$${arg.name}: ${String(arg.type)}`));
  const values = list(given.map((arg) => `${arg.name}: $${arg.name}`));
  const selection = isCompositeType(getNamedType(field.type)) ? asked : '';
  return parse(`${(name.split('.')[0] ?? '').toLowerCase()} ${variables} { ${field.name}${values} ${selection} }`);
}

/** Where an operation takes ids: its arguments, and the fields of its inputs however deep. */
export const idPaths = (schema: GraphQLSchema, name: string): string[] =>
  fieldOf(schema, name).args.flatMap((arg) => idsIn(arg.type, arg.name, []));

function idsIn(type: GraphQLInputType, path: string, above: readonly string[]): string[] {
  if (isNonNullType(type)) return idsIn(type.ofType, path, above);
  if (isListType(type)) return idsIn(type.ofType, `${path}.0`, above);
  if (type === GraphQLID) return [path];
  if (!isInputObjectType(type) || above.includes(type.name)) return [];
  return Object.values(type.getFields()).flatMap((field) => idsIn(field.type, `${path}.${field.name}`, [...above, type.name]));
}

export const at = (args: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], args);

/** A copy with another value there. */
export function withAt(args: Arguments, path: string, value: unknown): Arguments {
  const copy = structuredClone(args) as Record<string, unknown>;
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const holder = keys.length > 0 ? (at(copy, keys.join('.')) as Record<string, unknown>) : copy;
  holder[last] = value;
  return copy;
}
