import { describe, expect, it } from 'vitest';
import { compareKeys } from '../../../../src/embedded/object-store/files/key-order.ts';
import { listPage, type ListOptions } from '../../../../src/embedded/object-store/files/list.ts';

const entries = (keys: readonly string[]) => keys.map((key) => ({ key })).sort((a, b) => compareKeys(a.key, b.key));
const ALL = { prefix: '', delimiter: '', limit: 1000 };

/** What a listing means, said as plainly as possible. */
function plainly(keys: readonly string[], { prefix, delimiter }: ListOptions): string[] {
  const folded = keys
    .filter((key) => key.startsWith(prefix))
    .map((key) => {
      const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
      return at < 0 ? key : key.slice(0, at + delimiter.length);
    });
  return [...new Set(folded)].sort();
}

function byPages(keys: readonly string[], options: ListOptions): string[] {
  const seen: string[] = [];
  let position: Partial<ListOptions> = {};
  for (;;) {
    const { items, prefixes, next } = listPage(entries(keys), { ...options, ...position });
    expect(items.length + prefixes.length).toBeLessThanOrEqual(options.limit);
    seen.push(...items.map(({ key }) => key), ...prefixes);
    if (!next) return seen.sort();
    position = next;
  }
}

describe('the order of keys', () => {
  it('is that of their bytes in UTF-8', () => {
    const keys = [
      '',
      'a',
      'a/',
      'a/b',
      'aa',
      'B',
      'ä',
      '\u07ff',
      '\u0800',
      '\ud7ff',
      '\ue000',
      '\uff5e',
      '\uffff',
      '\u{10000}',
      '🎬',
      '\u{10ffff}',
    ];
    const byBytes = keys.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect(keys.toReversed().sort(compareKeys)).toEqual(byBytes);
  });
});

describe('a page of a listing', () => {
  const keys = ['a', 'a/', 'a/1', 'a/2', 'a/b/3', 'ab', 'b/1', 'b/2', 'c', 'film//x', 'film/y', 'ü/1', '🎬/1', '\uff5e/1'];

  it('says the same by pages of any size as in one piece', () => {
    for (const prefix of ['', 'a', 'a/', 'film/', 'ü', 'none']) {
      for (const delimiter of ['', '/', 'b', '//']) {
        for (const limit of [1, 2, 3, 1000]) {
          const options = { prefix, delimiter, limit };
          expect(byPages(keys, options)).toEqual(plainly(keys, options));
        }
      }
    }
  });

  it('is the last one when it is exactly full', () => {
    expect(listPage(entries(['a', 'b']), { ...ALL, limit: 2 }).next).toBeUndefined();
    expect(listPage(entries(['a/1', 'a/2']), { ...ALL, delimiter: '/', limit: 1 }).next).toBeUndefined();
    expect(listPage(entries(['a', 'b', 'c']), { ...ALL, limit: 2 }).next).toEqual({ after: 'b' });
  });

  it('is empty and final when nothing is wanted', () => {
    expect(listPage(entries(['a']), { ...ALL, limit: 0 })).toEqual({ items: [], prefixes: [], next: undefined });
  });

  it('begins behind a key, be it there or not', () => {
    expect(listPage(entries(keys), { ...ALL, after: 'b/15' }).items.map(({ key }) => key)[0]).toBe('b/2');
    expect(listPage(entries(keys), { ...ALL, after: 'zzzz', prefix: 'a' }).items).toEqual([]);
  });
});
