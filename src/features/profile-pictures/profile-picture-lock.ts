import { LockMode } from '@mikro-orm/postgresql';
import type { EntityManager } from '@mikro-orm/postgresql';
import { lockRow } from '../../platform/database/rows.ts';
import { UserEntity } from '../identity/identity.entity.ts';
import { ProfilePictureUploadEntity } from './profile-picture.entity.ts';
import type { ProfilePictureUploadRow } from './profile-picture.entity.ts';

/**
 * Locks a person and then their upload, everywhere in this order; null without an upload. Two calls that both begin the first upload have no
 * row of it to wait for, but that of the person.
 */
export async function lockUpload(em: EntityManager, userId: string): Promise<ProfilePictureUploadRow | null> {
  await lockRow(em, UserEntity, userId);
  return em.findOne(ProfilePictureUploadEntity, { userId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
}
