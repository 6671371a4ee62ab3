export interface Row {
  readonly id: string;
}

/** A row with its position in the order of the list, which stays the same while the row has its place. */
export interface Edge<R extends Row> {
  readonly cursor: string;
  readonly node: R;
}

interface Reading<R extends Row> {
  readonly before: readonly Edge<R>[];
  /** What was read, page after page, for the place `from`. */
  readonly fresh: readonly Edge<R>[];
  readonly from: number;
  /** Whether the list continues after what was read. */
  readonly hasNextPage: boolean;
  /** Whether all that is shown is read, and not only up to where the list continues as it is known. */
  readonly isWhole: boolean;
}

interface Spliced<R extends Row> {
  readonly edges: readonly Edge<R>[];
  /** Whether the list has more rows than these; undefined where that is as before. */
  readonly hasMore?: boolean;
}

/**
 * The rows of a list after a part of them was read again, each once, and no fewer than before. Undefined while the next page is needed: what
 * was read does not end at a row with its known cursor, as after more than a page of new rows.
 */
export function spliced<R extends Row>({ before, fresh, from, hasNextPage, isWhole }: Reading<R>): Spliced<R> | undefined {
  const last = fresh.at(-1)?.cursor;
  const at = hasNextPage ? before.findIndex(({ cursor }) => cursor === last) : -1;
  const isComplete = !hasNextPage || from + fresh.length >= before.length;
  if (!isComplete && (isWhole || at < from)) return undefined;
  const tail = at < from ? [] : before.slice(at + 1);
  const read = new Map(fresh.map((edge) => [edge.node.id, edge]));
  const others = (edges: readonly Edge<R>[]): readonly Edge<R>[] => edges.filter(({ node }) => !read.has(node.id));
  const edges = [...others(before.slice(0, from)), ...read.values(), ...others(tail)];
  return { edges, ...(tail.length === 0 && { hasMore: hasNextPage }) };
}
