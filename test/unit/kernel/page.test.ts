import { describe, expect, test } from 'vitest';
import { newId } from '../../../src/kernel/id.ts';
import { DEFAULT_PAGE, pageOf, pageWindow, readPlace, readSequence, writeCursor } from '../../../src/kernel/page.ts';

const cursor = writeCursor(newId());
const id = newId();

describe('a window', () => {
  test.each([
    [{}, { limit: DEFAULT_PAGE, beyond: undefined, reverse: false }],
    [{ first: 3 }, { limit: 3, beyond: undefined, reverse: false }],
    [
      { first: 100, after: writeCursor(id) },
      { limit: 100, beyond: id, reverse: false },
    ],
    [{ last: 1 }, { limit: 1, beyond: undefined, reverse: true }],
    [{ before: writeCursor(id) }, { limit: DEFAULT_PAGE, beyond: id, reverse: true }],
    [
      { first: null, after: null, last: null, before: null },
      { limit: DEFAULT_PAGE, beyond: undefined, reverse: false },
    ],
  ])('of %j', (args, window) => {
    expect(pageWindow(args)).toEqual(window);
  });

  test.each([
    [{ first: 0 }, 'first'],
    [{ first: -1 }, 'first'],
    [{ first: 101 }, 'first'],
    [{ last: 101 }, 'last'],
    [{ first: 1, last: 1 }, 'last'],
    [{ after: cursor, before: cursor }, 'last'],
    [{ first: 1, before: cursor }, 'last'],
  ])('refuses %j', (args, path) => {
    expect(() => pageWindow(args)).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', fields: [expect.objectContaining({ path })] }),
    );
  });
});

const forged = [
  '',
  'nonsense',
  '!!!',
  writeCursor(''),
  writeCursor('abc'),
  writeCursor(7),
  writeCursor('-'),
  writeCursor(`${id}0`),
  writeCursor("' or 1=1"),
  Buffer.from(`2:${id}`).toString('base64url'),
  id,
];
test.each(forged)('a list by id refuses the cursor %j: the database could not read it', (after) => {
  expect(() => pageWindow({ after })).toThrow(
    expect.objectContaining({ code: 'BAD_USER_INPUT', fields: [expect.objectContaining({ path: 'after' })] }),
  );
});

test('a list by number reads its own cursors and no others', () => {
  for (const sequence of [0, 1, 2_147_483_647]) expect(readSequence(writeCursor(sequence), 'after')).toBe(sequence);
  for (const text of [
    '',
    'nonsense',
    cursor,
    writeCursor('-1'),
    writeCursor('1e3'),
    writeCursor('99999999999999999999'),
    writeCursor('0x1'),
    writeCursor(''),
  ])
    expect(() => readSequence(text, 'after'), text).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
});

test('a log by large places reads its own cursors and no others', () => {
  for (const place of [10n ** 18n, 12_345n * 10n ** 18n + 7n, 10n ** 37n - 1n])
    expect(readPlace(writeCursor(String(place)), 'after')).toBe(place);
  for (const text of [
    '',
    'nonsense',
    cursor,
    writeCursor(5),
    writeCursor(`-${10n ** 18n}`),
    writeCursor('1'.repeat(38)),
    writeCursor('1e30'),
  ])
    expect(() => readPlace(text, 'after'), text).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
});

describe('a page', () => {
  const rows = [1, 2, 3];
  test.each([
    [{ first: 3 }, [1, 2, 3], { rows, hasNextPage: false, hasPreviousPage: false }],
    [{ first: 3 }, [1, 2, 3, 4], { rows, hasNextPage: true, hasPreviousPage: false }],
    [{ first: 3, after: cursor }, [1, 2, 3], { rows, hasNextPage: false, hasPreviousPage: true }],
    [{ last: 3 }, [3, 2, 1], { rows, hasNextPage: false, hasPreviousPage: false }],
    [{ last: 3, before: cursor }, [3, 2, 1, 0], { rows, hasNextPage: true, hasPreviousPage: true }],
    [{}, [], { rows: [], hasNextPage: false, hasPreviousPage: false }],
  ])('of %j over %j', (args, read, page) => {
    expect(pageOf(pageWindow(args), read)).toEqual(page);
  });
});
