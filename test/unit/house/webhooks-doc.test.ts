import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { buildSchema, type GraphQLEnumType } from 'graphql';
import { expect, test } from 'vitest';
import { WEBHOOK_EVENT_TYPES } from '../../../src/features/webhooks/webhook-event-types.ts';

const root = resolve(import.meta.dirname, '../../..');
const read = (path: string): string => readFileSync(resolve(root, path), 'utf8');
const page = read('docs/webhooks.md');

const descriptions = new Map(
  (buildSchema(read('schema.graphql')).getType('WebhookEventType') as GraphQLEnumType)
    .getValues()
    .map(({ name, description }) => [name, description ?? '']),
);

/** Fields of the events that a trigger records. `messageBody` turns those of the position into `cursor`. */
const fieldsOf = (trigger: string): string[] => {
  const [, fields = ''] = /jsonb_build_object\(([^]*?)\n\s+\)/.exec(read(`src/features/webhooks/sql/${trigger}.sql`)) ?? [];
  return [...fields.matchAll(/^\s+'(\w+)',/gm)].map(([, name = '']) => name).filter((name) => !['transaction', 'event'].includes(name));
};

test('docs/webhooks.md lists every event type with the description of the schema', () => {
  const rows = [...page.matchAll(/^\| `([A-Z_]+)` +\| (.*?) +\|$/gm)].map(([, type, sent]) => [type, sent?.replaceAll('`', '')]);
  expect(rows).toEqual(WEBHOOK_EVENT_TYPES.map((type) => [type, descriptions.get(type)?.replaceAll('`', '')]));
});

test('the example has the fields that are recorded of an event of a job', () => {
  const [, body = '{}'] = /```json\n([^]*?)```/.exec(page) ?? [];
  const { data } = JSON.parse(body) as { data: object };
  expect(Object.keys(data).toSorted()).toEqual(['cursor', ...fieldsOf('enqueue_webhook_deliveries')].toSorted());
});

test('the page names the fields that are recorded of another change of the workspace', () => {
  const [, sentence = ''] = /`data` of the other types has ([^]*?), and its `cursor`/.exec(page) ?? [];
  const named = [...sentence.matchAll(/`([a-z]\w+)`/g)].map(([, name = '']) => name);
  expect(named.toSorted()).toEqual(['cursor', ...fieldsOf('enqueue_workspace_webhook_deliveries')].toSorted());
});

test('a trigger records every type that is not reserved', () => {
  const recorded = globSync('src/**/sql/*.sql', { cwd: root }).flatMap((file) =>
    [...read(file).matchAll(/log_change\('([A-Z]+)'/g)].map(([, subject = '']) => subject),
  );
  const silent = WEBHOOK_EVENT_TYPES.filter((type) => type !== 'TEST' && !type.startsWith('JOB_') && !recorded.includes(type));
  expect(silent.filter((type) => !descriptions.get(type)?.startsWith('Reserved'))).toEqual([]);
  expect(recorded.filter((subject) => descriptions.get(subject)?.startsWith('Reserved'))).toEqual([]);
});
