import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import { timestamp } from '../../../platform/database/timestamp.ts';

export const UPLOAD_STATUSES = ['OPEN', 'COMPLETED', 'ABORTED', 'EXPIRED'] as const;
export type UploadStatus = (typeof UPLOAD_STATUSES)[number];

/** A file that is being uploaded. The asset with the same id has the announced properties. */
export const UploadSessionEntity = defineEntity({
  name: 'UploadSession',
  tableName: 'upload_sessions',
  indexes: [
    {
      name: 'upload_sessions_open',
      expression: `create index "upload_sessions_open" on "upload_sessions" ("expires_at") where status = 'OPEN'`,
    },
    {
      name: 'upload_sessions_open_of_workspace',
      expression: `create index "upload_sessions_open_of_workspace" on "upload_sessions" ("workspace_id") where status = 'OPEN'`,
    },
    {
      name: 'upload_sessions_ended',
      expression: `create index "upload_sessions_ended" on "upload_sessions" ("ended_at") where status <> 'OPEN'`,
    },
  ],
  properties: {
    id: p.uuid().primary(),
    workspaceId: p.uuid(),
    status: p.enum(UPLOAD_STATUSES).default('OPEN'),
    /** Bytes of every part except the last. */
    partSize: p.bigint('number'),
    /** The store's id of the upload; null until the upload has begun there. */
    storeId: p.text().nullable(),
    /** Less than a day after the start: then the store itself deletes unfinished uploads. */
    expiresAt: timestamp().defaultRaw(`(clock_timestamp() + '20:00:00'::interval)`),
    endedAt: timestamp().nullable(),
  },
});
export type UploadSessionRow = InferEntity<typeof UploadSessionEntity>;
