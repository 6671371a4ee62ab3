import { BigIntType, BooleanType, DateTimeType, FloatType, IntegerType, StringType, TextType, UuidType } from '@mikro-orm/core';
import type { EntityProperty } from '@mikro-orm/core';

/** A column whose JSON text equals that of the field (for `MOMENT` after formatting). */
export interface ReadableColumn {
  readonly kind: 'TEXT' | 'UUID' | 'ENUM' | 'INTEGER' | 'BIGINT' | 'FLOAT' | 'BOOLEAN' | 'MOMENT';
  readonly nullable: boolean;
  /** The values of an enum. */
  readonly words: readonly string[];
}

const KINDS = new Map<unknown, ReadableColumn['kind']>([
  [UuidType, 'UUID'],
  [TextType, 'TEXT'],
  [StringType, 'TEXT'],
  [IntegerType, 'INTEGER'],
  [BigIntType, 'BIGINT'],
  [FloatType, 'FLOAT'],
  [BooleanType, 'BOOLEAN'],
  [DateTimeType, 'MOMENT'],
]);

/**
 * How a plan can read a property; undefined for JSON, arrays and other types. Expects the property as defined, before the ORM completes it.
 */
export function readableColumn(property: EntityProperty): ReadableColumn | undefined {
  const nullable = property.nullable === true;
  if (property.enum) return { kind: 'ENUM', nullable, words: (property.items ?? []).map(String) };
  const kind = KINDS.get(typeOf(property.type));
  // Only milliseconds, as in Date: PostgreSQL would round further digits, while Date cuts them.
  if (kind === 'MOMENT' && columnTypeOf(property) !== PRECISE) return undefined;
  return kind && { kind, nullable, words: [] };
}

const PRECISE = 'timestamptz(3)';

/** The class of a type, which is given as a class or, with options, as an instance. */
const typeOf = (type: unknown): unknown => (typeof type === 'object' && type ? type.constructor : type);

const columnTypeOf = (property: EntityProperty): unknown => (property as { columnType?: unknown }).columnType;
