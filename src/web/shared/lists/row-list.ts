import type { CombinedError } from 'urql';
import { createStore } from '../state/store.ts';
import type { Store } from '../state/store.ts';
import { spliced } from './splice.ts';
import type { Edge, Row } from './splice.ts';

/** Milliseconds without a change after which changes are read, and the most that the first of them waits. */
const COLLECT_MS = 150;
const MAX_COLLECT_MS = 1_000;
/** Milliseconds until a read that failed is repeated; twice as many after each further failure, at most. */
const RETRY_MS = 5_000;
const MAX_RETRY_MS = 20_000;

/** A page of a list, and the answer that it came with. */
export interface ListPage<R extends Row, Answer> {
  readonly answer: Answer;
  readonly edges: readonly Edge<R>[];
  readonly hasNextPage: boolean;
}

export interface ListState<R extends Row, Answer> {
  /** Undefined until the first answer. */
  readonly edges: readonly Edge<R>[] | undefined;
  readonly hasMore: boolean;
  /** The newest answer, of any page. */
  readonly answer: Answer | undefined;
  /** Why the last read failed. It is repeated. */
  readonly error: CombinedError | undefined;
  readonly isReading: boolean;
  /** How often all rows were read. */
  readonly rounds: number;
}

interface RowListOptions<R extends Row, Answer> {
  /** Reads the page after a cursor. @throws CombinedError */
  readonly read: (after: string | null) => Promise<ListPage<R, Answer>>;
  /** The first page of an earlier visit. */
  readonly known?: ListPage<R, Answer> | undefined;
  /** Whether a change moves a row to the top. */
  readonly movesUp?: boolean | undefined;
}

/**
 * The rows of a list that grows by "Show more" and follows changes, each row once. Reads follow each other, so that an older answer never
 * replaces a newer one.
 */
export class RowList<R extends Row, Answer> {
  readonly state: Store<ListState<R, Answer>>;
  readonly #changed = new Set<string>();
  #wantsAll = false;
  #wantsMore = false;
  #isOpen = false;
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** When the first change came that is not read yet. */
  #changedAt: number | undefined;

  constructor(private readonly options: RowListOptions<R, Answer>) {
    const { edges, hasNextPage = false, answer } = options.known ?? {};
    this.state = createStore<ListState<R, Answer>>({
      ...{ edges, hasMore: hasNextPage, answer },
      ...{ error: undefined, isReading: false, rounds: 0 },
    });
  }

  open(): void {
    this.#isOpen = true;
    this.refresh();
  }

  close(): void {
    this.#isOpen = false;
    clearTimeout(this.#timer);
  }

  showMore(): void {
    this.#wantsMore = true;
    void this.#read();
  }

  /** Reads the rows that are shown again. */
  refresh(): void {
    this.#wantsAll = true;
    void this.#read();
  }

  /**
   * Reads soon what the change of an object can have changed: its row and those after it, or the top of the list for an object that has no
   * row; without an id all.
   */
  onChange(id: string | null): void {
    if (id === null) this.#wantsAll = true;
    else this.#changed.add(id);
    this.#changedAt ??= Date.now();
    this.#readIn(Math.min(COLLECT_MS, this.#changedAt + MAX_COLLECT_MS - Date.now()));
  }

  #readIn(ms: number): void {
    clearTimeout(this.#timer);
    if (this.#isOpen) this.#timer = setTimeout(() => void this.#read(), ms);
  }

  /** Reads what is wanted. What is wanted meanwhile, and what could not be read, follows. */
  async #read(): Promise<void> {
    if (!this.#isOpen || this.state.get().isReading) return;
    clearTimeout(this.#timer);
    const [all, more, ids] = [this.#wantsAll, this.#wantsMore, [...this.#changed]];
    this.#wantsAll = this.#wantsMore = false;
    this.#changed.clear();
    this.#changedAt = undefined;
    this.#set({ isReading: true });
    let error: CombinedError | undefined;
    try {
      if (all) await this.#readAll();
      else await this.#readChanges(ids);
      if (more) await this.#readFrom(this.#edges.length);
    } catch (failure) {
      error = failure as CombinedError;
      this.#wantsAll ||= all;
      this.#wantsMore ||= more;
      for (const id of ids) this.#changed.add(id);
    }
    this.#set({ isReading: false, error });
    this.#failures = error ? this.#failures + 1 : 0;
    if (error) this.#readIn(Math.min(MAX_RETRY_MS, RETRY_MS * 2 ** (this.#failures - 1)));
    else if (this.#wantsAll || this.#wantsMore) this.#readIn(0);
    else if (this.#changed.size > 0) this.#readIn(COLLECT_MS);
  }

  async #readAll(): Promise<void> {
    await this.#readFrom(0, true);
    this.#set({ rounds: this.state.get().rounds + 1 });
  }

  async #readChanges(ids: readonly string[]): Promise<void> {
    const left = new Set(ids);
    const isNew = (id: string): boolean => !this.#edges.some(({ node }) => node.id === id);
    if (ids.length > 0 && (this.options.movesUp || ids.some(isNew))) for (const id of await this.#readFrom(0)) left.delete(id);
    for (;;) {
      const at = this.#edges.findIndex(({ node }) => left.has(node.id));
      const changed = this.#edges[at];
      if (!changed) return;
      left.delete(changed.node.id);
      for (const id of await this.#readFrom(at)) left.delete(id);
    }
  }

  /** Reads the rows from a position on, as far as `spliced` needs. Returns their ids. */
  async #readFrom(from: number, isWhole = false): Promise<readonly string[]> {
    const before = this.#edges;
    const fresh: Edge<R>[] = [];
    for (;;) {
      const { edges, hasNextPage, answer } = await this.options.read(fresh.at(-1)?.cursor ?? before[from - 1]?.cursor ?? null);
      fresh.push(...edges);
      const next = spliced({ before, fresh, from, hasNextPage, isWhole });
      if (!next) continue;
      this.#set({ hasMore: this.state.get().hasMore, ...next, answer });
      return fresh.map(({ node }) => node.id);
    }
  }

  get #edges(): readonly Edge<R>[] {
    return this.state.get().edges ?? [];
  }

  #set(change: Partial<ListState<R, Answer>>): void {
    this.state.set({ ...this.state.get(), ...change });
  }
}
