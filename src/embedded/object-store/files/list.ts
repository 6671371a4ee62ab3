import { compareKeys, firstIndex } from './key-order.ts';

export interface ListOptions {
  readonly prefix: string;
  /** Empty for no delimiter. */
  readonly delimiter: string;
  /** Maximum number of objects and common prefixes together. */
  readonly limit: number;
  /** Exclusive start key. */
  readonly after?: string;
  /** Skips every key with this prefix, because the previous page ended with this common prefix. */
  readonly afterPrefix?: string;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly prefixes: readonly string[];
  /** Start of the next page; undefined on the last page. */
  readonly next: { readonly after: string } | { readonly afterPrefix: string } | undefined;
}

/** One page of a listing, from entries sorted by `compareKeys`. Skips keys behind a common prefix. */
export function listPage<T extends { readonly key: string }>(sorted: readonly T[], options: ListOptions): Page<T> {
  const { prefix, delimiter, limit, after, afterPrefix } = options;
  const beyond = (start: string, from: number) =>
    firstIndex(sorted, ({ key }) => compareKeys(key, start) > 0 && !key.startsWith(start), from);
  const items: T[] = [];
  const prefixes: string[] = [];
  let next: Page<T>['next'];

  let index = firstIndex(sorted, ({ key }) => compareKeys(key, prefix) >= 0);
  if (after !== undefined)
    index = Math.max(
      index,
      firstIndex(sorted, ({ key }) => compareKeys(key, after) > 0),
    );
  if (afterPrefix !== undefined) index = Math.max(index, beyond(afterPrefix, 0));

  for (let entry = sorted[index]; entry?.key.startsWith(prefix); entry = sorted[index]) {
    if (items.length + prefixes.length >= limit) return { items, prefixes, next };
    const at = delimiter === '' ? -1 : entry.key.indexOf(delimiter, prefix.length);
    if (at < 0) {
      items.push(entry);
      next = { after: entry.key };
      index += 1;
    } else {
      const common = entry.key.slice(0, at + delimiter.length);
      prefixes.push(common);
      next = { afterPrefix: common };
      index = beyond(common, index);
    }
  }
  return { items, prefixes, next: undefined };
}
