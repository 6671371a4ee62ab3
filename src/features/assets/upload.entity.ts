import { defineEntity, p, type InferEntity } from '@mikro-orm/core';

export const UPLOAD_STATUSES = ['OPEN', 'COMPLETED', 'ABORTED', 'EXPIRED'] as const;
export type UploadStatus = (typeof UPLOAD_STATUSES)[number];

/** A file on its way to the store: the beginning of the asset with the same id, in which everything stands that was announced. */
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
    /** Bytes of every part but the last. */
    partSize: p.bigint('number'),
    /** The store's name for it; empty until it has begun there. */
    storeId: p.text().nullable(),
    /** Before the store forgets unfinished uploads by itself, which it does after a day. */
    expiresAt: p.datetime().columnType('timestamptz(3)').defaultRaw(`(clock_timestamp() + '20:00:00'::interval)`),
    endedAt: p.datetime().columnType('timestamptz(3)').nullable(),
  },
});
export type UploadSessionRow = InferEntity<typeof UploadSessionEntity>;
