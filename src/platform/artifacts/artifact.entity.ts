import { defineEntity, p } from '@mikro-orm/core';

/** Something a step made, found again by the hash of what it was made from. Never shared between workspaces. */
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
    /** What is known of the content besides the bytes, for example times of phrases. */
    facts: p.json<object>(),
    createdAt: p.datetime().columnType('timestamptz(3)').defaultRaw('now()'),
    usedAt: p.datetime().columnType('timestamptz(3)').defaultRaw('now()'),
    /** When it was found unused for long; deleted a day later unless somebody uses it until then. A mark from before the last use is none. */
    markedAt: p.datetime().columnType('timestamptz(3)').nullable(),
  },
});
