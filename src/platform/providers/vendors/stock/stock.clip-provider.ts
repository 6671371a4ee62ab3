import type { Media } from '../../../media/media.ts';
import type { ClipProvider, ClipRequest, ClipResult } from '../../clip.provider.ts';
import type { ProviderCall } from '../../provider.ts';
import { paidCall } from '../paid-call.ts';
import { fitClip } from '../results/fit-clip.ts';
import { LIMITS } from '../vendor-http.ts';
import { StockSearch } from './stock-search.ts';
import type { Chosen } from './stock-search.ts';
import type { StockClip, StockClipSource } from './stock-source.ts';
import { shapeOf } from './stock-source.ts';

/** A clip that is shorter than this share of the request leaves too much of the scene without motion. */
const MIN_SHARE = 0.5;

/** Clips of a stock collection, chosen by the words of the scene. Nothing is charged, so that a call may be repeated. */
export class StockClipProvider implements ClipProvider {
  readonly id: string;
  readonly revision = 'stock/1';
  readonly #search: StockSearch<StockClip>;

  constructor(
    private readonly source: StockClipSource,
    private readonly media: Media,
  ) {
    const { id, http, searchClips: find } = source;
    this.id = id;
    this.#search = new StockSearch({ http, noun: 'clip', find, limits: LIMITS.clip, maxBytes: LIMITS.clip.maxBytes });
  }

  async clip(request: ClipRequest, call: ProviderCall): Promise<ClipResult> {
    const { vendor } = this.source.http;
    const { prompt, scene, width, height, fps, durationMs, seed } = request;
    const words = scene ?? { prompt, heading: '', narration: '', filmTitle: '', language: 'en', position: 0 };
    const chosen = await paidCall<Chosen<StockClip>>(call, {
      ...{ vendor, key: 'search', model: 'search', isFree: true },
      send: async () => ({
        value: await this.#search.choose({ ...words, width, height, seed }, call.signal, (clips) => fitting(clips, request)),
      }),
    });
    const clip = await fitClip(this.media, vendor, chosen.bytes, { size: { width, height }, fps, durationMs, hasSound: false }, call);
    return { ...clip, made: { prompt: chosen.words, attribution: chosen.file.attribution } };
  }
}

/** Clips of the shape of the frame before others, and of those the ones that are long enough. */
function fitting(clips: readonly StockClip[], { width, height, durationMs }: ClipRequest): readonly StockClip[] {
  const usable = clips.filter((clip) => clip.durationMs >= durationMs * MIN_SHARE);
  const among = (all: readonly StockClip[], isBetter: (clip: StockClip) => boolean): readonly StockClip[] => {
    const better = all.filter(isBetter);
    return better.length > 0 ? better : all;
  };
  const shape = shapeOf({ width, height });
  return among(
    among(usable, (clip) => shapeOf(clip) === shape),
    (clip) => clip.durationMs >= durationMs,
  );
}
