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
