import type { EntityManager } from '@mikro-orm/postgresql';
import { notify } from '../../../platform/database/notify.ts';

/** The NOTIFY channel on which workers learn that a step may start or that a workspace has capacity again. */
export const STEPS_FREE = 'steps_free';

/**
 * Wakes the workers when this transaction commits. Called in every transaction that adds steps or frees capacity, except by `create_job`,
 * which does it itself.
 */
export const wakeWorkers = (em: EntityManager): Promise<void> => notify(em, STEPS_FREE, '');
