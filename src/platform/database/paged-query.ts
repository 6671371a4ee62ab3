import { sql } from 'kysely';
import { isId } from '../../kernel/id.ts';
import { pageOf } from '../../kernel/page.ts';
import type { Page, PageWindow } from '../../kernel/page.ts';
import type { SelectedField, Selection } from '../../kernel/selection.ts';
import { loadBatched, valuesOf } from './load-batched.ts';
import type { Scope } from './scope.ts';
import type { Include, RowMapper, Sql } from './row-mapper.ts';

export interface PagedQueryOptions<Row, Filter> {
  readonly shape: RowMapper<Row>;
  /** Property that holds the parent's id. */
  readonly parent: string;
  /** Property that defines the order and the cursors; unique within the parent. */
  readonly order?: string;
  /** Greatest first. */
  readonly descending?: boolean;
  /** Conditions besides the parent. */
  readonly where?: (filter: Filter) => readonly Sql[];
  /** Converts the field's arguments to a page window; without it the field returns all rows. */
  readonly window?: (args: Readonly<Record<string, unknown>>) => PageWindow<string | number>;
}

/** Which rows of a parent and in which order; all rows in the default order when empty. */
export interface PageRequest<Filter> {
  readonly window?: PageWindow<string | number> | undefined;
  readonly descending?: boolean | undefined;
  readonly filter?: Filter | undefined;
  readonly selection?: Selection | undefined;
}

/**
 * Child rows of a parent, page by page. Pages of several parents requested together are one statement; an included page is part of its
 * parent's statement.
 */
export class PagedQuery<Row, Filter = undefined> implements Include<readonly Row[]> {
  constructor(private readonly options: PagedQueryOptions<Row, Filter>) {}

  async page(
    scope: Scope,
    parentId: string,
    question: PageRequest<Filter> & { readonly window: PageWindow<string | number> },
  ): Promise<Page<Row>> {
    return pageOf(question.window, await this.rows(scope, parentId, question));
  }

  /** With a window, one row more than its limit when more exist. */
  async rows(scope: Scope, parentId: string, question: PageRequest<Filter> = {}): Promise<readonly Row[]> {
    const rows = await loadBatched(scope, { owner: this, question: JSON.stringify(question), id: parentId }, async (em, ids) => {
      const values = await valuesOf(em, ids, (key) => this.#rowsOf(key, question));
      return new Map([...values].map(([id, value]) => [id, this.decode(value)]));
    });
    return rows ?? [];
  }

  /** The row with this id, if it is a row of any parent's list. Null for a missing row and for one of another workspace. */
  async find(scope: Scope, id: string, selection?: Selection): Promise<Row | null> {
    if (!isId(id)) return null;
    const { shape, where } = this.options;
    const conditions = [sql`${shape.column('id')} = ${id}`, ...(where?.({} as Filter) ?? [])];
    const row = sql<{ value: unknown }>`select row_to_json(item) as value from (${shape.select(selection)}
      where ${sql.join(conditions, sql` and `)}) as item`;
    const { rows } = await scope.read((em) => row.execute(em.getKysely()));
    return rows[0] ? shape.revive(rows[0].value) : null;
  }

  async count(scope: Scope, parentId: string, filter?: Filter): Promise<number> {
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

  query(key: Sql, { args, subfields }: SelectedField): Sql | undefined {
    const { window } = this.options;
    if (!args) return undefined;
    try {
      return this.#rowsOf(key, { window: window?.(args), selection: subfields });
    } catch {
      // The field's resolver reports invalid arguments with their path.
      return undefined;
    }
  }

  decode(value: unknown): readonly Row[] {
    return (value as unknown[]).map((row) => this.options.shape.revive(row));
  }

  #rowsOf(key: Sql, question: PageRequest<Filter>): Sql {
    const { shape, order = 'id' } = this.options;
    const { window, selection } = question;
    const direction = sql.raw(this.#isDown(question) ? 'desc' : 'asc');
    const limit = window ? sql` limit ${window.limit + 1}` : sql``;
    return sql`select coalesce(json_agg(item), '[]') as value from (${shape.select(selection)}
      where ${this.#where(key, question)} order by ${shape.column(order)} ${direction}${limit}) as item`;
  }

  #where(key: Sql, question: PageRequest<Filter>): Sql {
    const { shape, parent, order = 'id', where } = this.options;
    const { window, filter } = question;
    const conditions = [sql`${shape.column(parent)} = ${key}`, ...(where?.((filter ?? {}) as Filter) ?? [])];
    if (window?.beyond !== undefined) {
      // A log sequence may exceed the column's type.
      const beyond = typeof window.beyond === 'number' ? sql`${window.beyond}::bigint` : sql`${window.beyond}`;
      conditions.push(sql`${shape.column(order)} ${sql.raw(this.#isDown(question) ? '<' : '>')} ${beyond}`);
    }
    return sql.join(conditions, sql` and `);
  }

  /** The direction of reading, which is reversed for a backward page. */
  #isDown({ window, descending = this.options.descending ?? false }: PageRequest<Filter>): boolean {
    return descending !== (window?.reverse ?? false);
  }
}
