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
    /** SHA-256 of the inputs in hex. */
    hash: p.text(),
    storageKey: p.text(),
    contentType: p.text(),
    byteSize: p.bigint('number'),
    /** Properties of the content that later steps need, for example times of phrases. */
    metadata: p.json<object>(),
    createdAt: timestamp().defaultRaw('now()'),
    usedAt: timestamp().defaultRaw('now()'),
    /**
     * When the artifact was marked as unused. It is deleted a day later unless it is used in between; a mark older than the last use is
     * void.
     */
    markedAt: timestamp().nullable(),
  },
});
