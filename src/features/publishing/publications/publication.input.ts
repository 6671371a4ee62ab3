import type { Privacy } from './publication.states.ts';

/** A film to publish, and how the target shows it. */
export interface PublishVideo {
  readonly channelId: string;
  readonly assetId: string;
  readonly title: string;
  /** Empty when omitted. */
  readonly description?: string | null | undefined;
  readonly tags?: readonly string[] | null | undefined;
  /** The target's id of a category. */
  readonly categoryId?: string | null | undefined;
  /** PRIVATE when omitted. */
  readonly privacy?: Privacy | null | undefined;
  /** When the target makes the film public; only with PRIVATE. */
  readonly publishAt?: Date | null | undefined;
  readonly playlistId?: string | null | undefined;
  readonly thumbnailAssetId?: string | null | undefined;
  /** Whether captions of the film's job are sent along; when omitted, where the film has captions and the channel takes them. */
  readonly captions?: boolean | null | undefined;
  readonly madeForKids: boolean;
  /** True when omitted. */
  readonly syntheticMedia?: boolean | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}
