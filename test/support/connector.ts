import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll } from 'vitest';
import type { PublishingSettings } from '../../src/features/publishing/publishing-settings.ts';
import { YOUTUBE_COSTS } from '../../src/platform/youtube/youtube-settings.ts';
import { openYouTube } from './vendors/google/youtube.ts';

let endpoint = 'http://127.0.0.1:9999';

/** Where a store accepts every object, once `openConnector` has opened it. */
export const bucketEndpoint = (): string => endpoint;

/** Settings of an installation with a Google project, for tests that call every operation, and a store for buckets; both end with the file. */
export async function openConnector(): Promise<PublishingSettings> {
  const google = await openYouTube();
  const store = createServer((request, response) => request.resume().on('end', () => response.end()));
  store.listen(0, '127.0.0.1');
  await once(store, 'listening');
  endpoint = `http://127.0.0.1:${(store.address() as AddressInfo).port}`;
  afterAll(async () => {
    store.closeAllConnections();
    store.close();
    await google.close();
  });
  const { clientId, clientSecret, url } = google;
  return {
    youtube: { clientId, clientSecret, issuer: url, apiUrl: url, dailyUploads: 100, dailyUnits: 10_000, costs: YOUTUBE_COSTS },
    returnOrigins: ['http://studio.test'],
    allowCidrs: ['127.0.0.0/8'],
  };
}
