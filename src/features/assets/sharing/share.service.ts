import { randomBytes } from 'node:crypto';
import { LockMode } from '@mikro-orm/postgresql';
import type { EntityManager } from '@mikro-orm/postgresql';
import { ReelwrightError, assertQuota, badInput, notFound } from '../../../kernel/errors.ts';
import { isId } from '../../../kernel/id.ts';
import { authorOf, currentActor } from '../../../kernel/actor.ts';
import { loadRow, lockRow } from '../../../platform/database/rows.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import { tokenHash } from '../../../platform/secrets/token-hash.ts';
import { networkOf } from '../../../platform/ratelimit/network.ts';
import type { RateLimit, RateLimiter } from '../../../platform/ratelimit/rate-limiter.ts';
import { hashPassword, passwordMatches } from '../../../platform/secrets/password.ts';
import type { Storage } from '../../../platform/storage/storage.ts';
import type { Mutations } from '../../../platform/mutation/mutations.ts';
import { AssetEntity } from '../asset.entity.ts';
import type { AssetKind, AssetRow, DerivedName } from '../asset.entity.ts';
import { DEFAULT_LINK_SECONDS, linkTo, linkToDerived } from '../asset-links.ts';
import { captionsAsUrl } from './share-captions.ts';
import { ShareLinkEntity } from './share-link.entity.ts';
import { linksOfAsset } from '../asset.read.ts';
import type { ListedShareLink } from '../asset.read.ts';
import type { ShareLinkRow } from './share-link.entity.ts';
import { createShareLink, revokeShareLink, updateShareLink } from './share.mutations.ts';

const TOKEN_BYTES = 32;
/** Maximum active links of one asset. */
const MAX_SHARE_LINKS = 50;
const MAX_SHARE_DAYS = 366;
const DAY_MS = 24 * 3_600_000;

/** Wrong passwords a minute: per IP address and link, and per link over all addresses. */
const TRIES_FROM_ONE: RateLimit = { name: 'share', atMost: 10, windowSeconds: 60 };
const TRIES_FROM_ALL: RateLimit = { name: 'share of all', atMost: 100, windowSeconds: 60 };
/** Pages a minute per IP address. Each reads captions from the store. */
const PAGES_A_MINUTE = 300;
const PAGES: RateLimit = { name: 'share pages', atMost: PAGES_A_MINUTE, windowSeconds: 60 };

export interface CreateShareLink {
  readonly assetId: string;
  readonly expiresAt?: Date | null | undefined;
  readonly password?: string | null | undefined;
  readonly reviewEnabled?: boolean | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

export interface UpdateShareLink {
  readonly reviewEnabled: boolean;
}

/** A link. `url` is set only in the answer that creates it. */
export type ShownShareLink = ShareLinkRow & { readonly url?: string };

/** The file as a visitor sees it. */
export interface SharedAsset {
  readonly id: string;
  readonly kind: AssetKind;
  readonly name: string;
  readonly durationMs: number | null;
  /** Signed URL; undefined for types that browsers do not display. */
  readonly inlineUrl: string | undefined;
  readonly posterUrl: string | undefined;
  /** The version of the project that a film shows, and the newest one of which there is a film. Null for other files. */
  readonly version: number | null;
  readonly newestVersion: number | null;
  /** WebVTT as a data URL; undefined for a film without captions. */
  readonly captionsUrl: string | undefined;
  readonly downloadUrl: string;
}

export type OpenedLink =
  | { readonly state: 'UNKNOWN' }
  | { readonly state: 'LOCKED' }
  | { readonly state: 'OPEN'; readonly asset: SharedAsset; readonly reviewEnabled: boolean };

type UnlockedLink = { readonly state: 'UNKNOWN' } | { readonly state: 'LOCKED' } | { readonly state: 'OPEN'; readonly link: FoundLink };

/** A link that is valid, as the database answers it. */
interface FoundLink {
  readonly id: string;
  readonly workspace_id: string;
  readonly asset_id: string;
  readonly review_enabled: boolean;
  readonly duration_ms: number | null;
  readonly password_hash: string | null;
  readonly kind: AssetKind;
  readonly name: string;
  readonly file_name: string;
  readonly content_type: string;
  readonly storage_key: string;
  readonly derived: DerivedName[];
  /** Key of the captions that were made with a film. */
  readonly captions_key: string | null;
  /** Their size: a bigint, which the driver returns as text. */
  readonly captions_bytes: string | null;
  /** Null for a file that no job made. */
  readonly poster_key: string | null;
  readonly version: number | null;
  readonly newest_version: number | null;
}

/** Links that show an asset to people without an account. */
export class ShareService {
  constructor(
    private readonly mutations: Mutations,
    private readonly storage: Storage,
    private readonly limiter: RateLimiter,
    private readonly publicUrl: string,
  ) {}

