import type { EntityManager, InferKyselyDB } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { badInput } from '../../../kernel/errors.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import type { PublicationEntity } from '../../publishing/publications/publication.entity.ts';

/** Maximum days of one request. */
const MAX_DAYS = 366;
const DAY_MS = 86_400_000;

/** What a workspace did on one day (UTC). */
export interface DayStats {
  /** As YYYY-MM-DD. */
  readonly date: string;
  readonly videos: number;
  readonly minutes: number;
  readonly credits: number;
  readonly storageBytes: number;
  /** US dollars. */
  readonly providerCosts: number;
}

export interface WorkspaceStats extends Omit<DayStats, 'date'> {
  /** Of the films that were published in the range, when their channels last reported them. */
  readonly views: number;
  readonly byDay: readonly DayStats[];
}

interface DayRow {
  readonly day: string;
  readonly videos: number;
  readonly film_ms: string;
  readonly credits: number;
  readonly provider_micros: string;
  readonly storage_bytes: string;
}

/**
 * What a workspace did on the days from `from`, inclusive, to `to`, exclusive; a day that a time is within counts as a whole. @throws
 * ReelwrightError BAD_USER_INPUT for a range that is empty or has more than 366 days
 */
export async function workspaceStats(scope: Scope, workspaceId: string, from: Date, to: Date): Promise<WorkspaceStats> {
  if (to <= from) throw badInput('to', 'Must be later than `from`.');
  const first = dayOf(from);
  const last = dayOf(new Date(to.getTime() - 1));
  if ((Date.parse(last) - Date.parse(first)) / DAY_MS >= MAX_DAYS)
    throw badInput('to', `Must be at most ${MAX_DAYS} days later than \`from\`.`);
  const { days: rows, views } = await scope.read(async (em) => {
    const days = sql<DayRow>`select to_char(day, 'YYYY-MM-DD') as day, videos, film_ms, credits, provider_micros, storage_bytes
      from workspace_stats(${workspaceId}, ${first}, ${last})`;
    return { days: (await days.execute(em.getKysely())).rows, views: await viewsOf(em, workspaceId, { first, last }) };
  });
  const sum = (value: (row: DayRow) => number): number => rows.reduce((total, row) => total + value(row), 0);
  return {
    videos: sum(({ videos }) => videos),
    minutes: minutesOf(sum((row) => Number(row.film_ms))),
    credits: sum(({ credits }) => credits),
    storageBytes: Number(rows.at(-1)?.storage_bytes ?? 0),
    views,
    providerCosts: sum((row) => Number(row.provider_micros)) / 1e6,
    byDay: rows.map((row) => ({
      date: row.day,
      videos: row.videos,
      minutes: minutesOf(Number(row.film_ms)),
      credits: row.credits,
      storageBytes: Number(row.storage_bytes),
      providerCosts: Number(row.provider_micros) / 1e6,
    })),
  };
}

/** The views change after the day of the publication, so they are not stored by day. */
async function viewsOf(
  em: EntityManager,
  workspaceId: string,
  { first, last }: { readonly first: string; readonly last: string },
): Promise<number> {
  const end = new Date(Date.parse(last) + DAY_MS);
  const found = await em
    .getKysely<InferKyselyDB<typeof PublicationEntity>>()
    .selectFrom('publications')
    .select(({ fn }) => fn.sum<string | null>('views').as('views'))
    .where('workspace_id', '=', workspaceId)
    .where('published_at', '>=', new Date(first))
    .where('published_at', '<', end)
    .executeTakeFirst();
  return Number(found?.views ?? 0);
}

const dayOf = (time: Date): string => time.toISOString().slice(0, 10);

/** Minutes to a thousandth. */
const minutesOf = (ms: number): number => Math.round(ms / 60) / 1_000;

/** Stores the days that have been over for ten minutes, of all workspaces. Returns the number of days that it stored. */
export async function rollUpDays(scope: Scope): Promise<number> {
  let all = 0;
  for (let some = -1; some !== 0 && !scope.signal.aborted; all += some) {
    const [answer] = await scope.tx((em) => em.execute<{ some: number }[]>('select roll_up_days() as some'));
    some = answer?.some ?? 0;
  }
  return all;
}
