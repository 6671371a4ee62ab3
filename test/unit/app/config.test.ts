import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../../../src/app/config.ts';
import { StartError } from '../../../src/kernel/start-error.ts';

const enough = {
  DATABASE_URL: 'postgresql://app@localhost/reelwright',
  S3_ENDPOINT: 'http://localhost:9000/',
  S3_ACCESS_KEY: 'key',
  S3_SECRET_KEY: 'secret',
  JWT_SECRET: 'x'.repeat(32),
};
const production = { ...enough, NODE_ENV: 'production', PUBLIC_URL: 'https://studio.example', ALLOWED_ORIGINS: 'https://studio.example' };

/** The lines of complaint. */
function complaints(env: Record<string, string | undefined>): string[] {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(StartError);
    const [title, ...lines] = (error as StartError).message.split('\n');
    expect(title).toBe('The environment is not right.');
    return lines.map((line) => line.trim());
  }
}

test('what is enough, with defaults for the rest', () => {
  expect(readConfig(enough)).toMatchObject({
    production: false,
    port: 4_000,
    host: '127.0.0.1',
    publicUrl: 'http://localhost:4000',
    dataDir: resolve('.data'),
    workDir: resolve('.data/work'),
    databasePool: 10,
    allowedOrigins: undefined,
    explorer: true,
    logLevel: 'info',
    trustedProxies: 0,
    storage: { endpoint: 'http://localhost:9000', publicEndpoint: 'http://localhost:9000', region: 'us-east-1', bucket: 'reelwright' },
  });
  expect(Object.isFrozen(readConfig(enough))).toBe(true);
});

test('an empty value is no value', () => {
  expect(readConfig({ ...enough, PORT: '', LOG_LEVEL: '', ALLOWED_ORIGINS: '' })).toMatchObject({
    port: 4_000,
    logLevel: 'info',
    allowedOrigins: undefined,
  });
  expect(complaints({ ...enough, JWT_SECRET: '' })).toEqual(['JWT_SECRET: is missing']);
});

describe('each mistake is named, all at once, without its value', () => {
  test.each([
    [{ PORT: 'http' }, /^PORT: /],
    [{ PORT: '70000' }, /^PORT: /],
    [{ DATABASE_URL: 'mysql://x' }, /^DATABASE_URL: must begin with postgresql:\/\/$/],
    [{ S3_ENDPOINT: 'localhost:9000' }, /^S3_ENDPOINT: /],
    [{ S3_ENDPOINT: 'ftp://x' }, /^S3_ENDPOINT: /],
    [{ JWT_SECRET: 'short-secret' }, /^JWT_SECRET: (?!.*short-secret)/],
    [{ DATABASE_POOL: '1' }, /^DATABASE_POOL: /],
    [{ WORKER_CONCURRENCY: '0' }, /^WORKER_CONCURRENCY: /],
    [{ GRAPHQL_INTROSPECTION: 'yes' }, /^GRAPHQL_INTROSPECTION: /],
    [{ LOG_LEVEL: 'loud' }, /^LOG_LEVEL: /],
  ])('%j', (wrong, line) => {
    expect(complaints({ ...enough, ...wrong })).toEqual([expect.stringMatching(line)]);
  });

  test('nothing at all', () => {
    expect(complaints({})).toEqual(Object.keys(enough).map((name) => `${name}: is missing`));
  });
});

describe('production', () => {
  test('starts with everything said, and hides the schema unless told to show it', () => {
    expect(readConfig(production)).toMatchObject({ production: true, explorer: false, allowedOrigins: ['https://studio.example'] });
    expect(readConfig({ ...production, GRAPHQL_INTROSPECTION: 'true' }).explorer).toBe(true);
    expect(readConfig({ ...enough, GRAPHQL_INTROSPECTION: 'false' }).explorer).toBe(false);
  });

  test.each(Object.keys(production).filter((name) => name !== 'NODE_ENV'))('demands %s, and says so once', (name) => {
    expect(complaints({ ...production, [name]: undefined })).toEqual([expect.stringMatching(`^${name}: is missing`)]);
  });
});