  /**
   * Creates a link. `url` is missing when the call is repeated with its idempotency key, because only the token's hash is stored. @throws
   * ReelwrightError INVALID_STATE unless the asset is READY, QUOTA_EXCEEDED
   */
  async create(scope: Scope, input: CreateShareLink): Promise<ShownShareLink> {
    const { assetId, password } = input;
    const createdBy = authorOf(currentActor(scope)) ?? null;
    const asset = isId(assetId) ? await scope.read((em) => em.findOne(AssetEntity, { id: assetId })) : null;
    if (!asset) throw notFound('Asset');
    const { workspaceId } = asset;
    const expiresAt = input.expiresAt ?? null;
    const reviewEnabled = input.reviewEnabled ?? true;
    // The input as it was given: a default of a later version must not change the hash of a repeated call.
    const call = await this.mutations.authorizeCall(scope, { mutation: createShareLink, workspaceId, input: { ...input, expiresAt } });
    if (expiresAt) assertLinkExpiry(expiresAt);
    const passwordHash = password == null ? null : await hashPassword(password);
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    let url: string | undefined;
    const made = await this.mutations.create(scope, call, async (em, id) => {
      await assertShareable(em, assetId);
      await assertLinkQuota(em, assetId);
      const link = { id, workspaceId, assetId, tokenHash: tokenHash(token), passwordHash, expiresAt, createdBy, reviewEnabled };
      em.create(ShareLinkEntity, link);
      await em.flush();
      url = `${this.publicUrl}/share/${token}`;
      // The audit log records only whether there is a password.
      return { after: { assetId, expiresAt, hasPassword: passwordHash !== null, reviewEnabled } };
    });
    const link = await this.#get(scope, made);
    return url === undefined ? link : Object.assign(link, { url });
  }

