import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../../..');

/** Code of servers that sends requests by itself: only to addresses that the operator has set, never to one that a user or a provider states. */
const OF_THE_OPERATOR: Readonly<Record<string, string>> = {
  'src/app/doctor/network-examinations.ts': 'PUBLIC_URL',
  'src/app/health/public-storage.ts': 'S3_PUBLIC_ENDPOINT',
  'src/platform/error-reports/sentry-reports.ts': 'SENTRY_DSN',
  'src/platform/http/guarded-http.ts': 'the client that checks addresses',
  'src/platform/storage/minio-direct-uploads.ts': 'S3_ENDPOINT',
  'src/platform/storage/s3-connection.ts': 'S3_ENDPOINT',
  'src/platform/voice-install/download.ts': 'VOICES',
};

/** Programs for the terminal and pages of the browser send requests of their own users. */
const OF_USERS = /^src\/(?:account-page|cli|explorer|web)\//;
const SENDS =
  /(?<![.\w#]|async )fetch\(|import (?!type)[^;]*\brequest\b[^;]*from 'node:https?'|import \* as https? from|from '(?:undici|axios|got|node-fetch)'/;

test('every request to an address of users or providers is sent by the client that checks addresses', () => {
  const sending = globSync('src/**/*.{ts,tsx}', { cwd: root })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !OF_USERS.test(path) && SENDS.test(readFileSync(resolve(root, path), 'utf8')));
  expect(sending.toSorted()).toEqual(Object.keys(OF_THE_OPERATOR));
});
