import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { RowList } from '../../../../src/web/shared/lists/row-list.ts';

interface Item {
  readonly id: string;
  /** The list is sorted by it, with the greatest first. */
  readonly at: number;
  readonly title: string;
}

const PAGE = 3;

/** A list of the API, by keyset: a cursor is the position of a row, also when the row is gone. */
class Served {
  readonly items = new Map<string, Item>();
  /** The cursors after which pages were read. */
  reads: (string | null)[] = [];
  isAway = false;

  put(id: string, at: number, title = id): void {
    this.items.set(id, { id, at, title });
  }

  readonly read = async (after: string | null) => {
    this.reads.push(after);
    if (this.isAway) throw new Error('no network');
    const cursorOf = ({ at, id }: Item): string => `${1_000 + at}:${id}`;
    const rest = [...this.items.values()]
      .toSorted((a, b) => b.at - a.at)
      .map((node) => ({ node, cursor: cursorOf(node) }))
      .filter(({ cursor }) => after === null || cursor < after);
    return { answer: rest.length, edges: rest.slice(0, PAGE), hasNextPage: rest.length > PAGE };
  };
}

let served: Served;
let list: RowList<Item, number>;
const shown = (): string => (list.state.get().edges ?? []).map(({ node }) => node.title).join(' ');
const settled = () => vi.advanceTimersByTimeAsync(1_000);

async function open(options: { readonly count: number; readonly pages: number; readonly movesUp?: boolean }): Promise<void> {
  served = new Served();
  for (let at = 1; at <= options.count; at += 1) served.put(`r${at}`, at);
  list = new RowList<Item, number>({ read: served.read, movesUp: options.movesUp });
  list.open();
  await settled();
  for (let page = 1; page < options.pages; page += 1) {
    list.showMore();
    await settled();
  }
  served.reads = [];
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  list.close();
  vi.useRealTimers();
});

describe('a list of three pages', () => {
  beforeEach(() => open({ count: 10, pages: 3 }));

  test('shows each row once, and whether there are more', async () => {
    expect(shown()).toBe('r10 r9 r8 r7 r6 r5 r4 r3 r2');
    expect(list.state.get().hasMore).toBe(true);
    list.showMore();
    await settled();
    expect(shown()).toBe('r10 r9 r8 r7 r6 r5 r4 r3 r2 r1');
    expect(list.state.get().hasMore).toBe(false);
  });

  test('reads one page for a new row, and loses none', async () => {
    served.put('new', 11);
    list.onChange('new');
    await settled();
    expect(shown()).toBe('new r10 r9 r8 r7 r6 r5 r4 r3 r2');
    expect(served.reads).toEqual([null]);
  });

  test('reads on when more than a page of rows is new, as far as it is shown', async () => {
    for (let at = 11; at <= 17; at += 1) served.put(`n${at}`, at);
    list.onChange('n17');
    await settled();
    expect(shown()).toBe('n17 n16 n15 n14 n13 n12 n11 r10 r9 r8 r7 r6 r5 r4 r3 r2');
    expect(served.reads).toHaveLength(3);
  });

  test('reads the page of a row that has changed', async () => {
    served.put('r6', 6, 'six');
    list.onChange('r6');
    await settled();
    expect(shown()).toBe('r10 r9 r8 r7 six r5 r4 r3 r2');
    expect(served.reads).toEqual(['1007:r7']);
  });

  test.each(['r10', 'r6', 'r2'])('drops %s when it was deleted', async (id) => {
    served.items.delete(id);
    list.onChange(id);
    await settled();
    const left = ['r10', 'r9', 'r8', 'r7', 'r6', 'r5', 'r4', 'r3', 'r2'].filter((one) => one !== id);
    expect(shown()).toBe([...left, ...(id === 'r2' ? ['r1'] : [])].join(' '));
    expect(served.reads).toHaveLength(1);
  });

  test('goes on after a row that was deleted meanwhile', async () => {
    served.items.delete('r2');
    list.showMore();
    await settled();
    expect(shown()).toBe('r10 r9 r8 r7 r6 r5 r4 r3 r2 r1');
    list.onChange('r2');
    await settled();
    expect(shown()).toBe('r10 r9 r8 r7 r6 r5 r4 r3 r1');
  });

  test('collects changes, and reads neighbours together', async () => {
    for (const id of ['r9', 'r8', 'r9', 'r5']) {
      list.onChange(id);
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(served.reads).toEqual([]);
    await settled();
    expect(served.reads).toEqual(['1010:r10', '1006:r6']);
  });

  test('reads after a second at the latest while changes go on', async () => {
    for (let step = 0; step < 11; step += 1) {
      list.onChange('r9');
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(served.reads).toHaveLength(1);
  });

  test('reads all that is shown after a gap in the events', async () => {
    served.items.delete('r7');
    served.put('r3', 3, 'three');
    served.put('new', 11);
    list.onChange(null);
    await settled();
    expect(shown()).toBe('new r10 r9 r8 r6 r5 r4 three r2');
    expect(served.reads).toHaveLength(3);
    expect(list.state.get().rounds).toBe(2);
  });

  test('keeps its rows while a read fails, and repeats it', async () => {
    served.isAway = true;
    served.put('new', 11);
    list.onChange('new');
    await settled();
    expect(shown()).toBe('r10 r9 r8 r7 r6 r5 r4 r3 r2');
    expect(list.state.get().error?.message).toBe('no network');
    served.isAway = false;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(shown()).toBe('new r10 r9 r8 r7 r6 r5 r4 r3 r2');
    expect(list.state.get().error).toBeUndefined();
  });

  test('reads a change that happened while it was reading', async () => {
    list.refresh();
    served.put('new', 11);
    list.onChange('new');
    await settled();
    expect(shown()).toMatch(/^new r10 /);
  });

  test('reads nothing once it is closed', async () => {
    list.onChange('r9');
    list.close();
    await settled();
    expect(served.reads).toEqual([]);
  });
});

describe('a list in the order of changes', () => {
  beforeEach(() => open({ count: 10, pages: 3, movesUp: true }));

  test('moves a row to the top', async () => {
    served.put('r3', 20);
    list.onChange('r3');
    await settled();
    expect(shown()).toBe('r3 r10 r9 r8 r7 r6 r5 r4 r2');
    expect(served.reads).toEqual([null]);
  });

  test('keeps all rows when more than a page of them has moved', async () => {
    for (const [index, id] of ['r2', 'r4', 'r6', 'r8'].entries()) {
      served.put(id, 20 + index);
      list.onChange(id);
    }
    await settled();
    expect(shown()).toBe('r8 r6 r4 r2 r10 r9 r7 r5 r3');
  });

  test('reads a row that has changed in its place', async () => {
    served.put('r3', 3, 'three');
    list.onChange('r3');
    await settled();
    expect(shown()).toBe('r10 r9 r8 r7 r6 r5 r4 three r2 r1');
  });
});

test('a list with an earlier first page shows it at once', async () => {
  await open({ count: 10, pages: 1 });
  const edges = list.state.get().edges ?? [];
  list.close();
  served.put('new', 11);
  list = new RowList<Item, number>({ read: served.read, known: { answer: 0, edges, hasNextPage: true } });
  expect(shown()).toBe('r10 r9 r8');
  list.open();
  await settled();
  expect(shown()).toBe('new r10 r9 r8');
});
