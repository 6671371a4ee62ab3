import { p, type PrimaryKeyProp } from '@mikro-orm/core';

/**
 * A foreign key whose property is the id itself, so that a row looks the same whether the entity manager or a list as JSON has read it. Queries may
 * join and filter by the target's properties; the target is never loaded along. The constraint itself is in the migrations.
 */
export const references = <Target extends { '~entity': object }, const Column extends string>(target: Target, column: Column) =>
  p
    .manyToOne(target as object as { '~entity': { id: string; [PrimaryKeyProp]?: 'id' } })
    .mapToPk()
    .fieldName(column);
