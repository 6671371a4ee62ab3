import type { EntityManager } from '@mikro-orm/postgresql';
import { ReelwrightError, badInput } from '../../kernel/errors.ts';
import { isId } from '../../kernel/id.ts';

interface Candidate {
  readonly state: 'READY' | 'WITHDRAWN' | 'DELETED';
  readonly kind: string;
  readonly content_type: string;
}

/** Types that every browser displays or plays natively. */
const SHOWN_TYPES = {
  VIDEO: ['video/mp4', 'video/webm'],
  IMAGE: ['image/jpeg', 'image/png', 'image/webp'],
} as const;

/** Lets one administrator at a time change the showcase, until the transaction ends. */
export const lockShowcase = (em: EntityManager): Promise<unknown> => em.execute('select lock_showcase()');

/**
 * Checks under the lock of its consent that a file can be shown. @throws ReelwrightError BAD_USER_INPUT for a file without consent and,
 * identically, for an unknown one, and for another kind or type; INVALID_STATE for a deleted file and for ended consent
 */
export async function assertCandidate(em: EntityManager, assetId: string, kind: 'VIDEO' | 'IMAGE', path: string): Promise<void> {
  const [found] = isId(assetId) ? await em.execute<Candidate[]>('select * from showcase_candidate(?)', [assetId]) : [];
  if (!found) throw badInput(path, 'Must be the id of a file whose workspace has called giveShowcaseConsent.');
  if (found.state === 'WITHDRAWN') throw new ReelwrightError('INVALID_STATE', 'The workspace has withdrawn its consent to show the file.');
  if (found.state === 'DELETED') throw new ReelwrightError('INVALID_STATE', 'The file was deleted.');
  const types: readonly string[] = SHOWN_TYPES[kind];
  if (found.kind !== kind || !types.includes(found.content_type))
    throw badInput(path, `Must be the id of a file of the type ${types.join(' or ')}; this is ${found.content_type}.`);
}
