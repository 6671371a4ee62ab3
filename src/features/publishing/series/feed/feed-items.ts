import { DomHandler, Parser, getFeed } from 'htmlparser2';
import type { Feed } from 'htmlparser2';
import { contentHash } from '../../../../platform/text/content-hash.ts';
import { MAX_URL_LENGTH } from '../../../../platform/http/outbound-url.ts';
import { plainHtml } from './plain-html.ts';

/** An item of a feed, as plain text. */
export interface FeedItem {
  /** Identifies the item in its feed: SHA-256 of its guid, else of its link, else of its title. */
  readonly key: string;
  /** Empty when the item has none. */
  readonly title: string;
  readonly summary: string;
  readonly link: string;
  readonly publishedAt: Date | null;
}

/** Maximum characters of a text of an item, those that a variable of a template accepts. */
const MAX_TEXT_LENGTH = 2_000;
const MAX_TITLE_LENGTH = 200;
/** Items of a feed that are considered: the first ones, because feeds list the newest first. */
const MAX_ITEMS = 1_000;

/** Elements of a feed, and how deep they may be nested: the parser takes quadratic time for depth, and each element is an object. */
const MAX_ELEMENTS = 200_000;
const MAX_DEPTH = 100;

type ParsedItem = Feed['items'][number];

class TooComplex extends Error {}

/** Builds the tree of a feed. @throws TooComplex */
class FeedHandler extends DomHandler {
  #elements = 0;
  #depth = 0;

  override onopentag(...tag: Parameters<DomHandler['onopentag']>): void {
    this.#elements += 1;
    this.#depth += 1;
    if (this.#elements > MAX_ELEMENTS || this.#depth > MAX_DEPTH) throw new TooComplex();
    super.onopentag(...tag);
  }

  override onclosetag(): void {
    this.#depth -= 1;
    super.onclosetag();
  }
}

function parsed(text: string): Feed | null {
  const handler = new FeedHandler(undefined, { xmlMode: true });
  try {
    new Parser(handler, { xmlMode: true, decodeEntities: true }).end(text);
    return getFeed(handler.dom);
  } catch (error) {
    if (error instanceof TooComplex) return null;
    throw error;
  }
}

/**
 * The items of an RSS 2.0, RSS 1.0 or Atom feed, each once, the newest first. Without the date of an item they keep the order of the feed.
 * Entities that the document declares are not expanded. Undefined when the text is no feed, or nests elements more than 100 deep.
 */
export function feedItems(text: string): readonly FeedItem[] | undefined {
  const feed = parsed(text);
  if (!feed) return undefined;
  const items = new Map<string, FeedItem>();
  for (const entry of feed.items.slice(0, MAX_ITEMS)) {
    const item = itemOf(entry);
    if (item && !items.has(item.key)) items.set(item.key, item);
  }
  const all = [...items.values()];
  if (all.some(({ publishedAt }) => publishedAt === null)) return all;
  return all.toSorted((one, other) => (other.publishedAt?.getTime() ?? 0) - (one.publishedAt?.getTime() ?? 0));
}

function itemOf({ id, link, title, description, pubDate }: ParsedItem): FeedItem | undefined {
  const summary = shortened(plainHtml(description ?? ''), MAX_TEXT_LENGTH);
  const named = shortened(plainHtml(title ?? ''), MAX_TITLE_LENGTH) || shortened(summary, MAX_TITLE_LENGTH);
  const address = isAddress(link?.trim() ?? '') ? (link?.trim() ?? '') : '';
  const identity = id?.trim() ? { guid: id.trim() } : address ? { link: address } : { title: named };
  if (named === '') return undefined;
  const publishedAt = pubDate && !Number.isNaN(pubDate.getTime()) ? pubDate : null;
  return { key: contentHash(identity), title: named, summary, link: address, publishedAt };
}

/** Links of feeds end in texts and pages, so only addresses of pages are links. */
const isAddress = (text: string): boolean => text.length <= MAX_URL_LENGTH && /^https?:\/\//i.test(text) && URL.canParse(text);

/** The text, cut at the last word that fits, with an ellipsis. */
function shortened(text: string, max: number): string {
  const characters = [...text];
  if (characters.length <= max) return text;
  const cut = characters.slice(0, max - 1).join('');
  const space = cut.lastIndexOf(' ');
  return `${(space > max / 2 ? cut.slice(0, space) : cut).trimEnd()}…`;
}
