import { expect, test } from 'vitest';
import { contentHash } from '../../../src/kernel/content-hash.ts';
import { isId, newId } from '../../../src/kernel/id.ts';
import { authorOf, currentCaller, currentUser, userIdOf, workspacesOf } from '../../../src/kernel/scope.ts';
import type { Actor } from '../../../src/kernel/scope.ts';

test('the same content has the same hash, in whatever order it is written', () => {
  const hash = contentHash({ a: 1, b: [{ c: 'x', d: null }], e: undefined });
  expect(contentHash({ b: [{ d: null, c: 'x' }], a: 1 })).toBe(hash);
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  const others = [
    { a: 2, b: [{ c: 'x', d: null }] },
    { a: '1', b: [{ c: 'x', d: null }] },
    { a: 1, b: [{ c: 'x' }] },
    { a: 1, b: { c: 'x', d: null } },
  ];
  for (const other of others) expect(contentHash(other)).not.toBe(hash);
  expect(contentHash({ at: new Date(1) })).not.toBe(contentHash({ at: new Date(2) }));
  expect(contentHash({ list: [1, 2] })).not.toBe(contentHash({ list: [2, 1] }));
});

test('ids are UUIDv7, rise with time, and are known by their shape', () => {
  const ids = Array.from({ length: 1_000 }, newId);
  expect(ids).toEqual(ids.toSorted());
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids.slice(0, 5)) expect(id[14]).toBe('7');
  expect(ids.every(isId)).toBe(true);
  for (const text of ['', 'x', `${ids[0]} `, `${ids[0]}0`, ids[0]?.slice(1) ?? '', `{${ids[0]}}`, `\n${ids[0]}`])
    expect(isId(text), text).toBe(false);
});

test('each actor sees their own workspaces, and only a person is a person', () => {
  const person: Actor = {
    kind: 'user',
    userId: 'u',
    sessionId: 's',
    memberships: new Map([
      ['w1', 'OWNER'],
      ['w2', 'VIEWER'],
    ]),
    expiresAt: new Date(),
  };
  expect(workspacesOf(person)).toEqual(['w1', 'w2']);
  expect(currentUser({ actor: person })).toBe(person);
  expect(userIdOf(person)).toBe('u');
  const key: Actor = { kind: 'key', keyId: 'k', createdBy: 'u', memberships: new Map([['w1', 'EDITOR']]), expiresAt: new Date() };
  expect([workspacesOf(key), userIdOf(key), authorOf(key)]).toEqual([['w1'], undefined, 'u']);
  expect(currentCaller({ actor: key })).toBe(key);
  expect(() => currentUser({ actor: key })).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }));
  const worker: Actor = { kind: 'worker', workspaceId: 'w3' };
  expect([workspacesOf(worker), userIdOf(worker)]).toEqual([['w3'], undefined]);
  expect(workspacesOf({ kind: 'anonymous' })).toEqual([]);
  for (const [actor, reason] of [
    [worker, 'INVALID'],
    [{ kind: 'anonymous' }, 'MISSING'],
    [{ kind: 'anonymous', refused: 'INVALID' }, 'INVALID'],
    [{ kind: 'anonymous', refused: 'EXPIRED' }, 'EXPIRED'],
    [{ kind: 'anonymous', refused: 'REVOKED' }, 'REVOKED'],
  ] as const) {
    expect(() => currentUser({ actor })).toThrow(expect.objectContaining({ code: 'UNAUTHENTICATED', details: { reason } }));
  }
});
