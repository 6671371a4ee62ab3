import { PgBoss } from 'pg-boss';
import { afterEach, expect, test, vi } from 'vitest';
import { openLog } from '../../../../src/platform/logging/logger.ts';
import { openPgBossQueue } from '../../../../src/platform/queue/pg-boss-queue.ts';

afterEach(() => vi.restoreAllMocks());

test('an error of pg-boss is logged without the values of its statement', async () => {
  const lines: string[] = [];
  vi.spyOn(PgBoss.prototype, 'stop').mockResolvedValue(undefined);
  vi.spyOn(PgBoss.prototype, 'start').mockImplementation(function start(this: PgBoss) {
    const message = 'insert into job values (\'a person\'): duplicate key value violates "job_pkey"';
    this.emit('error', Object.assign(new Error(message), { code: '23505', table: 'job', detail: 'Key (name)=(a person)' }));
    return Promise.resolve(this);
  });
  const log = openLog({ level: 'info', process: 'test', stream: { write: (line) => void lines.push(line) } });
  const queue = await openPgBossQueue({ url: 'postgres://127.0.0.1:1/none', log, supervise: false });
  await queue.close(0);
  expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
    { event: 'queue_error', level: 'warn', err: { code: '23505', table: 'job', message: 'database error 23505' } },
  ]);
  expect(lines.join('')).not.toContain('a person');
});
