import { sql } from 'kysely';
import type { SelectedField } from '../../../kernel/selection.ts';
import { loadBatched, valuesOf } from './load-batched.ts';
import type { Scope } from '../scope.ts';
import type { Include, PlannedRows, RowMapper, Sql } from './row-mapper.ts';

/** The newest child row of a parent: one, a batch per request, or included with its parent. */
export class Newest<Row> implements Include<Row | null> {
  readonly planned: PlannedRows;

  /** `parent`: property with the parent's id. `where`: conditions for the rows that count. */
  constructor(
    private readonly shape: RowMapper<Row>,
    private readonly parent: string,
    private readonly where: Sql,
  ) {
    this.planned = {
      mapper: shape,
      kind: 'ONE',
      json: (key, _, item) => sql`(select ${item} from ${sql.table(shape.table)} ${this.#newest(key)})`,
    };
  }

  /** The newest row of a parent; null when it has none. */
  async load(scope: Scope, parentId: string): Promise<Row | null> {
    const row = await loadBatched(scope, { owner: this, question: '', id: parentId }, async (em, ids) => {
      const values = await valuesOf(em, ids, (key) => this.#one(key));
      return new Map([...values].map(([found, value]) => [found, this.decode(value)]));
    });
    return row ?? null;
  }

  query(key: Sql, { subfields }: SelectedField): Sql {
    return this.#one(key, subfields);
  }

  decode(value: unknown): Row | null {
    return value == null ? null : this.shape.decode(value);
  }

  #one(key: Sql, selection?: SelectedField['subfields']): Sql {
    return sql`select row_to_json(one) as value from (${this.shape.select(selection)} ${this.#newest(key)}) as one`;
  }

  #newest(key: Sql): Sql {
    const { shape, parent, where } = this;
    return sql`where ${shape.column(parent)} = ${key} and ${where} order by ${shape.column('id')} desc limit 1`;
  }
}
