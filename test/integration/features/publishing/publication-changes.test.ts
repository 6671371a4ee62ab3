import { expect, test } from 'vitest';
import { request } from '../../../support/engine.ts';
import { CHUNK, usePublishing } from '../../../support/publishing.ts';

const studio = usePublishing();

/** Publishes a film of this size and returns its job; nothing has run yet. */
async function start(byteSize = CHUNK, input: object = {}) {
  const channelId = await studio.connect();
  const { id: assetId } = await studio.film(byteSize);
  return { jobId: await studio.publish({ channelId, assetId, ...input }), channelId };
}

/** Changes of the tenant's channels and publications, in order. */
const changes = async (): Promise<string[]> =>
  (
    await studio.engine.owner<{ change: string }>(
      `select type || ' ' || action as change from workspace_events
       where workspace_id = $1 and type in ('CHANNEL', 'PUBLICATION') order by xact, id`,
      [studio.tenant.workspaceId],
    )
  ).map(({ change }) => change);

test('a publication and its channel are events with each change that people see, and with no other', async () => {
  const { jobId, channelId } = await start(3 * CHUNK);
  expect(await changes()).toEqual(['CHANNEL CREATED', 'PUBLICATION CREATED']);
  studio.google.expireTokens();
  await studio.work(jobId);
  // UPLOADING and PROCESSING; neither three chunks nor the renewed token.
  expect((await changes()).slice(2)).toEqual(Array(2).fill('PUBLICATION UPDATED'));
  studio.google.processAll();
  await studio.wait(jobId);
  await studio.work(jobId);
  expect((await studio.publication(jobId)).status).toBe('PUBLISHED');
  expect((await changes()).slice(4)).toEqual(['PUBLICATION UPDATED']);
  await request(studio.engine, studio.tenant.actor, (scope) => studio.engine.channels.disconnect(scope, channelId));
  expect((await changes()).slice(5)).toEqual(['CHANNEL DELETED']);
});

test('a publication that fails with its channel is an event of both', async () => {
  const { jobId } = await start();
  studio.google.withdraw();
  studio.google.expireTokens();
  await studio.work(jobId);
  expect(await studio.publication(jobId)).toMatchObject({ status: 'FAILED', failure: { code: 'RECONNECT_NEEDED' } });
  expect((await changes()).slice(2)).toEqual(['CHANNEL UPDATED', 'PUBLICATION UPDATED']);
  const [event] = await studio.engine.owner<{ subject_id: string }>(
    `select subject_id from workspace_events where workspace_id = $1 and type = 'PUBLICATION' order by xact desc, id desc limit 1`,
    [studio.tenant.workspaceId],
  );
  expect(event?.subject_id).toBe((await studio.publication(jobId)).id);
});
