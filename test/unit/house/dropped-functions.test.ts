import { expect, it } from 'vitest';
import { readMigration } from '../../../src/app/database/database-sql.ts';
import { MIGRATIONS } from '../../../src/app/database/migration-stamp.ts';

/** Functions to which the application's role never had a recorded grant of its own. */
const WITHOUT_GRANT = [
  'start_step(uuid, uuid, uuid, boolean)',
  'finish_step(uuid, uuid, int, jsonb, boolean, text)',
  'log_job_progress()',
  'create_job(jsonb, jsonb)',
];
const DROPPED = /^drop function (?:if exists )?(\w+\([^)]*\));/gm;

/** Signatures of dropped functions whose recorded grants stay: the end of every upgrade repeats the grants and would fail at them. */
const grantsLeftBy = (up: string): string[] =>
  [...up.matchAll(DROPPED)]
    .map(([, signature = '']) => signature)
    .filter((signature) => !WITHOUT_GRANT.includes(signature) && !up.includes(`'function ${signature}'`));

it('a migration that drops a function deletes the recorded grant to it', () => {
  const left = MIGRATIONS.map(readMigration).flatMap(({ name, up }) => grantsLeftBy(up).map((signature) => `${name}: ${signature}`));
  expect(left).toEqual([]);
});

it('finds a grant that is left', () => {
  expect(grantsLeftBy('drop function if exists lost(uuid, int);\n')).toEqual(['lost(uuid, int)']);
});
