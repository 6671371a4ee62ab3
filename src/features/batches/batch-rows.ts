import type { EntityManager, InferKyselyDB } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { newId } from '../../kernel/id.ts';
import { creditsHeld, reserveAll, settleCredits } from '../billing/billing.service.ts';
import type { NewReservation } from '../billing/billing.service.ts';
import type { CheckedRow } from './batch-check.ts';
import type { BatchItemEntity, BatchRow } from './batch.entity.ts';

/** Rows written by one statement, so that its text stays below some megabytes. */
const ROWS_AT_ONCE = 1_000;

export async function insertRows(
  em: EntityManager,
  { id, workspaceId }: { readonly id: string; readonly workspaceId: string },
  rows: readonly CheckedRow[],
): Promise<void> {
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    await em.execute(
      `insert into batch_rows (batch_id, number, workspace_id, variables, credits)
       select ?::uuid, r.number, ?::uuid, r.variables, r.credits
       from jsonb_to_recordset(?::jsonb) as r (number int, variables jsonb, credits int)`,
      [id, workspaceId, JSON.stringify(rows.slice(from, from + ROWS_AT_ONCE))],
    );
  }
}

type ReservingBatch = Pick<BatchRow, 'id' | 'workspaceId'> & { readonly reservationId?: string | null | undefined };

/**
 * Replaces the reservation of a locked batch by one for the rows that wait now. `between` can make other reservations from the credits that
 * become free; those of `others` are made in the same statement. Returns the new reservation. It locks the balance, so it must be the last
 * lock of its transaction. @throws ReelwrightError INSUFFICIENT_CREDITS
 */
export async function reserveForWaiting(
  em: EntityManager,
  { id, workspaceId, reservationId }: ReservingBatch,
  others: readonly NewReservation[] = [],
  between: () => Promise<void> = async () => undefined,
): Promise<string | null> {
  const held = reservationId == null ? 0 : await creditsHeld(em, reservationId);
  if (reservationId != null) await settleCredits(em, { workspaceId, jobId: null, reservationId, used: 0 });
  await between();
  const waiting = em
    .getKysely<InferKyselyDB<typeof BatchItemEntity>>()
    .selectFrom('batch_rows')
    .select(({ fn }) => fn.coalesce(fn.sum<string>('credits'), sql<string>`0`).as('credits'))
    .where('batch_id', '=', id)
    .where('status', '=', 'WAITING');
  const credits = Number((await waiting.executeTakeFirst())?.credits ?? 0);
  const own = credits > 0 ? [{ id: newId(), credits }] : [];
  await reserveAll(em, workspaceId, [...others, ...own], held);
  return own[0]?.id ?? null;
}
