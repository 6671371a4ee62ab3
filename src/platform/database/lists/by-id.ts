import { sql } from 'kysely';
import { isId } from '../../../kernel/id.ts';
import type { SelectedField } from '../../../kernel/selection.ts';
import { loadBatched, valuesOf } from './load-batched.ts';
import type { Scope } from '../scope.ts';
import type { Include, PlannedRows, RowMapper, Sql } from './row-mapper.ts';

/** Rows of a table by id: one, a batch per request, or included with the rows that reference them. */
export class ById<Row> implements Include<Row | null> {
  readonly planned: PlannedRows;

  /** `where`: additional conditions for plans. `neverMissing`: every id that a parent references has a row. */
  constructor(
    private readonly shape: RowMapper<Row>,
    where: Sql = sql`true`,
    { neverMissing = false } = {},
  ) {
    this.planned = {
      mapper: shape,
      kind: 'ONE',
      neverMissing,
      json: (key, _, item) => sql`(select ${item} from ${sql.table(shape.table)} where ${shape.column('id')} = ${key} and ${where})`,
    };
  }

  /** The row with this id; null when it does not exist or belongs to another workspace. */
  async load(scope: Scope, id: string): Promise<Row | null> {
    if (!isId(id)) return null;
    const row = await loadBatched(scope, { owner: this, question: '', id }, async (em, ids) => {
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
    return sql`select row_to_json(one) as value from (${this.shape.select(selection)} where ${this.shape.column('id')} = ${key}) as one`;
  }
}
