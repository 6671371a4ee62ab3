import { sql } from 'kysely';
import { isId } from '../../../kernel/id.ts';
import { pageOf, pageWindow } from '../../../kernel/page.ts';
import type { ListArgs, ListPage, PageWindow } from '../../../kernel/page.ts';
import { ofNodes } from '../../../kernel/selection.ts';
import type { SelectedField, Selection } from '../../../kernel/selection.ts';
import { loadBatched, valuesOf } from './load-batched.ts';
import { conditionsOf } from './list-filter.ts';
import type { FilterFields } from './list-filter.ts';
import { beyond, cursorOf, readPosition } from './list-order.ts';
import type { ListOrder, Position } from './list-order.ts';
import type { Scope } from '../scope.ts';
import type { Include, PlannedRows, RowMapper, Sql } from './row-mapper.ts';

export interface PagedQueryOptions<Row, Filter, Field extends string> {
  readonly shape: RowMapper<Row>;
  /** Property with the parent's id, or the condition for the rows of a parent. A list without a parent is read with `root`. */
  readonly parent?: string | ((parentId: Sql) => Sql);
  /** Property that identifies a row within its list. Default `id`. */
  readonly key?: string;
  /** The orders that clients may choose, by name; the first one is the default. */
  readonly orders?: Readonly<Record<Field, ListOrder>>;
  /** Whether the default order is descending, with the greatest value first. */
  readonly descending?: boolean;
  /** For each field of the filter, how it restricts the rows. */
  readonly filters?: FilterFields<Filter>;
  /** Conditions that always apply, or that depend on missing fields of the filter. */
  readonly where?: (filter: Partial<Filter>) => readonly Sql[];
}

/** The rows of a parent that are read, and their order; all rows in the default order when empty. */
interface Question<Filter> {
  readonly window?: PageWindow<Position> | undefined;
  readonly orderBy?: { readonly field: string; readonly direction: 'ASC' | 'DESC' } | undefined;
  readonly filter?: Filter | null | undefined;
  readonly selection?: Selection | undefined;
}

export interface ListOptions<Row> {
  /** The selected fields; all listed fields without includes when omitted. */
  readonly selection?: Selection | undefined;
  /** The rows, if they were read together with their parent. */
  readonly preloaded?: readonly Row[] | undefined;
}

const BY_KEY: ListOrder = { property: 'id', type: 'uuid' };
/** Parent id of lists that have no parent. */
const NO_PARENT = '00000000-0000-0000-0000-000000000000';

/**
 * Child rows of a parent: filtered, ordered, page by page. Pages of several parents that are requested together are one statement; an
 * included page is part of its parent's statement.
 */
export class PagedQuery<Row, Filter = object, Field extends string = never> implements Include<readonly Row[]> {
  readonly planned: PlannedRows;
  readonly #key: string;
  readonly #orders: readonly (readonly [string, ListOrder])[];

  constructor(private readonly options: PagedQueryOptions<Row, Filter, Field>) {
    const { key = 'id', orders } = options;
    this.#key = key;
    this.#orders = orders ? Object.entries<ListOrder>(orders) : [['KEY', { ...BY_KEY, property: key }]];
    this.planned = {
      mapper: options.shape,
      kind: orders ? 'PAGE' : 'LIST',
      json: (parent, args, item) => this.#jsonOf(parent, orders ? this.#questionOf(args) : {}, item),
    };
  }

