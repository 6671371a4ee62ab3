import { p } from '@mikro-orm/core';
import type { EventArgs, EventSubscriber } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { authorOf } from '../../kernel/actor.ts';
import type { Actor } from '../../kernel/actor.ts';
import { ROLES } from '../../kernel/role.ts';
import type { Role } from '../../kernel/role.ts';
import { timestamp } from './timestamp.ts';

// Hidden, so that lists read as JSON do not include them (RowMapper).
const by = () => p.uuid().nullable().hidden();
const role = () => p.enum(ROLES).nullable().hidden();
const at = () => timestamp().nullable().hidden();

/**
 * Columns for the last change of a row: the person, the time, and the role that they had in the workspace. For every table that people
 * change; `createdAt` and `createdBy` are columns of the entity. Changes by the engine do not touch them.
 */
export const changeStamps = () => ({ createdByRole: role(), updatedAt: at(), updatedBy: by(), updatedByRole: role() });

/** Columns for the end of a row, whose time is the column `deletedAt`, `revokedAt` or `endedAt`. */
export const deletionStamps = () => ({ deletedBy: by(), deletedByRole: role() });
export const revocationStamps = () => ({ revokedBy: by(), revokedByRole: role() });
export const endStamps = () => ({ endedBy: by(), endedByRole: role() });

const ENDS = ['deleted', 'revoked', 'ended'] as const;

const actors = new WeakMap<object, Actor>();

/** Attributes the changes of a transaction to this actor. Called by the owner of the transaction. */
export const stampAs = (em: EntityManager, actor: Actor): void => void actors.set(em, actor);

type Stamped = Record<string, unknown> & { id?: string; workspaceId?: string };

/** Writes the stamps of every row that is flushed; no other code does. */
export class ChangeStamper implements EventSubscriber<Stamped> {
  beforeCreate({ entity, em, meta }: EventArgs<Stamped>): void {
    if (!('createdByRole' in meta.properties)) return;
    const author = this.#authorOf(em, entity);
    if (author) Object.assign(entity, { createdBy: entity['createdBy'] ?? author.userId, createdByRole: author.role });
  }

  beforeUpdate({ entity, em, meta, changeSet }: EventArgs<Stamped>): void {
    if (!('updatedBy' in meta.properties)) return;
    const author = this.#authorOf(em, entity);
    if (author) Object.assign(entity, { updatedAt: new Date(), updatedBy: author.userId, updatedByRole: author.role });
    for (const end of ENDS) {
      if (!(`${end}By` in meta.properties) || !(`${end}At` in (changeSet?.payload ?? {}))) continue;
      const ended = entity[`${end}At`] ? author : undefined;
      Object.assign(entity, { [`${end}By`]: ended?.userId ?? null, [`${end}ByRole`]: ended?.role ?? null });
    }
  }

  #authorOf(em: object, { workspaceId, id }: Stamped): { readonly userId: string; readonly role: Role | null } | undefined {
    const actor = actors.get(em);
    const userId = actor && authorOf(actor);
    if (!userId) return undefined;
    const memberships = 'memberships' in actor ? actor.memberships : undefined;
    // In the table of workspaces, the workspace id is the row's own id.
    return { userId, role: memberships?.get(workspaceId ?? id ?? '') ?? null };
  }
}
