import { Failure } from '../../../../kernel/failure.ts';
import { GuardedHttp } from '../../../http/guarded-http.ts';
import { OutboundError } from '../../../http/outbound-url.ts';
import { contentHash } from '../../../text/content-hash.ts';
import { garbage, invalidInput } from '../vendor-failures.ts';
import type { LIMITS, VendorHttp } from '../vendor-http.ts';
import { searchesOf } from './search-words.ts';
import type { SearchedWords } from './search-words.ts';
import type { StockFile } from './stock-source.ts';

/** Pixabay asks for answers to be kept for a day, the others for few calls. */
const KEEP_MS = 24 * 3_600_000;
const MAX_KEPT = 500;
/** Files that are tried of one search. */
const MAX_TRIES = 3;
/** Searches of a scene: exact ones first, then single words. */
const MAX_SEARCHES = 8;
const MAX_REDIRECTS = 3;

/** What a file is wanted for: its words, and where it is shown. */
export interface StockQuery extends SearchedWords {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  readonly seed: string;
  readonly position: number;
  readonly variant?: number | undefined;
}

interface Kept<File> {
  readonly at: number;
  readonly files: readonly File[];
}

export interface Chosen<File> {
  /** The words that found it. */
  readonly words: string;
  readonly bytes: Buffer;
  readonly file: File;
}

export interface StockSearchOptions<File> {
  readonly http: VendorHttp;
  /** `picture` or `clip`, for messages. */
  readonly noun: string;
  /** The best files first. */
  readonly find: (words: string, query: StockQuery, signal: AbortSignal) => Promise<readonly File[]>;
  /** Of a file. */
  readonly limits: (typeof LIMITS)['picture' | 'clip'];
  readonly maxBytes: number;
}

/** Finds a file of a collection by words, and fetches it. Answers of searches are kept for a day. */
export class StockSearch<File extends StockFile> {
  readonly #kept = new Map<string, Kept<File>>();
  /** Files lie on hosts that strangers name: public addresses alone. */
  readonly #files = new GuardedHttp();

  constructor(private readonly options: StockSearchOptions<File>) {}

  /**
   * The first file of the first search with an answer that can be fetched. `fits` leaves out and orders files. @throws Failure INVALID_INPUT when
   * the collection has none for the words; GARBAGE when none can be fetched
   */
  async choose(query: StockQuery, signal: AbortSignal, fits = (files: readonly File[]): readonly File[] => files): Promise<Chosen<File>> {
    const { http, noun } = this.options;
    const searches = searchesOf(query).slice(0, MAX_SEARCHES);
    for (const words of searches) {
      const files = inOrder(fits(await this.#search(words, query, signal)), words, query);
      for (const file of files.slice(0, MAX_TRIES)) {
        const bytes = await this.#download(file.fileUrl, signal);
        if (bytes) return { words, bytes, file };
      }
      if (files.length > 0) throw garbage(http.vendor, `addresses of ${noun}s that cannot be fetched`);
    }
    throw invalidInput(http.vendor, `no ${noun} for the words ${searches.map((words) => `“${words}”`).join(', ')}`);
  }

  async #search(words: string, query: StockQuery, signal: AbortSignal): Promise<readonly File[]> {
    const key = `${words}/${query.width}x${query.height}`;
    const kept = this.#kept.get(key);
    if (kept && performance.now() - kept.at < KEEP_MS) return kept.files;
    const files = await this.options.find(words, query, signal);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size >= MAX_KEPT && oldest !== undefined) this.#kept.delete(oldest);
    this.#kept.set(key, { at: performance.now(), files });
    return files;
  }

  /** Undefined for a file that is gone. The operator's own server may be private, every other host may not. */
  async #download(address: string, signal: AbortSignal): Promise<Buffer | undefined> {
    const { http, limits, maxBytes } = this.options;
    const url = new URL(address);
    try {
      if (url.origin === http.origin) {
        const answer = await http.sendTo(url, { limits, signal });
        return answer.isOk ? answer.bytes : undefined;
      }
      const fetched = { maxBytes, timeoutMs: limits.timeoutMs, maxRedirects: MAX_REDIRECTS };
      const { status, body, truncated } = await this.#files.send({ url: url.href, ...fetched, signal });
      return status === 200 && !truncated ? body : undefined;
    } catch (error) {
      if (error instanceof OutboundError || (error instanceof Failure && error.code !== 'GARBAGE')) return undefined;
      throw error;
    }
  }
}

/** Beginning at another file for each scene and each time it is made again: scenes with the same words differ. */
function inOrder<File>(files: readonly File[], words: string, { seed, position, variant = 0 }: StockQuery): readonly File[] {
  if (files.length === 0) return [];
  const first = (Number.parseInt(contentHash({ words, seed }).slice(0, 8), 16) + position + variant) % files.length;
  return [...files.slice(first), ...files.slice(0, first)];
}
