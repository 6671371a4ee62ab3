import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { entities } from '../../../../src/app/database/entities.ts';
import { newId } from '../../../../src/kernel/id.ts';
import { AwayError, StartError } from '../../../../src/kernel/start-error.ts';
import { openDatabase, type Database } from '../../../../src/platform/database/database.ts';
import { isConnectionTrouble } from '../../../../src/platform/database/connection-trouble.ts';
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts';
import { openTcpProxy, type TcpProxy } from '../../../support/tcp-proxy.ts';

let urls: TestDatabase;
let proxy: TcpProxy;
let worker: Database;
let api: Database;
beforeAll(async () => {
  urls = await createTestDatabase();
  const { hostname, port } = new URL(urls.applicationUrl);
  proxy = await openTcpProxy({ path: `${decodeURIComponent(hostname)}/.s.PGSQL.${port}` });
  const options = { url: through(() => undefined), entities, poolSize: 3 };
  worker = await openDatabase({ ...options, patient: true });
  api = await openDatabase(options);
});
afterAll(async () => {
  await Promise.all([worker.close(), api.close()]);
  await proxy.shut();
  await urls.drop();
});
beforeEach(() => async () => {
  await proxy.shut().catch(() => undefined);
  await proxy.reopen();
});

/** The test's database by way of the proxy, with something wrong. */
function through(change: (url: URL) => unknown): string {
  const url = new URL(urls.applicationUrl);
  url.host = `127.0.0.1:${proxy.port}`;
  change(url);
  return url.href;
}

const scopeOf = (database: Database, signal = new AbortController().signal) =>
  database.scope({ actor: { kind: 'anonymous' }, requestId: newId(), signal });

test('a worker that finds the database away waits, and does its work once', async () => {
  await proxy.shut();
  let worked = 0;
  const written = scopeOf(worker).tx(async (em) => {
    const rows = await em.execute('select 1 as one');
    worked += 1;
    return rows;
  });
  await expect(scopeOf(api).tx((em) => em.execute('select 1'))).rejects.toSatisfy(isConnectionTrouble);
  expect(worked).toBe(0);
  await proxy.reopen();
  expect(await written).toEqual([{ one: 1 }]);
  expect(worked).toBe(1);
});

test('work that was under way is not done again behind its back', async () => {
  let worked = 0;
  const cut = scopeOf(worker).tx(async (em) => {
    await em.execute('select 1');
    worked += 1;
    await proxy.shut();
    await em.execute('select 2');
  });
  await expect(cut).rejects.toSatisfy(isConnectionTrouble);
  expect(worked).toBe(1);
});

test('a caller that is asked to stop does not wait on', async () => {
  await proxy.shut();
  const stop = new AbortController();
  const waiting = scopeOf(worker, stop.signal).tx((em) => em.execute('select 1'));
  stop.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow();
  await proxy.reopen();
});

test('a start tells what may come by itself from what may not', async () => {
  const opened = (url: string) => openDatabase({ url, entities, poolSize: 1 }).catch((error: unknown) => error);
  for (const wrong of [through((url) => (url.password = 'hidden')), through((url) => (url.pathname = '/other')), urls.ownerUrl]) {
    expect(await opened(wrong)).toSatisfy((error) => error instanceof StartError && !(error instanceof AwayError));
  }
  const unknownName = through((url) => (url.hostname = 'nowhere.invalid'));
  expect(await opened(unknownName)).toBeInstanceOf(AwayError);
  await proxy.shut();
  expect(await opened(through(() => undefined))).toBeInstanceOf(AwayError);
});
