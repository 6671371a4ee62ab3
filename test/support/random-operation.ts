import { getNamedType, isLeafType, isObjectType } from 'graphql';
import type { GraphQLField, GraphQLObjectType, GraphQLSchema } from 'graphql';
import { resolvedFields } from '../../src/app/reads/planned-reads.ts';

export interface Known {
  readonly workspace: string;
  readonly jobs: readonly string[];
  readonly projects: readonly string[];
  readonly batches: readonly string[];
  readonly cursors: { readonly ids: readonly string[]; readonly sequences: readonly string[] };
}

/** Fields of rows that plans include; leaves of their types are chosen from what no method resolves. */
const INCLUDED: Readonly<Record<string, readonly string[]>> = {
  Workspace: ['jobs', 'members', 'projects', 'batches'],
  Member: ['user'],
  Job: ['createdBy', 'outputs', 'events'],
  Batch: ['createdBy', 'counts'],
  Project: ['createdBy', 'scenes', 'assets', 'jobs', 'latestVideo'],
  Scene: ['visualAsset', 'voiceAsset', 'focus'],
};
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
    const { workspace, jobs, projects, batches } = this.known;
    const roots = {
      workspace: ['Workspace', workspace],
      job: ['Job', this.#oneOf(jobs)],
      project: ['Project', this.#oneOf(projects)],
      batch: ['Batch', this.#oneOf(batches)],
    } as const;
    const root = this.#oneOf(['workspace', 'workspace', 'job', 'project', 'batch'] as const);
    const [typeName, id] = roots[root];
    const written = this.#chance(0.5) ? JSON.stringify(id) : this.#variable('ID!', id);
    const type = this.#type(typeName);
    const selection = `${this.#alias()}${root}(id: ${written}) ${this.#selection(type, 0)}`;
    const head = this.#definitions.length > 0 ? `query (${this.#definitions.join(', ')})` : 'query';
    return { query: `${head} { ${selection} } ${this.#fragments.join(' ')}`, variables: this.#variables };
  }

  #selection(type: GraphQLObjectType, depth: number): string {
    const resolved = resolvedFields();
    const fields = Object.values(type.getFields());
    const leaves = fields.filter(
      ({ name, type: of, args }) =>
        args.length === 0 && isLeafType(getNamedType(of)) && !String(of).includes('[') && !resolved.has(`${type.name}.${name}`),
    );
    const plain = leaves.filter(({ name, type: of }) => !UNPLANNED.includes(getNamedType(of).name) && !(name === 'cursor'));
    const parts = plain.filter(() => this.#chance(0.4)).map(({ name }) => `${this.#alias()}${name}`);
    if (this.#chance(0.2)) parts.push(`${this.#alias()}__typename`);
    for (const name of INCLUDED[type.name] ?? []) {
      const field = fields.find((one) => one.name === name);
      if (field && depth < 3 && this.#chance(0.6)) parts.push(this.#rows(field, depth));
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

  #rows(field: GraphQLField<unknown, unknown>, depth: number): string {
    const type = getNamedType(field.type);
    if (!isObjectType(type)) throw new Error(`${field.name} has no rows`);
    const node = type.getFields()['nodes'];
    if (!node) return `${this.#alias()}${field.name} ${this.#selection(type, depth + 1)}`;
    const nodes = `{ ${this.#alias()}nodes ${this.#selection(getNamedType(node.type) as GraphQLObjectType, depth + 1)} }`;
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

  #type(name: string): GraphQLObjectType {
    return this.schema.getType(name) as GraphQLObjectType;
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
