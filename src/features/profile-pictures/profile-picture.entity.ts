import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import { references } from '../../platform/database/references.ts';
import { timestamp } from '../../platform/database/timestamp.ts';
import { UserEntity } from '../identity/identity.entity.ts';
import { PICTURE_STATES } from './profile-picture.states.ts';

/** The newest upload of a person. The picture itself is named by `User.avatarKey`. */
export const ProfilePictureUploadEntity = defineEntity({
  name: 'ProfilePictureUpload',
  tableName: 'profile_picture_uploads',
  properties: {
    userId: references(UserEntity, 'user_id').primary(),
    /** Another one for each upload. */
    id: p.uuid(),
    status: p.enum(PICTURE_STATES).default('OPEN'),
    byteSize: p.integer(),
    /** The key of the uploaded file, which is deleted after the check. */
    uploadKey: p.text(),
    /** The store's id of the upload. */
    storeId: p.text(),
    rejection: p.text().nullable(),
    rejectionHint: p.text().nullable(),
    createdAt: timestamp().defaultRaw('clock_timestamp()'),
    endedAt: timestamp().nullable(),
  },
});
export type ProfilePictureUploadRow = InferEntity<typeof ProfilePictureUploadEntity>;
