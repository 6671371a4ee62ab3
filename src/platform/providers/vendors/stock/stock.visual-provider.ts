import type { Media } from '../../../media/media.ts';
import type { ProviderCall } from '../../provider.ts';
import type { VisualProvider, VisualRequest, VisualResult } from '../../visual.provider.ts';
import { paidCall } from '../paid-call.ts';
import { fitPicture } from '../results/fit-picture.ts';
import { LIMITS } from '../vendor-http.ts';
import { StockSearch } from './stock-search.ts';
import type { Chosen } from './stock-search.ts';
import type { StockFile, StockSource } from './stock-source.ts';

const MAX_FILE_BYTES = 64 * 1024 * 1024;

/** Pictures of a stock collection, chosen by the words of the scene. Nothing is charged, so that a call may be repeated. */
export class StockVisualProvider implements VisualProvider {
  readonly id: string;
  readonly revision = 'stock/1';
  readonly #search: StockSearch<StockFile>;

  constructor(
    private readonly source: StockSource,
    private readonly media: Media,
  ) {
    const { id, http, search } = source;
    this.id = id;
    this.#search = new StockSearch({ http, noun: 'picture', find: search, limits: LIMITS.picture, maxBytes: MAX_FILE_BYTES });
  }

  async picture(request: VisualRequest, call: ProviderCall): Promise<VisualResult> {
    const { vendor } = this.source.http;
    const { words, bytes, file } = await paidCall<Chosen<StockFile>>(call, {
      ...{ vendor, key: 'search', model: 'search', isFree: true },
      send: async () => ({ value: await this.#search.choose(request, call.signal) }),
    });
    const path = await fitPicture(this.media, vendor, { bytes, frame: request }, call);
    return { path, made: { prompt: words, attribution: file.attribution } };
  }
}
