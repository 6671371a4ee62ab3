import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../../../src/app/config.ts';
import { readLogSettings } from '../../../src/app/metrics/monitoring-environment.ts';
import { StartError } from '../../../src/kernel/start-error.ts';

const complete = {
  DATABASE_URL: 'postgresql://app@localhost/reelwright',
  S3_ENDPOINT: 'http://localhost:9000/',
  S3_ACCESS_KEY: 'key',
  S3_SECRET_KEY: 'secret',
  JWT_SECRET: 'x'.repeat(32),
  ENCRYPTION_KEY: Buffer.alloc(32, 1).toString('base64'),
};

const complaint = (env: Record<string, string>): string => {
  try {
    readConfig(env);
    return 'none';
  } catch (error) {
    if (error instanceof StartError) return error.message;
    throw error;
  }
};

test('names every variable that is missing or wrong, with what would be right', () => {
  const { JWT_SECRET: _, ...rest } = complete;
  const wrong = { PORT: 'abc', DATABASE_POOL: '1', DATABASE_URL: 'mysql://x', S3_ENDPOINT: 'minio', LOG_LEVEL: 'loud' };
  expect(
    complaint({
      ...rest,
      ...wrong,
      ENCRYPTION_KEY: 'short',
      WEBHOOK_ALLOW_CIDRS: '10.0.0.0/8,intranet',
      GOOGLE_ISSUER: 'accounts.google.com',
      SIGN_IN_REDIRECT_URIS: 'https://app.example.com/signed-in,https://app.example.com',
      GRAPHQL_INTROSPECTION: 'yes',
      JOB_RETENTION_DAYS: '0',
      WORKER_CONCURRENCY: '1.5',
    }),
  ).toBe(`Invalid environment variables:
  PORT: must be a whole number from 0 to 65535
  DATABASE_URL: must begin with postgresql://
  DATABASE_POOL: must be a whole number from 2 to 200
  S3_ENDPOINT: must be a URL such as http://localhost:4000
  JWT_SECRET: is missing
  ENCRYPTION_KEY: must be 32 random bytes in base64
  WEBHOOK_ALLOW_CIDRS: must be comma-separated ranges such as 10.0.0.0/8
  GOOGLE_ISSUER: must be a URL such as https://accounts.google.com
  SIGN_IN_REDIRECT_URIS: must be comma-separated URLs with a path such as https://app.example.com/signed-in
  JOB_RETENTION_DAYS: must be a whole number from 1 to 36500
  WORKER_CONCURRENCY: must be a whole number from 1 to 64
  GRAPHQL_INTROSPECTION: must be true or false
  LOG_LEVEL: must be debug, info, warn or error`);
});

test('says what to do when nothing runs, outside production', () => {
  expect(complaint({})).toMatch(/\n {2}Start Reelwright first \(npm start with the same DATA_DIR\)/);
  expect(complaint({ NODE_ENV: 'production' })).not.toContain('Start Reelwright first');
});

test('never repeats a value: it may be a secret', () => {
  expect(complaint({ ...complete, JWT_SECRET: 'short-secret' })).not.toContain('short-secret');
});

test('demands more in production, where nothing is made up', () => {
  expect(complaint({ ...complete, NODE_ENV: 'production' })).toBe(`Invalid environment variables:
  PUBLIC_URL is required in production
  ALLOWED_ORIGINS is required in production`);
});

test('takes an empty value for one that is not set, and leaves slashes at the end of addresses out', () => {
  expect(readConfig({ ...complete, PORT: '', PUBLIC_URL: '' })).toMatchObject({
    port: 4000,
    publicUrl: 'http://localhost:4000',
    storage: { endpoint: 'http://localhost:9000', publicEndpoint: 'http://localhost:9000' },
  });
});

test('logs at the usual level until a level that does not exist is refused', () => {
  const levels = [{}, { LOG_LEVEL: 'debug' }, { LOG_LEVEL: 'loud' }].map((env) => readLogSettings(env, false).level);
  expect(levels).toEqual(['info', 'debug', 'info']);
});

test('what is enough, with defaults for the rest, frozen', () => {
  const config = readConfig(complete);
  expect(config).toMatchObject({
    production: false,
    host: '127.0.0.1',
    dataDir: resolve('.data'),
    workDir: resolve('.data/work'),
    databasePool: 10,
    allowedOrigins: undefined,
    explorer: true,
    logLevel: 'info',
    trustedProxies: 0,
    storage: { region: 'us-east-1', bucket: 'reelwright' },
  });
  expect(Object.isFrozen(config)).toBe(true);
});

describe('production', () => {
  const production = {
    ...complete,
    NODE_ENV: 'production',
    PUBLIC_URL: 'https://studio.example',
    ALLOWED_ORIGINS: 'https://studio.example',
  };

  test('starts with everything said, and hides the schema unless told to show it', () => {
    expect(readConfig(production)).toMatchObject({ production: true, explorer: false, allowedOrigins: ['https://studio.example'] });
    expect(readConfig({ ...production, GRAPHQL_INTROSPECTION: 'true' }).explorer).toBe(true);
    expect(readConfig({ ...complete, GRAPHQL_INTROSPECTION: 'false' }).explorer).toBe(false);
  });

  test.each(Object.keys(production).filter((name) => name !== 'NODE_ENV'))('demands %s, and says so once', (name) => {
    expect(
      complaint({ ...production, [name]: '' })
        .split('\n')
        .slice(1),
    ).toEqual([expect.stringMatching(`^  ${name}(: is missing| is required in production)$`)]);
  });
});

test.each([
  [{}, true, 'text'],
  [{}, false, 'json'],
  [{ NODE_ENV: 'production' }, true, 'json'],
  [{ LOG_FORMAT: 'json' }, true, 'json'],
  [{ NODE_ENV: 'production', LOG_FORMAT: 'text' }, false, 'text'],
  [{ LOG_FORMAT: 'loud' }, true, 'text'],
])('lines of the log with %o, in a terminal: %s, are %s', (env, isTerminal, format) => {
  expect(readLogSettings(env, isTerminal).format).toBe(format);
});

test('settings of traces are an address and headers', () => {
  const traces = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318/', OTEL_EXPORTER_OTLP_HEADERS: 'api-key=a%20secret,tenant=one' };
  expect(readConfig({ ...complete, ...traces }).traces).toEqual({
    endpoint: 'http://localhost:4318',
    headers: { 'api-key': 'a secret', tenant: 'one' },
  });
  expect(readConfig(complete).traces).toBeUndefined();
  expect(() => readConfig({ ...complete, OTEL_EXPORTER_OTLP_HEADERS: 'no-value' })).toThrow(/OTEL_EXPORTER_OTLP_HEADERS: must be names/);
  expect(() => readConfig({ ...complete, SENTRY_DSN: 'sentry' })).toThrow(/SENTRY_DSN: must be a URL/);
});
