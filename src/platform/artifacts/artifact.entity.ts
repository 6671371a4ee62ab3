import { defineEntity, p } from '@mikro-orm/core';
import { timestamp } from '../database/timestamp.ts';

/** A file made by a step, found again by the hash of its inputs. Never shared between workspaces. */
export const ArtifactEntity = defineEntity({
  name: 'Artifact',
  tableName: 'artifacts',
  uniques: [{ name: 'artifacts_hash', properties: ['workspaceId', 'hash'] }],
  indexes: [
    { name: 'artifacts_used', properties: ['usedAt'] },
    { name: 'artifacts_key', expression: `create index "artifacts_key" on "artifacts" ("storage_key" collate "C")` },
  ],
  properties: {
    id: p.uuid().primary(),
    workspaceId: p.uuid(),
    /** SHA-256, hex. */
    hash: p.text(),
    storageKey: p.text(),
    contentType: p.text(),
    byteSize: p.bigint('number'),
    /** Metadata about the content besides its bytes, for example phrase times. */
    metadata: p.json<object>(),
    createdAt: timestamp().defaultRaw('now()'),
    usedAt: timestamp().defaultRaw('now()'),
    /**
     * When collection marked it as unused; it is deleted a day later unless it is used in between. A mark older than the last use is void.
     */
    markedAt: timestamp().nullable(),
  },
});
