import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { AFTER_LOAD } from '../../../src/app/commands/backup/database-load.ts';
import { runBackupScript } from '../../support/backup-stubs.ts';

let folder: string;
let target: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reelwright-backup-'));
  target = join(folder, 'new/backup');
});
afterEach(() => rmSync(folder, { recursive: true }));

const read = (name: string): string => readFileSync(join(target, name), 'utf8').trim();

describe('deploy/backup/backup.sh', () => {
  const run = (env?: NodeJS.Dict<string>) => runBackupScript('backup.sh', folder, [target], env);

  it('holds deletions while it dumps and mirrors, and writes `complete` last, for its owner alone', async () => {
    expect(await run()).toEqual({ code: 0, errors: '', calls: ['hold', 'dump', 'mirror', 'release'] });
    expect([read('database.dump'), read('objects/key')]).toEqual(['a dump', 'an object']);
    expect(Date.parse(read('complete'))).toBeLessThanOrEqual(Date.now());
    expect(statSync(target).mode & 0o777).toBe(0o700);
    expect(statSync(join(target, 'database.dump')).mode & 0o777).toBe(0o600);
  });

  test.each([
    ['psql cannot connect', { PSQL_FAILS: '1' }, 'psql did not get the lock', ['']],
    ['pg_dump fails', { DUMP_CODE: '1' }, 'The database was not dumped', ['hold', 'dump']],
    ['the mirror fails', { MIRROR_CODE: '1' }, 'The objects were not copied', ['hold', 'dump', 'mirror']],
    ['the session ends', { SESSION_IS_LOST: '1' }, 'The session that held deletions', ['hold', 'dump', 'mirror']],
    ['the lock is lost', { STILL_HELD: 'f' }, 'The session that held deletions', ['hold', 'dump', 'mirror', 'release']],
  ])('fails without `complete` when %s', async (_, env, reason, calls) => {
    const ended = await run(env);
    expect(ended).toEqual({ code: 1, errors: expect.stringContaining(reason), calls });
    expect(ended.errors).toContain(`The backup is not complete; delete ${target}.\n`);
    expect(existsSync(join(target, 'complete'))).toBe(false);
  });

  it('refuses a folder that is not empty, and calls nothing', async () => {
    mkdirSync(target, { recursive: true });
    writeFileSync(join(target, 'complete'), '');
    expect(await run()).toEqual({ code: 1, errors: `${target} is not empty. Name a new folder.\n`, calls: [''] });
  });
});

test('deploy/backup/compose.sh does the same in the containers of docker-compose.yml', async () => {
  const { code, errors, calls } = await runBackupScript('compose.sh', folder, [target], { S3_BUCKET: 'films' });
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  expect(calls.filter((call) => !call.startsWith('docker'))).toEqual(['hold', 'dump', 'mirror', 'release']);
  const exec = 'docker compose exec -T postgres';
  const user = `${process.getuid?.()}:${process.getgid?.()}`;
  const login = '$MINIO_ROOT_USER:$MINIO_ROOT_PASSWORD';
  expect(calls.filter((call) => call.startsWith('docker'))).toEqual([
    `${exec} psql --username=postgres --dbname=reelwright --no-psqlrc --quiet --no-align --tuples-only --set=ON_ERROR_STOP=1`,
    `${exec} pg_dump --username=postgres --dbname=reelwright --format=custom`,
    `docker compose run --rm -T --no-deps --user ${user} --volume ${target}:/backup --entrypoint sh minio -c ` +
      `MC_HOST_store=http://${login}@minio:9000 mc mirror --preserve store/films /backup/objects`,
  ]);
  expect(existsSync(join(target, 'complete'))).toBe(true);
});

test('after-restore.sql has the statements of `npm run restore`', () => {
  const words = (sql: string): string =>
    sql
      .replaceAll(/^--.*$/gm, '')
      .replaceAll(/\s+/g, ' ')
      .trim();
  expect(words(readFileSync(join(import.meta.dirname, '../../../deploy/backup/after-restore.sql'), 'utf8'))).toBe(words(AFTER_LOAD));
});
