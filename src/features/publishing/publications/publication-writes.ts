import type { EntityManager } from '@mikro-orm/postgresql';
import { Postponed } from '../../jobs/steps/step-handler.ts';
import type { PublishWork } from '../targets/publish-target.ts';
import { PublicationEntity } from './publication.entity.ts';
import type { PublicationRow } from './publication.entity.ts';
import type { PublicationWarning } from './publication.states.ts';

type Changes = Partial<Omit<PublicationRow, 'id' | 'workspaceId' | 'warnings'>>;

/** Writes what became of a publication, in the caller's transaction. */
export async function writePublication(em: EntityManager, { id }: Pick<PublicationRow, 'id'>, changes: Changes): Promise<void> {
  await em.nativeUpdate(PublicationEntity, { id }, changes);
}

/** Adds a warning once; steps of a publication run at the same time. */
export async function addWarning(em: EntityManager, { id }: Pick<PublicationRow, 'id'>, warning: PublicationWarning): Promise<void> {
  await em.execute('update publications set warnings = array_append(warnings, ?) where id = ? and not warnings @> array[?]', [
    warning,
    id,
    warning,
  ]);
}

/** Postpones a step until a quota is reset. The film itself then waits too, if the step is its upload. */
export const deferred = ({ run, publication }: PublishWork, until: Date, reason: string): Postponed =>
  new Postponed({
    until,
    note: `${reason} The job continues at ${until.toISOString()}.`,
    within: (em) =>
      writePublication(em, publication, { deferredUntil: until, ...(run.step.name === 'UPLOAD' && { status: 'DEFERRED' as const }) }),
  });

/** Views and likes of a film. */
export interface FilmStatistics {
  readonly id: string;
  readonly views: number | null;
  readonly likes: number | null;
  /** When they were read; null when the target did not return them, and the earlier ones stay. */
  readonly readAt: Date | null;
  /** When they are read again. */
  readonly dueAt: Date;
}

/** Stores the statistics of some publications by one statement. */
export async function writeStatistics(em: EntityManager, films: readonly FilmStatistics[]): Promise<void> {
  await em.execute(
    `update publications p set
       views = case when f."readAt" is null then p.views else f.views end,
       likes = case when f."readAt" is null then p.likes else f.likes end,
       statistics_at = coalesce(f."readAt", p.statistics_at),
       statistics_due_at = f."dueAt"
     from jsonb_to_recordset(?::jsonb) as f (id uuid, views bigint, likes bigint, "readAt" timestamptz, "dueAt" timestamptz)
     where p.id = f.id`,
    [JSON.stringify(films)],
  );
}
