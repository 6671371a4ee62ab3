import { sql } from 'kysely';
import { pageOf } from '../../kernel/page.ts';
import type { Page, PageWindow } from '../../kernel/page.ts';
import type { SelectedField, Selection } from '../../kernel/selection.ts';
import { loadBatched, valuesOf } from './load-batched.ts';
import type { Scope } from './scope.ts';
import type { Include, RowMapper, Sql } from './row-mapper.ts';

export interface PagedQueryOptions<Row, Filter> {
  readonly shape: RowMapper<Row>;
  /** Property with the id of what the rows belong to. */
  readonly parent: string;
  /** Property by which they are ordered and cursors point; unique within the parent. */
  readonly order?: string;
  /** Newest first, which is the greatest first. */
  readonly descending?: boolean;
  /** Conditions beside the parent. */
  readonly where?: (filter: Filter) => readonly Sql[];
  /** How arguments of a field say which page; without it a field has all rows. */
  readonly window?: (args: Readonly<Record<string, unknown>>) => PageWindow<string | number>;
}

/** Which rows of a parent, in which order; all of them, in the listing's own, where nothing is said. */
export interface PageRequest<Filter> {
  readonly window?: PageWindow<string | number> | undefined;
  readonly descending?: boolean | undefined;
  readonly filter?: Filter | undefined;
  readonly selection?: Selection | undefined;
}

/**
 * The rows that belong to another row, page by page. Pages of several parents that are asked for at the same time are one statement,
 * and so are a parent and its pages where they come along.
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

  /** With a window one more than its limit, where there is one. */
  async rows(scope: Scope, parentId: string, question: PageRequest<Filter> = {}): Promise<readonly Row[]> {
    const rows = await loadBatched(scope, { owner: this, question: JSON.stringify(question), id: parentId }, async (em, ids) => {
      const values = await valuesOf(em, ids, (key) => this.#rowsOf(key, question));
      return new Map([...values].map(([id, value]) => [id, this.decode(value)]));
    });
    return rows ?? [];
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
      // Whoever resolves the field says what is wrong with its arguments, at its place.
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
      // A number of a log may be larger than its column takes.
      const beyond = typeof window.beyond === 'number' ? sql`${window.beyond}::bigint` : sql`${window.beyond}`;
      conditions.push(sql`${shape.column(order)} ${sql.raw(this.#isDown(question) ? '<' : '>')} ${beyond}`);
    }
    return sql.join(conditions, sql` and `);
  }

  /** In the direction in which rows are read, which is the other one when a page is asked for from its end. */
  #isDown({ window, descending = this.options.descending ?? false }: PageRequest<Filter>): boolean {
    return descending !== (window?.reverse ?? false);
  }
}
