import { SHOWCASE_PLACEMENTS } from './showcase.states.ts';
import type { ShowcasePlacement } from './showcase.states.ts';

/** A stored file with a public address. */
export interface SnapshotFile {
  /** Key in the object store. */
  readonly key: string;
  /** Hex; names the content in the address of the file. */
  readonly hash: string;
  /** Content type. */
  readonly type: string;
  /** Null when only the object store has it. */
  readonly bytes: number | null;
}

interface StoredItem {
  readonly id: string;
  readonly placement: ShowcasePlacement;
  readonly category: string | null;
  readonly title: string;
  readonly position: number;
  readonly captionsOn: boolean;
  /** ISO 8601 in snapshots of the database; null for no limit. */
  readonly publishFrom: string | null;
  readonly publishUntil: string | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly durationMs: number | null;
  readonly synthetic: boolean;
  readonly film: SnapshotFile;
  readonly poster: SnapshotFile | null;
  readonly captions: SnapshotFile | null;
}

/** An item with a text of nine digits that orders items by placement and position. */
export type SnapshotItem = StoredItem & { readonly rank: string };

interface SnapshotImage {
  readonly id: string;
  readonly title: string;
  readonly category: string | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly image: SnapshotFile;
}

/** What `showcase_snapshot` returns. */
export interface StoredSnapshot {
  readonly items: readonly StoredItem[];
  readonly trialImages: readonly SnapshotImage[];
}

/** The showcase in the memory of a process. Items may be outside of their publish window. */
export interface Snapshot {
  readonly items: readonly SnapshotItem[];
  readonly trialImages: readonly SnapshotImage[];
  readonly itemsById: ReadonlyMap<string, SnapshotItem>;
  /** Files by the id of their item or picture. */
  readonly filesOf: ReadonlyMap<string, readonly SnapshotFile[]>;
}

/** Orders and indexes what the database has returned. */
export function snapshotOf({ items: stored, trialImages }: StoredSnapshot): Snapshot {
  const items = stored
    .map((item) => ({ ...item, rank: rankOf(item) }))
    .toSorted((one, other) => (`${one.rank}:${one.id}` < `${other.rank}:${other.id}` ? -1 : 1));
  return {
    items,
    trialImages,
    itemsById: new Map(items.map((item) => [item.id, item])),
    filesOf: new Map<string, readonly SnapshotFile[]>([
      ...items.map(({ id, film, poster, captions }) => [id, [film, poster, captions].filter((file) => file !== null)] as const),
      ...trialImages.map(({ id, image }) => [id, [image]] as const),
    ]),
  };
}

const rankOf = ({ placement, position }: Pick<StoredItem, 'placement' | 'position'>): string =>
  `${SHOWCASE_PLACEMENTS.indexOf(placement)}${String(position).padStart(8, '0')}`;
