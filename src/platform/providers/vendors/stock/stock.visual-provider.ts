import { Failure } from '../../../../kernel/failure.ts';
import { GuardedHttp } from '../../../http/guarded-http.ts';
import { OutboundError } from '../../../http/outbound-url.ts';
import type { Media } from '../../../media/media.ts';
import { contentHash } from '../../../text/content-hash.ts';
import type { ProviderCall } from '../../provider.ts';
import type { VisualProvider, VisualRequest, VisualResult } from '../../visual.provider.ts';
import { paidCall } from '../paid-call.ts';
import { fitPicture } from '../results/fit-picture.ts';
import { garbage, invalidInput } from '../vendor-failures.ts';
import { LIMITS } from '../vendor-http.ts';
import { searchesOf } from './search-words.ts';
import type { StockPicture, StockSource } from './stock-source.ts';

/** Pixabay asks for answers to be kept for a day, the others for few calls. */
const KEEP_MS = 24 * 3_600_000;
const MAX_KEPT = 500;
/** Searches of one scene, and files that are tried. */
const MAX_TRIES = 3;
const MAX_REDIRECTS = 3;
const MAX_FILE_BYTES = 64 * 1024 * 1024;

interface Kept {
  readonly at: number;
  readonly pictures: readonly StockPicture[];
}

interface Chosen {
  readonly words: string;
  readonly bytes: Buffer;
  readonly picture: StockPicture;
}

/** Pictures of a stock collection, chosen by the words of the scene. Nothing is charged, so that a call may be repeated. */
export class StockVisualProvider implements VisualProvider {
  readonly id: string;
  readonly revision = 'stock/1';
  readonly #kept = new Map<string, Kept>();
  /** Files lie on hosts that strangers name: public addresses alone. */
  readonly #files = new GuardedHttp();

  constructor(
    private readonly source: StockSource,
    private readonly media: Media,
  ) {
    this.id = source.id;
  }

  async picture(request: VisualRequest, call: ProviderCall): Promise<VisualResult> {
    const { vendor } = this.source.http;
    const { words, bytes, picture } = await paidCall<Chosen>(call, {
      ...{ vendor, key: 'search', model: 'search', isFree: true },
      send: async () => ({ value: await this.#choose(request, call.signal) }),
    });
    const path = await fitPicture(this.media, vendor, { bytes, frame: request }, call);
    return { path, made: { prompt: words, attribution: picture.attribution } };
  }

  async #choose(request: VisualRequest, signal: AbortSignal): Promise<Chosen> {
    const { vendor } = this.source.http;
    const searches = searchesOf(request).slice(0, MAX_TRIES);
    for (const words of searches) {
      const pictures = inOrder(await this.#search(words, request, signal), words, request);
      for (const picture of pictures.slice(0, MAX_TRIES)) {
        const bytes = await this.#download(picture.fileUrl, signal);
        if (bytes) return { words, bytes, picture };
      }
      if (pictures.length > 0) throw garbage(vendor, 'addresses of pictures that cannot be fetched');
    }
    throw invalidInput(vendor, `no picture for the words ${searches.map((words) => `“${words}”`).join(', ')}`);
  }

  async #search(words: string, frame: VisualRequest, signal: AbortSignal): Promise<readonly StockPicture[]> {
    const key = `${words}/${frame.width}x${frame.height}`;
    const kept = this.#kept.get(key);
    if (kept && performance.now() - kept.at < KEEP_MS) return kept.pictures;
    const pictures = await this.source.search(words, frame, signal);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size >= MAX_KEPT && oldest !== undefined) this.#kept.delete(oldest);
    this.#kept.set(key, { at: performance.now(), pictures });
    return pictures;
  }

  /** Undefined for a file that is gone. The operator's own server may be private, every other host may not. */
  async #download(address: string, signal: AbortSignal): Promise<Buffer | undefined> {
    const { http } = this.source;
    const url = new URL(address);
    try {
      if (url.origin === http.origin) {
        const answer = await http.sendTo(url, { limits: LIMITS.picture, signal });
        return answer.isOk ? answer.bytes : undefined;
      }
      const limits = { maxBytes: MAX_FILE_BYTES, timeoutMs: LIMITS.picture.timeoutMs, maxRedirects: MAX_REDIRECTS };
      const { status, body, truncated } = await this.#files.send({ url: url.href, ...limits, signal });
      return status === 200 && !truncated ? body : undefined;
    } catch (error) {
      if (error instanceof OutboundError || (error instanceof Failure && error.code !== 'GARBAGE')) return undefined;
      throw error;
    }
  }
}

/** Beginning at another picture for each scene and each time it is made again: scenes with the same words differ. */
function inOrder(
  pictures: readonly StockPicture[],
  words: string,
  { seed, position, variant = 0 }: VisualRequest,
): readonly StockPicture[] {
  if (pictures.length === 0) return [];
  const first = (Number.parseInt(contentHash({ words, seed }).slice(0, 8), 16) + position + variant) % pictures.length;
  return [...pictures.slice(first), ...pictures.slice(0, first)];
}
