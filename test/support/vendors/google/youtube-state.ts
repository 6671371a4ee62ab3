import { createHash, randomUUID } from 'node:crypto';

export const SCOPES = {
  upload: 'https://www.googleapis.com/auth/youtube.upload',
  manage: 'https://www.googleapis.com/auth/youtube.force-ssl',
  read: 'https://www.googleapis.com/auth/youtube.readonly',
} as const;

/** A Google account; without a channel, YouTube refuses everything. */
export interface GoogleAccount {
  readonly channelId: string | undefined;
  readonly title: string;
  /** Verified by telephone, which thumbnails need. */
  readonly isVerified?: boolean;
}

export interface StoredVideo {
  readonly id: string;
  readonly channelId: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  privacyStatus: string;
  readonly publishAt: string | undefined;
  readonly madeForKids: boolean | undefined;
  readonly syntheticMedia: boolean | undefined;
  publishedAt: Date;
  readonly byteSize: number;
  readonly sha256: string;
  uploadStatus: string;
  rejectionReason?: string;
  thumbnailBytes?: number;
  /** 7 and 3 unless a test sets them. */
  views?: number;
  likes?: number;
  readonly captions: { readonly language: string; readonly text: string }[];
}

export interface UploadSession {
  readonly id: string;
  readonly channelId: string;
  readonly byteSize: number;
  readonly metadata: Metadata;
  readonly chunks: Buffer[];
  have: number;
  videoId?: string;
}

export interface Metadata {
  readonly snippet?: {
    readonly title?: string;
    readonly description?: string;
    readonly tags?: readonly string[];
    readonly categoryId?: string;
  };
  readonly status?: {
    readonly privacyStatus?: string;
    readonly publishAt?: string;
    readonly selfDeclaredMadeForKids?: boolean;
    readonly containsSyntheticMedia?: boolean;
  };
}

export interface Grant {
  readonly account: GoogleAccount;
  readonly scopes: readonly string[];
  readonly refreshToken: string;
}

/** What Google knows. */
export class GoogleState {
  readonly grants = new Map<string, Grant>();
  readonly accessTokens = new Map<string, Grant>();
  readonly sessions = new Map<string, UploadSession>();
  readonly videos: StoredVideo[] = [];
  readonly playlists = new Map<string, string[]>();
  /** False: YouTube makes the videos that the project uploads private. */
  isAudited = true;

  constructor(private readonly uploadStatus: string) {}

  /** The video of an upload whose bytes have all arrived. An omitted privacy means public, as Google documents since 2026-11-02. */
  complete(session: UploadSession): StoredVideo {
    const { snippet = {}, status = {} } = session.metadata;
    const hash = createHash('sha256');
    for (const chunk of session.chunks) hash.update(chunk);
    session.chunks.length = 0;
    const video: StoredVideo = {
      id: randomUUID().slice(0, 11),
      channelId: session.channelId,
      title: asYouTubeStores(snippet.title ?? ''),
      description: asYouTubeStores(snippet.description ?? ''),
      tags: snippet.tags ?? [],
      privacyStatus: this.isAudited ? (status.privacyStatus ?? 'public') : 'private',
      publishAt: status.publishAt,
      madeForKids: status.selfDeclaredMadeForKids,
      syntheticMedia: status.containsSyntheticMedia,
      publishedAt: new Date(),
      byteSize: session.byteSize,
      sha256: hash.digest('hex'),
      uploadStatus: this.uploadStatus,
      captions: [],
    };
    this.videos.push(video);
    session.videoId = video.id;
    return video;
  }
}

/** Google trims texts, composes characters and unifies line breaks. */
const asYouTubeStores = (text: string): string => text.normalize('NFC').replaceAll('\r\n', '\n').trim();

/** Why YouTube refuses the metadata of a new video; undefined when it does not. */
export function refusalOf({ snippet = {}, status = {} }: Metadata): string | undefined {
  const { title = '', description = '', tags = [] } = snippet;
  if (title === '' || title.length > 100 || /[<>]/.test(title)) return 'invalidTitle';
  if (Buffer.byteLength(description) > 5_000 || /[<>]/.test(description)) return 'invalidDescription';
  if (tags.join(',').length > 500) return 'invalidTags';
  if (status.publishAt !== undefined && (status.privacyStatus !== 'private' || Number.isNaN(Date.parse(status.publishAt))))
    return 'invalidPublishAt';
  return undefined;
}
