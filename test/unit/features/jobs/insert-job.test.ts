import type { EntityManager } from '@mikro-orm/postgresql';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { insertJob } from '../../../../src/features/jobs/job/job-writes.ts';

const sql = readFileSync(resolve(import.meta.dirname, '../../../../src/features/jobs/sql/create_job.sql'), 'utf8');
const [, inserted = ''] = /insert into jobs \(([^)]*)\)/.exec(sql) ?? [];
const [, selected = ''] = /select([^]*?)from jsonb_to_record\(/.exec(sql) ?? [];
const [, declared = ''] = /as j \(([^)]*)\)/.exec(sql) ?? [];
const wordsOf = (text: string): string[] => text.split(',').map((item) => item.trim().split(' ')[0] ?? '');

/** Every property that a new job is given; a missing one does not compile. */
const JOB: Required<Parameters<typeof insertJob>[1]> = {
  ...{ id: 'id', workspaceId: 'workspace', type: 'VIDEO', title: 'Rivers', input: {}, metadata: null, resolvedPreset: null, priority: 5 },
  ...{ creditsReserved: 1, reservationId: null, createdBy: null, projectId: null, projectVersion: null, batchId: null, batchRow: null },
};

test('create_job stores every property that a new job is given', async () => {
  let row: object = {};
  const em = {
    execute: (_: string, [json = '{}']: string[]) => Promise.resolve([(row = JSON.parse(json) as object)]),
    map: (_: unknown, inserted: object) => inserted,
  };
  await insertJob(em as unknown as EntityManager, JOB, [], false);
  // The span that creates the job is not handed in.
  const given = [...Object.keys(JOB), 'traceParent'].map((name) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
  expect(Object.keys(row).toSorted()).toEqual(given.toSorted());
  expect(wordsOf(declared).toSorted()).toEqual(given.toSorted());
  expect(wordsOf(inserted).toSorted()).toEqual([...given, 'sequence'].toSorted());
  expect(wordsOf(selected)).toEqual(wordsOf(inserted).map((name) => (name === 'sequence' ? '1' : `j.${name}`)));
});
