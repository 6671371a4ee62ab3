import { sql } from 'kysely';
import type { ReadableColumn } from '../readable-column.ts';
import { RowMapper } from './row-mapper.ts';
import type { Include, PlannedRows } from './row-mapper.ts';

/** An object of numbers in a jsonb column of its parent's row. Lists read the column directly; read plans use this form. */
export class JsonObject<Value extends Readonly<Record<string, number>>> implements Include<Value | null> {
  readonly planned: PlannedRows;

  /** `name` must differ from the names of tables that the object may be nested in. */
  constructor(name: string, properties: readonly (keyof Value & string)[]) {
    const columns = sql.join(properties.map((property) => sql`${sql.id(property)} double precision`));
    this.planned = {
      mapper: new RowMapper(
        { meta: { tableName: name, properties: {} } },
        {
          computed: Object.fromEntries(properties.map((property) => [property, { value: sql.ref(`${name}.${property}`), column: NUMBER }])),
        },
      ),
      kind: 'ONE',
      json: (key, _, item) => sql`(select ${item} from jsonb_to_record(${key}) as ${sql.id(name)} (${columns}) where ${key} is not null)`,
    };
  }

  query(): undefined {
    return undefined;
  }

  decode(value: unknown): Value | null {
    return value as Value | null;
  }
}

const NUMBER: ReadableColumn = { kind: 'FLOAT', nullable: false, words: [] };