  /** Enables or disables reviews by people who open the link. Disabling them ends the sessions of reviewers; their comments stay. */
  async update(scope: Scope, id: string, { reviewEnabled }: UpdateShareLink): Promise<ShareLinkRow> {
    const { workspaceId, assetId } = await this.#get(scope, id);
    await this.mutations.update(scope, { mutation: updateShareLink, workspaceId, subjectId: id }, async (em) => {
      const link = await em.findOneOrFail(ShareLinkEntity, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (link.revokedAt) throw notFound('Share link');
      const before = { assetId, reviewEnabled: link.reviewEnabled };
      link.reviewEnabled = reviewEnabled;
      await em.flush();
      return { before, after: { assetId, reviewEnabled } };
    });
    return this.#get(scope, id);
  }

  /** Revokes a link, effective immediately. Idempotent. */
  async revoke(scope: Scope, id: string): Promise<void> {
    const { workspaceId, assetId } = await this.#get(scope, id);
    await this.mutations.update(scope, { mutation: revokeShareLink, workspaceId, subjectId: id }, async (em) => {
      const link = await em.findOneOrFail(ShareLinkEntity, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      link.revokedAt ??= new Date();
      await em.flush();
      return { before: { assetId } };
    });
  }

  /** Active links of an asset, newest first. */
  list(scope: Scope, { id }: Pick<AssetRow, 'id'>): Promise<readonly ListedShareLink[]> {
    return linksOfAsset.rows(scope, id);
  }

  /** A link by its id; null for a missing or ended link and for one of another workspace. */
  get(scope: Scope, id: string): Promise<ListedShareLink | null> {
    return linksOfAsset.find(scope, id);
  }

  /**
   * The content for a visitor with a token and possibly a password, without authentication. UNKNOWN for missing and ended links; LOCKED
   * without the correct password. @throws ReelwrightError RATE_LIMITED after too many wrong passwords
   */
  async open(scope: Scope, token: string, password?: string): Promise<OpenedLink> {
    await this.limiter.take(PAGES, scope.client ? networkOf(scope.client.address) : 'unknown');
    const unlocked = await this.unlock(scope, token, password);
    if (unlocked.state !== 'OPEN') return unlocked;
    const { link } = unlocked;
    return { state: 'OPEN', asset: await this.shown(scope, link), reviewEnabled: link.review_enabled };
  }

  /** The link of a token, checked like by `open`. @throws ReelwrightError RATE_LIMITED after too many wrong passwords */
  async unlock(scope: Scope, token: string, password?: string): Promise<UnlockedLink> {
    const link = await this.find(scope, tokenHash(token));
    if (!link) return { state: 'UNKNOWN' };
    if (link.password_hash !== null) {
      if (password === undefined || !(await this.#unlocks(scope, link.id, link.password_hash, password))) return { state: 'LOCKED' };
    }
    return { state: 'OPEN', link };
  }

  /** The valid link with this hash of a token; undefined without one. Checks no password. */
  async find(scope: Scope, hash: string): Promise<FoundLink | undefined> {
    const statement = 'select * from find_share_link(?) left join find_film_of_share_link(?) on true';
    const [link] = await scope.tx((em) => em.execute<FoundLink[]>(statement, [hash, hash]));
    return link;
  }

  /** Whether the password is correct. The attempt is counted before the comparison; a correct one is refunded. */
  async #unlocks({ client }: Scope, linkId: string, hash: string, password: string): Promise<boolean> {
    const from = `link ${linkId} address ${client ? networkOf(client.address) : 'unknown'}`;
    await this.limiter.takeInTurn([
      { limit: TRIES_FROM_ONE, who: from },
      { limit: TRIES_FROM_ALL, who: linkId },
    ]);
    if (!(await passwordMatches(password, hash))) return false;
    await this.limiter.giveBack(TRIES_FROM_ONE, from);
    await this.limiter.giveBack(TRIES_FROM_ALL, linkId);
    return true;
  }

  /** The file of a link, with signed URLs. */
  async shown({ signal }: Pick<Scope, 'signal'>, link: FoundLink): Promise<SharedAsset> {
    const { kind, name, derived } = link;
    const file = { storageKey: link.storage_key, fileName: link.file_name, contentType: link.content_type };
    const derivedUrl = (leaf: DerivedName): Promise<string> | undefined =>
      derived.includes(leaf) ? linkToDerived(this.storage, file, leaf, DEFAULT_LINK_SECONDS) : undefined;
    const posterUrl =
      link.poster_key === null
        ? undefined
        : linkTo(this.storage, { ...POSTER, storageKey: link.poster_key }, DEFAULT_LINK_SECONDS, 'INLINE');
    const isShown = PLAYED.has(file.contentType);
    return {
      id: link.asset_id,
      kind,
      name,
      durationMs: link.duration_ms,
      inlineUrl: await (kind === 'VIDEO' && derived.includes('preview.mp4')
        ? derivedUrl('preview.mp4')
        : isShown
          ? linkTo(this.storage, file, DEFAULT_LINK_SECONDS, 'INLINE')
          : kind === 'IMAGE'
            ? derivedUrl('thumbnail.jpg')
            : undefined),
      posterUrl: kind === 'VIDEO' ? await (posterUrl ?? derivedUrl('thumbnail.jpg')) : undefined,
      version: link.version,
      newestVersion: link.newest_version,
      captionsUrl:
        link.captions_key === null ? undefined : await captionsAsUrl(this.storage, link.captions_key, Number(link.captions_bytes), signal),
      downloadUrl: await linkTo(this.storage, file, DEFAULT_LINK_SECONDS, 'ATTACHMENT'),
    };
  }

  #get(scope: Scope, id: string): Promise<ShareLinkRow> {
    return loadRow(scope, ShareLinkEntity, id, 'Share link');
  }
}

/** A poster, as delivery stores it. */
const POSTER = { fileName: 'poster.jpg', contentType: 'image/jpeg' };

/** Types that every browser displays or plays natively. */
const PLAYED: ReadonlySet<string> = new Set([
  ...['video/mp4', 'video/webm'],
  ...['image/jpeg', 'image/png', 'image/webp', 'image/avif', 'image/gif'],
  ...['audio/mpeg', 'audio/wav', 'audio/mp4', 'audio/aac', 'audio/flac', 'audio/ogg'],
]);

const WORKING = () => ({ revokedAt: null, $or: [{ expiresAt: null }, { expiresAt: { $gt: new Date() } }] });

function assertLinkExpiry(expiresAt: Date): void {
  const days = (expiresAt.getTime() - Date.now()) / DAY_MS;
  if (!(days > 0)) throw badInput('input.expiresAt', 'Must be in the future. Omit it for a link that works until it is revoked.');
  if (days > MAX_SHARE_DAYS) throw badInput('input.expiresAt', `Must be at most ${MAX_SHARE_DAYS} days from now.`);
}

/**
 * Checks an asset under its lock, which excludes a concurrent deletion, and two calls that both count one free link. @throws
 * ReelwrightError INVALID_STATE, QUOTA_EXCEEDED
 */
async function assertShareable(em: EntityManager, assetId: string): Promise<void> {
  const asset = await lockRow(em, AssetEntity, assetId);
  if (asset && asset.access !== 'VIEWER')
    throw new ReelwrightError('INVALID_STATE', 'An asset that not every member may read cannot be shared.');
  if (asset?.status !== 'READY') throw new ReelwrightError('INVALID_STATE', 'Only a READY asset can be shared.');
}

async function assertLinkQuota(em: EntityManager, assetId: string): Promise<void> {
  const active = await em.count(ShareLinkEntity, { assetId, ...WORKING() });
  assertQuota(active + 1, MAX_SHARE_LINKS, `An asset can have at most ${MAX_SHARE_LINKS} share links. Revoke one first.`);
}
