import type { GuardedHttp } from '../../../platform/http/guarded-http.ts';
import type { Storage } from '../../../platform/storage/storage.ts';
import { contentHash } from '../../../platform/text/content-hash.ts';
import type { AssetRow } from '../../assets/asset.entity.ts';
import { UnreadableRows, assetRows } from '../../batches/rows/asset-rows.service.ts';
import type { TemplateVariable } from '../../templates/template.states.ts';
import type { FeedItem } from './feed/feed-items.ts';
import { readFeed } from './feed/feed-reader.ts';
import { RunProblem } from './run-problem.ts';
import type { RunItem } from './series.states.ts';

/** Values that every item of a feed gives to variables of these names. */
export const FEED_VARIABLES = ['title', 'summary', 'link', 'date'] as const;

/** An item that a film can be made of. */
export interface Candidate {
  /** Identifies the item in its series. */
  readonly key: string;
  readonly item: RunItem;
  /** The title of the film; null leaves it to the template. */
  readonly title: string | null;
  /** Values for the template; undefined for a row with a `fault`. */
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
  /** The problem with the row itself, for example invalid JSON. */
  readonly fault?: string | undefined;
}

/** The source of a series, as a run reads it. */
export interface SourceRequest {
  readonly feedUrl: string | null;
  /** The file with rows; null when there is none or it was deleted. */
  readonly asset: Pick<AssetRow, 'id' | 'storageKey' | 'contentType'> | null;
  readonly timeZone: string;
  readonly variables: readonly TemplateVariable[];
  /** Keys of the items of the file that runs have used. */
  readonly used: ReadonlySet<string>;
}

/** Reads the items of feeds and files. */
export class ItemSource {
  constructor(
    private readonly http: Pick<GuardedHttp, 'send'>,
    private readonly storage: Storage,
  ) {}

  /** The items that are not used yet, in the order in which runs use them: of a file only the next row. @throws RunProblem */
  async read({ feedUrl, asset, timeZone, variables, used }: SourceRequest, signal: AbortSignal): Promise<readonly Candidate[]> {
    if (feedUrl !== null) {
      const items = await readFeed(this.http, feedUrl, signal);
      return items.map((item) => candidateOf(item, variables, timeZone)).filter(({ key }) => !used.has(key));
    }
    if (asset === null) throw new RunProblem('ITEMS_MISSING', 'The file with the rows was deleted. Choose another one with updateSeries.');
    try {
      for await (const { number, values, fault } of assetRows(this.storage, asset, variables, signal)) {
        const key = rowKey(asset.id, number);
        if (!used.has(key)) return [{ key, item: { row: number }, title: null, variables: values, fault }];
      }
      return [];
    } catch (error) {
      throw error instanceof UnreadableRows ? new RunProblem('ITEMS_INVALID', error.message, { cause: error }) : error;
    }
  }
}

const rowKey = (assetId: string, row: number): string => contentHash({ assetId, row });

/** An item of a feed with values for those of its variables that the template declares. */
export function candidateOf(item: FeedItem, variables: readonly TemplateVariable[], timeZone: string, now = new Date()): Candidate {
  const { key, title, summary, link, publishedAt } = item;
  const values: Record<(typeof FEED_VARIABLES)[number], string> = { title, summary, link, date: dayOf(publishedAt ?? now, timeZone) };
  const given = FEED_VARIABLES.filter((name) => values[name] !== '' && variables.some((variable) => variable.name === name));
  return {
    key,
    item: { title, ...(link !== '' && { link }), ...(publishedAt && { publishedAt: publishedAt.toISOString() }) },
    title,
    variables: Object.fromEntries(given.map((name) => [name, values[name]])),
  };
}

/** The day of a time in a time zone, as YYYY-MM-DD. */
function dayOf(time: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).formatToParts(time);
  return (['year', 'month', 'day'] as const).map((wanted) => parts.find(({ type }) => type === wanted)?.value ?? '').join('-');
}
