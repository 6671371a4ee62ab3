import { GraphQLError } from 'graphql';
import { ArgumentValidationError } from 'type-graphql';
import { describe, expect, test, vi } from 'vitest';
import { ERROR_CODES, ReelwrightError, badInput, notFound, unauthenticated } from '../../../../../src/kernel/errors.ts';
import { Failure } from '../../../../../src/kernel/failure.ts';
import { silentLog } from '../../../../../src/kernel/log.ts';
import { presentError } from '../../../../../src/platform/graphql/errors/present-error.ts';

const present = (error: unknown, hideSuggestions = false) =>
  presentError(error, { requestId: 'request-1', log: silentLog, hideSuggestions });
const located = (original: Error) => new GraphQLError(original.message, { path: ['job'], originalError: original });
const withCode = (message: string, code: string, more: object = {}) => new GraphQLError(message, { extensions: { code, ...more } });
const systemError = (code: string, message = 'secret host') => Object.assign(new Error(message), { code });

const MASK = 'Internal error. Report the requestId to the operator: the log of the server has details under it.';
const AWAY = 'The database is unavailable. Try again in a moment.';
const CONFLICT = 'Others changed the same data at the same time. Try again in a moment.';

describe('what clients see of an error', () => {
  test.each<[string, unknown, object]>([
    ['ours', notFound('Job'), { message: 'Job not found.', extensions: { code: 'NOT_FOUND' } }],
    [
      'ours, located by the executor',
      located(notFound('Job')),
      { message: 'Job not found.', path: ['job'], extensions: { code: 'NOT_FOUND' } },
    ],
    [
      'of an input',
      badInput('input.script', 'Too long.'),
      { extensions: { code: 'BAD_USER_INPUT', fields: [{ path: 'input.script', message: 'Too long.' }] } },
    ],
    ['of a session', unauthenticated('REVOKED', 'Over.'), { extensions: { code: 'UNAUTHENTICATED', details: { reason: 'REVOKED' } } }],
    [
      'of a syntax',
      withCode('Syntax Error: Unexpected }', 'GRAPHQL_PARSE_FAILED'),
      { message: 'Syntax Error: Unexpected }', extensions: { code: 'GRAPHQL_PARSE_FAILED' } },
    ],
    ['of the transport', withCode('POST body missing', 'BAD_REQUEST'), { extensions: { code: 'BAD_USER_INPUT' } }],
    [
      'of an operation that is not there',
      withCode('Unknown operation', 'OPERATION_RESOLUTION_FAILURE'),
      { extensions: { code: 'BAD_USER_INPUT' } },
    ],
    [
      'of a variable',
      withCode('Variable "$input" got invalid value 1 at "input.title"; String cannot represent a non string value: 1', 'BAD_USER_INPUT'),
      { extensions: { code: 'BAD_USER_INPUT', fields: [{ path: 'input.title' }] } },
    ],
    [
      'of a variable that holds a secret',
      withCode(
        'Variable "$input" got invalid value { password: "my; secret at \\"x\\"" }; Field "name" of required type "String!" was not provided.',
        'BAD_USER_INPUT',
        new GraphQLError('Field "name" of required type "String!" was not provided.'),
      ),
      {
        message: 'Variable "$input" is invalid; Field "name" of required type "String!" was not provided.',
        extensions: { fields: [{ path: 'input', message: expect.not.stringContaining('secret') as string }] },
      },
    ],
    [
      'of a variable in the wrong form',
      withCode(
        'Variable "$input" got invalid value ["my secret"] at "input.password"; String cannot represent a non string value: ["my secret"]',
        'BAD_USER_INPUT',
      ),
      { message: 'Variable "$input" at "input.password" is invalid; String cannot represent a non string value.' },
    ],
    [
      'of a variable as a whole',
      withCode('Variable "$id" of required type "ID!" was not provided.', 'BAD_USER_INPUT'),
      { extensions: { fields: [{ path: 'id' }] } },
    ],
  ])('%s', (_what, error, told) => {
    expect(present(error)).toMatchObject(told);
  });

  test.each<[string, unknown, string, string]>([
    ['an error that nobody expected', new TypeError('x is not a function at /srv/app.js'), 'INTERNAL', MASK],
    ['one in a resolver', located(new Error('select * from users where password_hash')), 'INTERNAL', MASK],
    ['a string', 'secret', 'INTERNAL', MASK],
    ['nothing', undefined, 'INTERNAL', MASK],
    ['a failure of a step', new Failure('X', 'secret', { category: 'INTERNAL', retryable: true, hint: 'Wait.' }), 'INTERNAL', MASK],
    ['an unknown code', withCode('secret', 'WHATEVER'), 'INTERNAL', MASK],
    ['no code', new GraphQLError('secret'), 'INTERNAL', MASK],
    ['a constraint', Object.assign(new Error('insert into users … secret'), { code: '23505' }), 'INTERNAL', MASK],
    ['a refused connection', systemError('ECONNREFUSED'), 'UNAVAILABLE', AWAY],
    ['a socket that is not there', Object.assign(systemError('ENOENT'), { syscall: 'connect' }), 'UNAVAILABLE', AWAY],
    ['a file that is not there', Object.assign(systemError('ENOENT'), { syscall: 'open' }), 'INTERNAL', MASK],
    ['a database that shuts down', systemError('57P01'), 'UNAVAILABLE', AWAY],
    ['too many connections', systemError('53300'), 'UNAVAILABLE', AWAY],
    ['a broken connection', systemError('08006'), 'UNAVAILABLE', AWAY],
    [
      'a statement that took too long',
      systemError('57014'),
      'TIMEOUT',
      'The operation took too long and was canceled. Request fewer fields or smaller pages, or try again.',
    ],
    ['a deadlock', systemError('40P01'), 'UNAVAILABLE', CONFLICT],
    ['a serialization failure', located(systemError('40001')), 'UNAVAILABLE', CONFLICT],
    ['a connection that ended', new Error('Connection terminated unexpectedly'), 'UNAVAILABLE', AWAY],
    ['a connection that ended before', new Error('Client has encountered a connection error and is not queryable'), 'UNAVAILABLE', AWAY],
    ['a connection that was closed', new Error('Client was closed and is not queryable'), 'UNAVAILABLE', AWAY],
    ['a pool that is used up', located(new Error('timeout exceeded when trying to connect')), 'UNAVAILABLE', AWAY],
    ['a cause far below', new Error('outer', { cause: new Error('middle', { cause: systemError('EPIPE') }) }), 'UNAVAILABLE', AWAY],
  ])('%s tells nothing of us', (_what, error, code, message) => {
    const told = present(error);
    expect(told).toMatchObject({ message, extensions: { code, requestId: 'request-1' } });
    expect(JSON.stringify(told)).not.toMatch(/secret|\.js|select|stack/);
  });

  test.each<[string, unknown, string]>([
    ['an error that nobody expected', new TypeError('x is not a function'), 'TypeError: x is not a function'],
    ['a cause far below', located(new Error('outer', { cause: systemError('EPIPE', 'write EPIPE') })), 'EPIPE: write EPIPE'],
    [
      'a statement, which may hold secrets',
      Object.assign(new Error(`insert into users values ('secret - x') - duplicate key value`), { code: '23505' }),
      '23505: duplicate key value',
    ],
  ])('%s is named outside production', (_what, error, cause) => {
    const told = presentError(error, { requestId: 'request-1', log: silentLog, hideSuggestions: false, revealCause: true });
    expect(told.extensions?.['details']).toEqual({ cause });
    expect(told.message).not.toContain(cause);
    expect(present(error).extensions).not.toHaveProperty('details');
  });

  test('an error that explains itself needs no cause', () => {
    const error = new ReelwrightError('CONFLICT', 'Taken.', { details: { current: { role: 'ADMIN' } }, cause: new Error('secret') });
    const told = presentError(error, { requestId: 'request-1', log: silentLog, hideSuggestions: false, revealCause: true });
    expect(told.extensions?.['details']).toEqual({ current: { role: 'ADMIN' } });
  });

  test('an input that a class refused names each field by its path, once', () => {
    const nested = { property: 'scene', children: [{ property: 'title', constraints: { a: 'Too long.', b: 'Too odd.' } }] };
    const error = new ArgumentValidationError([{ property: 'email', constraints: { isEmail: 'Not an address.' } }, nested]);
    expect(present(located(error))).toMatchObject({
      message: 'Not an address. Too long.',
      extensions: {
        code: 'BAD_USER_INPUT',
        fields: [
          { path: 'input.email', message: 'Not an address.' },
          { path: 'input.scene.title', message: 'Too long.' },
        ],
      },
    });
  });

  test('has a request id, a time and a code of the published list', () => {
    for (const error of [notFound('Job'), new Error('x'), withCode('x', 'BAD_REQUEST')]) {
      const { extensions } = present(error);
      expect(Object.keys(ERROR_CODES)).toContain(extensions?.['code']);
      expect(extensions?.['requestId']).toBe('request-1');
      expect(extensions).toMatchObject({ messageKey: `error.${String(extensions?.['code'])}`, params: {} });
      expect(Date.parse(String(extensions?.['timestamp']))).toBeGreaterThan(0);
    }
  });

  test('names of the schema that were not asked for are hidden when told so', () => {
    const error = withCode('Cannot query field "nme" on type "User". Did you mean "name" or "me"?', 'GRAPHQL_VALIDATION_FAILED');
    expect(present(error, true).message).toBe('Cannot query field "nme" on type "User".');
    expect(present(error, false).message).toContain('Did you mean');
  });
});

test('only what was not expected is logged, with the request id and the error itself', () => {
  const log = { ...silentLog, error: vi.fn() };
  const show = (error: unknown) => presentError(error, { requestId: 'request-2', log, hideSuggestions: true });
  show(notFound('Job'));
  show(new ReelwrightError('CONFLICT', 'x'));
  expect(log.error).not.toHaveBeenCalled();
  const cause = new Error('deep');
  show(located(cause));
  expect(log.error).toHaveBeenCalledExactlyOnceWith({ event: 'unexpected_error', requestId: 'request-2', err: cause }, 'unexpected error');
});
