import { describe, expect, test } from 'vitest';
import { ReelwrightError } from '../../../../src/kernel/errors.ts';
import { TrustedDocuments } from '../../../../src/platform/graphql/documents/trusted-documents.ts';

const ME = 'query Me { me { id } }';
const OWN = '{ viewer }';
const OTHER = '{ other }';
const open = (only: boolean): TrustedDocuments => new TrustedDocuments(new Map([['abc', ME]]), { only, own: [OWN] });

const hashed = (sha256Hash: unknown) => ({ extensions: { persistedQuery: { version: 1, sha256Hash } } });

function codeOf(only: boolean, request: object): string {
  try {
    return open(only).textOf(request) ?? 'nothing';
  } catch (error) {
    return error instanceof ReelwrightError ? error.code : 'another error';
  }
}

describe('trusted documents', () => {
  test.each<[string, object]>([
    ['documentId', { documentId: 'abc' }],
    ['documentId with the name of the hash', { documentId: 'sha256:abc' }],
    ['the hash of a persisted query', hashed('abc')],
    ['an empty query beside the id, as graphql-ws needs it', { query: '', documentId: 'abc' }],
    ['another query beside the id', { query: OTHER, documentId: 'abc' }],
    ['its whole text', { query: ME }],
  ])('are found by %s, also where they are the only ones', (_, request) => {
    expect([codeOf(false, request), codeOf(true, request)]).toEqual([ME, ME]);
  });

  test('of the pages of the API need no id', () => {
    expect(codeOf(true, { query: OWN })).toBe(OWN);
  });

  test.each<[string, object, string, string]>([
    ['an unknown id', { documentId: 'x' }, 'PERSISTED_QUERY_NOT_FOUND', 'UNTRUSTED_DOCUMENT'],
    ['a name of every object', { documentId: '__proto__' }, 'PERSISTED_QUERY_NOT_FOUND', 'UNTRUSTED_DOCUMENT'],
    ['an unknown hash', hashed('x'), 'PERSISTED_QUERY_NOT_FOUND', 'UNTRUSTED_DOCUMENT'],
    ['an unknown hash with a text', { query: OTHER, ...hashed('x') }, OTHER, 'UNTRUSTED_DOCUMENT'],
    ['another text', { query: OTHER }, OTHER, 'UNTRUSTED_DOCUMENT'],
    ['a text with a space more', { query: `${ME} ` }, `${ME} `, 'UNTRUSTED_DOCUMENT'],
    ['a hash that is no text', hashed(7), 'nothing', 'UNTRUSTED_DOCUMENT'],
    ['an id that is no text', { documentId: ['abc'] }, 'nothing', 'UNTRUSTED_DOCUMENT'],
    ['nothing at all', {}, 'nothing', 'UNTRUSTED_DOCUMENT'],
  ])('are not found by %s', (_, request, usual, only) => {
    expect([codeOf(false, request), codeOf(true, request)]).toEqual([usual, only]);
  });
});
