import { badInput } from '../../kernel/errors.ts';
import { isId } from '../../kernel/id.ts';
import { keysetKey, pageOf, pageWindow, readKeyset, writeCursor } from '../../kernel/page.ts';
import type { ListPage, PageArgs } from '../../kernel/page.ts';
import type { ShowcasePlacement } from './showcase.states.ts';
import type { Snapshot, SnapshotFile, SnapshotItem } from './showcase-snapshot.ts';

/** Maximum characters of a category. */
export const MAX_CATEGORY_LENGTH = 60;

export interface ShowcaseArgs extends PageArgs {
  readonly id?: string | null | undefined;
  readonly placement?: ShowcasePlacement | null | undefined;
  readonly category?: string | null | undefined;
}

/** A film of the showcase as everybody sees it. */
export interface ShownItem {
  readonly id: string;
  readonly placement: ShowcasePlacement;
  readonly category: string | null;
  readonly title: string;
  readonly width: number | null;
  readonly height: number | null;
  readonly durationMs: number | null;
  readonly synthetic: boolean;
  readonly filmUrl: string;
  readonly posterUrl: string | null;
  readonly captionsUrl: string | null;
  readonly captionsOn: boolean;
}

/** A picture to try as a reference, as everybody sees it. */
export interface ShownTrialImage {
  readonly id: string;
  readonly title: string;
  readonly category: string | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly url: string;
}

/** Path of the files of the showcase, below PUBLIC_MEDIA_URL or PUBLIC_URL. */
export const showcaseMediaPath = (id: string, hash: string): string => `/showcase/media/${id}/${hash}`;

/** Public reads of the showcase, from the memory of the process. They read no row and need no person. */
export class ShowcaseService {
  constructor(
    private readonly cached: { get(): Promise<Snapshot> },
    private readonly mediaUrl: string,
  ) {}

  /** Films in their publish window, ordered by placement and then as administrators have ordered them. @throws ReelwrightError BAD_USER_INPUT */
  async list({ id, placement, category, ...page }: ShowcaseArgs): Promise<ListPage<ShownItem>> {
    if (id != null && !isId(id)) throw badInput('id', 'Must be an id (UUID).');
    if (category != null && [...category].length > MAX_CATEGORY_LENGTH)
      throw badInput('category', `Must have at most ${MAX_CATEGORY_LENGTH} characters.`);
    const window = pageWindow(
      page,
      readKeyset('POSITION', (value) => /^\d{9}$/.test(value)),
    );
    const { items, itemsById } = await this.cached.get();
    const now = Date.now();
    const candidates = id == null ? items : [itemsById.get(id)].filter((item) => item !== undefined);
    const matching = candidates.filter(
      (item) =>
        isPublished(item, now) && (placement == null || item.placement === placement) && (category ?? item.category) === item.category,
    );
    const { beyond, reverse, limit } = window;
    const ordered = reverse ? matching.toReversed() : matching;
    const start = beyond && rankOf({ rank: beyond.value, id: beyond.id });
    const after = start === undefined ? ordered : ordered.filter((item) => (reverse ? rankOf(item) < start : rankOf(item) > start));
    const { rows, ...rest } = pageOf(window, after.slice(0, limit + 1));
    const ranks = new Map(rows.map((item) => [item.id, item.rank]));
    return {
      ...rest,
      rows: rows.map((item) => this.#shown(item)),
      cursorOf: (item) => writeCursor(keysetKey('POSITION', { value: ranks.get(item.id) ?? '', id: item.id })),
      count: () => Promise.resolve(matching.length),
    };
  }

  /** Active pictures in their order; at most 100. */
  async trialImages(): Promise<readonly ShownTrialImage[]> {
    const { trialImages } = await this.cached.get();
    return trialImages.map(({ image, ...shown }) => Object.assign(shown, { url: this.#urlOf(shown.id, image) }));
  }

  /** The file at a public address; undefined for an unknown one, and once its item is hidden. */
  async file(id: string, hash: string): Promise<SnapshotFile | undefined> {
    const { filesOf, itemsById } = await this.cached.get();
    const item = itemsById.get(id);
    if (item && !isPublished(item, Date.now())) return undefined;
    return filesOf.get(id)?.find((file) => file.hash === hash);
  }

  #shown(item: SnapshotItem): ShownItem {
    const { rank: _, position: __, publishFrom: ___, publishUntil: ____, film, poster, captions, ...shown } = item;
    return {
      ...shown,
      filmUrl: this.#urlOf(item.id, film),
      posterUrl: poster && this.#urlOf(item.id, poster),
      captionsUrl: captions && this.#urlOf(item.id, captions),
    };
  }

  #urlOf(id: string, { hash }: SnapshotFile): string {
    return `${this.mediaUrl}${showcaseMediaPath(id, hash)}`;
  }
}

const isPublished = ({ publishFrom, publishUntil }: Pick<SnapshotItem, 'publishFrom' | 'publishUntil'>, now: number): boolean =>
  (publishFrom === null || Date.parse(publishFrom) <= now) && (publishUntil === null || Date.parse(publishUntil) > now);

/** A text that orders items as their list does. */
const rankOf = ({ rank, id }: { readonly rank: string; readonly id: string }): string => `${rank}:${id}`;
