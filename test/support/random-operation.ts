import { getNamedType, isLeafType } from 'graphql';
import type { GraphQLField, GraphQLObjectType, GraphQLSchema } from 'graphql';
import { plannedRoots, resolvedFields } from '../../src/app/reads/planned-reads.ts';
import type { PlannedRows } from '../../src/platform/database/lists/row-mapper.ts';
import { includedFields, rowsOf } from './planned-places.ts';

export interface Known {
  /** Ids by the name of the query. Every planned query needs some. */
  readonly ids: Readonly<Record<string, readonly string[]>>;
  readonly cursors: { readonly ids: readonly string[]; readonly sequences: readonly string[] };
}

type Mapper = PlannedRows['mapper'];

/** Texts that depend on more than a column. */
const UNPLANNED = ['JSON', 'JobFailure', 'FilmCheck'];

/** The same operation for the same seed: aliases, fragments, pages both ways, variables. */
export function randomOperation(schema: GraphQLSchema, seed: number, known: Known): { query: string; variables: Record<string, unknown> } {
  return new Writer(schema, seed, known).operation();
}

class Writer {
  readonly #fragments: string[] = [];
  readonly #variables: Record<string, unknown> = {};
  readonly #definitions: string[] = [];
  #state: number;
  #names = 0;

  constructor(
    private readonly schema: GraphQLSchema,
    seed: number,
    private readonly known: Known,
  ) {
    this.#state = seed * 7_919;
  }

  operation(): { query: string; variables: Record<string, unknown> } {
    const roots = [...plannedRoots()];
    // Most lists begin at a workspace.
    const [root, { mapper }] = this.#oneOf([...roots, ...roots.filter(([name]) => name === 'workspace')]);
    const ids = this.known.ids[root];
    if (!ids) throw new Error(`no ids for the planned query ${root}`);
    const id = this.#oneOf(ids);
    const written = this.#chance(0.5) ? JSON.stringify(id) : this.#variable('ID!', id);
    const { type } = rowsOf(this.schema.getQueryType()!.getFields()[root]!.type);
    const selection = `${this.#alias()}${root}(id: ${written}) ${this.#selection(type, mapper, [])}`;
    const head = this.#definitions.length > 0 ? `query (${this.#definitions.join(', ')})` : 'query';
    return { query: `${head} { ${selection} } ${this.#fragments.join(' ')}`, variables: this.#variables };
  }

  /** `around`: the tables in which it is nested. */
  #selection(type: GraphQLObjectType, mapper: Mapper, around: readonly string[]): string {
    const tables = [...around, mapper.table];
    const resolved = resolvedFields();
    const fields = Object.values(type.getFields());
    const leaves = fields.filter(
      ({ name, type: of, args }) =>
        args.length === 0 && isLeafType(getNamedType(of)) && !String(of).includes('[') && !resolved.has(`${type.name}.${name}`),
    );
    const plain = leaves.filter(({ name, type: of }) => !UNPLANNED.includes(getNamedType(of).name) && !(name === 'cursor'));
    const parts = plain.filter(() => this.#chance(0.4)).map(({ name }) => `${this.#alias()}${name}`);
    if (this.#chance(0.2)) parts.push(`${this.#alias()}__typename`);
    for (const { name, rows } of includedFields(type, mapper)) {
      // A plan does not read a table within itself.
      if (tables.includes(rows.mapper.table) || tables.length > 3 || !this.#chance(0.5)) continue;
      parts.push(this.#rows(type.getFields()[name]!, rows.mapper, tables));
    }
    if (parts.length === 0) parts.push('__typename');
    const mixed = parts.toSorted(() => this.#next() - 0.5);
    const cut = Math.floor(this.#next() * mixed.length);
    return `{ ${[...mixed.slice(0, cut), ...this.#wrapped(type, mixed.slice(cut))].join(' ')} }`;
  }

  /** Sometimes within a fragment. */
  #wrapped(type: GraphQLObjectType, parts: readonly string[]): readonly string[] {
    if (parts.length === 0 || this.#chance(0.6)) return parts;
    if (this.#chance(0.3)) return [`... { ${parts.join(' ')} }`];
    if (this.#chance(0.5)) return [`... on ${type.name} { ${parts.join(' ')} }`];
    const name = this.#name('F');
    this.#fragments.push(`fragment ${name} on ${type.name} { ${parts.join(' ')} }`);
    return [`...${name}`, ...(this.#chance(0.2) ? [`...${name}`] : [])];
  }

  #rows(field: GraphQLField<unknown, unknown>, mapper: Mapper, tables: readonly string[]): string {
    const { type, isPage } = rowsOf(field.type);
    if (!isPage) return `${this.#alias()}${field.name} ${this.#selection(type, mapper, tables)}`;
    const nodes = `{ ${this.#alias()}nodes ${this.#selection(type, mapper, tables)} }`;
    return `${this.#alias()}${field.name}${this.#page(field.name)} ${nodes}`;
  }

  #page(list: string): string {
    if (this.#chance(0.2)) return '';
    const [size, cursor] = this.#chance(0.5) ? ['first', 'after'] : ['last', 'before'];
    const number = 1 + Math.floor(this.#next() * 8);
    const args = [`${size}: ${this.#chance(0.5) ? number : this.#variable('Int', number)}`];
    const text = this.#oneOf(list === 'events' ? this.known.cursors.sequences : this.known.cursors.ids);
    if (this.#chance(0.5)) args.push(`${cursor}: ${this.#chance(0.5) ? JSON.stringify(text) : this.#variable('String', text)}`);
    return `(${args.join(', ')})`;
  }

  #variable(type: string, value: unknown): string {
    const name = this.#name('v');
    this.#definitions.push(`$${name}: ${type}`);
    this.#variables[name] = value;
    return `$${name}`;
  }

  #alias(): string {
    return this.#chance(0.15) ? `${this.#name('a')}: ` : '';
  }

  #name(prefix: string): string {
    return `${prefix}${(this.#names += 1)}`;
  }

  #oneOf<T>(values: readonly T[]): T {
    return values[Math.floor(this.#next() * values.length)] as T;
  }

  #chance(share: number): boolean {
    return this.#next() < share;
  }

  /** Mulberry32. */
  #next(): number {
    this.#state = (this.#state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
}
