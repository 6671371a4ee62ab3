import { p, type PrimaryKeyProp } from '@mikro-orm/core';

/**
 * A foreign key whose property is the id itself, so that a row looks the same whether the entity manager or a list as JSON has read it. The
 * unit of work writes in the order of these references and never loads the target. The constraint itself is in the migrations.
 */
export const references = <const Column extends string>(target: { '~entity': object }, column: Column) =>
  p
    .manyToOne(target as { '~entity': { id: string; [PrimaryKeyProp]?: 'id' } })
    .mapToPk()
    .fieldName(column);
