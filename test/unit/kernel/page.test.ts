import { describe, expect, it } from 'vitest';
import { newId } from '../../../src/kernel/id.ts';
import { pageOf, pageWindow, readSequence, writeCursor } from '../../../src/kernel/page.ts';

describe('pageWindow', () => {
  it('walks forwards or backwards from a cursor that it gave', () => {
    const id = newId();
    expect(pageWindow({ first: 2, after: writeCursor(id) })).toEqual({ limit: 2, beyond: id, reverse: false });
    expect(pageWindow({ last: 3, before: writeCursor(id) })).toEqual({ limit: 3, beyond: id, reverse: true });
    expect(pageWindow({})).toEqual({ limit: 20, beyond: undefined, reverse: false });
  });

  it.each([{ first: 0 }, { first: 101 }, { last: -1 }, { first: 1, last: 1 }, { first: 1, before: writeCursor(newId()) }])(
    'refuses %j',
    (args) => expect(() => pageWindow(args)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' })),
  );

  it.each(['', 'x', 'nonsense', writeCursor(7), writeCursor(`${newId()}0`), Buffer.from("1:' or true").toString('base64url')])(
    'refuses the cursor %j, which belongs to no list of ids',
    (after) => expect(() => pageWindow({ after })).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' })),
  );
});

describe('readSequence', () => {
  it('reads back what was written', () => expect(readSequence(writeCursor(2_147_483_647), 'after')).toBe(2_147_483_647));

  it.each([-1, '1e3', 2_147_483_648, newId()])('refuses %j, which no log has', (key) =>
    expect(() => readSequence(writeCursor(key), 'after')).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' })),
  );
});

describe('pageOf', () => {
  it('keeps the order of the list whichever way it was read', () => {
    const forwards = pageWindow({ first: 2 });
    const backwards = pageWindow({ last: 2, before: writeCursor(newId()) });
    expect(pageOf(forwards, [1, 2, 3])).toEqual({ rows: [1, 2], hasNextPage: true, hasPreviousPage: false });
    expect(pageOf(backwards, [3, 2, 1])).toEqual({ rows: [2, 3], hasNextPage: true, hasPreviousPage: true });
  });
});
