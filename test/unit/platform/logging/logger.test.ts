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

test.each(['password', 'accessToken', 'refreshToken', 'token', 'authorization', 'secret', 'secretKey', 'jwtSecret'])(
  'what is called %s is never written, at three levels',
  (name) => {
    const fields = { [name]: SECRET, input: { [name]: SECRET, user: 'kept' }, request: { headers: { [name]: SECRET } } };
    const [line] = written('info', (log) => log.child({ child: { [name]: SECRET } }).info(fields, 'hello'));
    expect(JSON.stringify(line)).not.toContain(SECRET);
    expect(line).toMatchObject({ level: 'info', process: 'test', msg: 'hello', input: { user: 'kept', [name]: '[redacted]' } });
  },
);

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
