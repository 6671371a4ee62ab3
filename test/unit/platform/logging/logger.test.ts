import { expect, test, vi } from 'vitest';
import { openLog } from '../../../../src/platform/logging/logger.ts';

/** What a log writes on standard output, line by line. */
function written(level: string, use: (log: ReturnType<typeof openLog>) => void): Record<string, unknown>[] {
  const lines: Record<string, unknown>[] = [];
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => lines.push(JSON.parse(String(chunk)) as never) > 0);
  try {
    use(openLog({ level, process: 'test' }));
  } finally {
    write.mockRestore();
  }
  return lines;
}

const SECRET = 'do-not-write-me';

const SECRET_NAMES = [
  ...['password', 'accessToken', 'refreshToken', 'token', 'authorization', 'secret', 'secretKey', 'jwtSecret', 'encryptionKeys'],
  ...['apiKey', 'cookie', 'code', 'otp', 'recoveryCodes', 'smtpUrl', 'databaseUrl', 'databaseOwnerUrl', 'dsn', 'sentryDsn', 'metricsToken'],
  ...[
    'Authorization',
    'AUTHORIZATION',
    'Cookie',
    'set-cookie',
    'x-api-key',
    'DATABASE_URL',
    'SENTRY_DSN',
    'S3_SECRET_KEY',
    'client_secret',
  ],
];

test.each(SECRET_NAMES)('what is called %s is never written, at any level', (name) => {
  const deep = { operation: { variables: { input: { providers: [{ name: 'kept', [name]: SECRET }] } } } };
  const fields = { [name]: SECRET, input: { [name]: SECRET, user: 'kept' }, request: { headers: { [name]: SECRET } }, deep };
  const [line] = written('info', (log) => log.child({ child: { [name]: SECRET } }).info(fields, 'hello'));
  expect(JSON.stringify(line)).not.toContain(SECRET);
  expect(line).toMatchObject({ level: 'info', process: 'test', msg: 'hello', input: { user: 'kept', [name]: '[redacted]' } });
  expect(line).toMatchObject({ deep: { operation: { variables: { input: { providers: [{ name: 'kept', [name]: '[redacted]' }] } } } } });
});

test.each([
  'RATE_LIMITED',
  'UNAUTHENTICATED',
  'ECONNREFUSED',
  'ERR_HTTP2_STREAM_ERROR',
  'EAI_AGAIN',
  '23505',
  '08P01',
  'invalid_grant',
  4401,
])('the code %s of an error is written', (code) => {
  const [line] = written('info', (log) => log.info({ code, statusCode: 503, tokens: 12 }, 'failed'));
  expect(line).toMatchObject({ code, statusCode: 503, tokens: 12 });
});

test.each(['4/0AQSTgQGx7_kd', '123456', 'ABCD-EFGH-IJKL-MNOP', 'ABCDEFGHIJKLMNOP', 'b9d1c5f0-aa', 'SplxlOBeZQQYbYS6WxSbIA'])(
  'the code %s of a sign-in is not',
  (code) => {
    const [line] = written('info', (log) => log.info({ input: { code } }, 'sent'));
    expect(line).toMatchObject({ input: { code: '[redacted]' } });
  },
);

test('objects that refer to each other are written once, and lists stay lists', () => {
  const socket: Record<string, unknown> = { token: SECRET };
  socket['server'] = { socket, ports: [1, 2] };
  const [line] = written('info', (log) => log.info({ socket, again: socket }, 'a socket'));
  expect(line).toMatchObject({ socket: { token: '[redacted]', server: { socket: '[circular]', ports: [1, 2] } } });
  expect(line?.['again']).toEqual(line?.['socket']);
});

test('an object without end is cut', () => {
  let nested: object = { token: SECRET };
  for (let level = 0; level < 100; level += 1) nested = { nested };
  const [line] = written('info', (log) => log.info({ nested }, 'deep'));
  expect(JSON.stringify(line)).toContain('[too deep]');
  expect(JSON.stringify(line)).not.toContain(SECRET);
});

test('errors are written with their stack and cause, and levels below the wanted one are not', () => {
  const lines = written('warn', (log) => {
    log.info({}, 'not this');
    log.warn({ err: new Error('outer', { cause: new Error('inner') }) }, 'this');
  });
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatchObject({
    level: 'warn',
    err: { message: expect.stringContaining('inner') as string, stack: expect.stringContaining('logger.test') as string },
  });
  expect(Date.parse(String(lines[0]?.['time']))).toBeGreaterThan(0);
});