  /** A page of a parent's rows. @throws ReelwrightError BAD_USER_INPUT for invalid arguments, which names the field */
  async list(
    scope: Scope,
    parentId: string,
    args: ListArgs<Filter, Field>,
    { selection, preloaded }: ListOptions<Row> = {},
  ): Promise<ListPage<Row>> {
    const question = { ...this.#questionOf(args), selection };
    const [name, order] = this.#orderOf(question);
    const rows = preloaded ?? (await this.#rows(scope, parentId, question));
    return {
      ...pageOf(question.window, rows),
      cursorOf: (row) => cursorOf(row as object, name, order, this.#key),
      count: () => this.#count(scope, parentId, args.filter),
    };
  }

  /** A page of all rows that the actor may read, for lists without a parent. */
  root(scope: Scope, args: ListArgs<Filter, Field>, options: ListOptions<Row> = {}): Promise<ListPage<Row>> {
    return this.list(scope, NO_PARENT, args, options);
  }

  /** All rows of a parent in the default order. */
  rows(scope: Scope, parentId: string): Promise<readonly Row[]> {
    return this.#rows(scope, parentId, {});
  }

  /** The row with this id in the list of any parent. Null for a missing row and for one of another workspace. */
  async find(scope: Scope, id: string, selection?: Selection): Promise<Row | null> {
    if (!isId(id)) return null;
    const { shape, where } = this.options;
    const conditions = [sql`${shape.column('id')} = ${id}`, ...(where?.({}) ?? [])];
    const row = sql<{ value: unknown }>`select row_to_json(item) as value from (${shape.select(selection)}
      where ${sql.join(conditions, sql` and `)}) as item`;
    const { rows } = await scope.read((em) => row.execute(em.getKysely()));
    return rows[0] ? shape.decode(rows[0].value) : null;
  }

  query(key: Sql, { args, subfields }: SelectedField): Sql | undefined {
    if (!args) return undefined;
    if (!this.options.orders) return this.#rowsOf(key, { selection: subfields });
    try {
      return this.#rowsOf(key, { ...this.#questionOf(args), selection: ofNodes(subfields) });
    } catch {
      // Invalid arguments are reported by the resolver of the field, with their path.
      return undefined;
    }
  }

  decode(value: unknown): readonly Row[] {
    return (value as unknown[]).map((row) => this.options.shape.decode(row));
  }

  /** Reads the rows. With a window, one more than its limit when more exist. */
  async #rows(scope: Scope, parentId: string, question: Question<Filter>): Promise<readonly Row[]> {
    const rows = await loadBatched(scope, { owner: this, question: JSON.stringify(question), id: parentId }, async (em, ids) => {
      const values = await valuesOf(em, ids, (key) => this.#rowsOf(key, question));
      return new Map([...values].map(([id, value]) => [id, this.decode(value)]));
    });
    return rows ?? [];
  }

  async #count(scope: Scope, parentId: string, filter: Filter | null | undefined): Promise<number> {
    const question = `count ${JSON.stringify(filter ?? null)}`;
    const count = await loadBatched(scope, { owner: this, question, id: parentId }, (em, ids) =>
      valuesOf<number>(
        em,
        ids,
        (key) => sql`select count(*)::int as value from ${sql.table(this.options.shape.table)} where ${this.#where(key, { filter })}`,
      ),
    );
    return count ?? 0;
  }

  #questionOf(args: ListArgs<Filter, Field>): Question<Filter> & { readonly window: PageWindow<Position> } {
    const { filter, orderBy } = args;
    const [name, order] = this.#orderOf({ orderBy: orderBy ?? undefined });
    const window = pageWindow(args, readPosition(name, order, this.#key));
    return { window, orderBy: orderBy ?? undefined, filter: filter ?? undefined };
  }

  #orderOf({ orderBy }: Pick<Question<Filter>, 'orderBy'>): readonly [string, ListOrder] {
    const found = this.#orders.find(([name]) => name === orderBy?.field) ?? this.#orders[0];
    if (!found) throw new Error('a list has an order');
    return found;
  }

  #rowsOf(parent: Sql, question: Question<Filter>): Sql {
    const { shape } = this.options;
    const { window, selection } = question;
    const [, { property }] = this.#orderOf(question);
    const order = this.#orderBy(question, this.#isDown(question));
    const limit = window ? sql` limit ${window.limit + 1}` : sql``;
    // The cursor needs the column by which the rows are ordered.
    const selected = selection && { ...selection, [property]: selection[property] ?? { args: {}, subfields: {} } };
    return sql`select coalesce(json_agg(item), '[]') as value from (${shape.select(selected)}
      where ${this.#where(parent, question)} order by ${order}${limit}) as item`;
  }

  #orderBy(question: Question<Filter>, isDown: boolean): Sql {
    const [, { property }] = this.#orderOf(question);
    const direction = sql.raw(isDown ? 'desc' : 'asc');
    const columns = property === this.#key ? [property] : [property, this.#key];
    return sql.join(columns.map((name) => sql`${this.options.shape.column(name)} ${direction}`));
  }

  /** A backward page is reversed into the list's order. The limit is part of the text, because it has only 100 values. */
  #jsonOf(parent: Sql, question: Question<Filter>, item: Sql): Sql {
    const { window } = question;
    const order = this.#orderBy(question, this.#isDown(question));
    const limit = window ? sql` limit ${sql.lit(window.limit)}` : sql``;
    const rows = sql`array(select ${item} from ${sql.table(this.options.shape.table)} where ${this.#where(parent, question)} order by ${order}${limit})`;
    return sql`array_to_string(${window?.reverse ? sql`array_reverse(${rows})` : rows}, ',')`;
  }

  #where(parentId: Sql, question: Question<Filter>): Sql {
    const { shape, parent, filters, where } = this.options;
    const { window, filter } = question;
    const conditions = [
      typeof parent === 'string' ? sql`${shape.column(parent)} = ${parentId}` : (parent?.(parentId) ?? sql`true`),
      ...(where?.(filter ?? {}) ?? []),
      ...(filters ? conditionsOf(filters, filter, shape) : []),
    ];
    if (window?.beyond !== undefined) {
      const [, order] = this.#orderOf(question);
      const columns = { value: shape.column(order.property), key: shape.column(this.#key) };
      conditions.push(beyond(window.beyond, order, columns, this.#isDown(question)));
    }
    return sql.join(conditions, sql` and `);
  }

  /** Whether rows are read in descending order; a backward page reverses the order of its list. */
  #isDown({ window, orderBy }: Question<Filter>): boolean {
    const descending = orderBy ? orderBy.direction === 'DESC' : (this.options.descending ?? false);
    return descending !== (window?.reverse ?? false);
  }
}
