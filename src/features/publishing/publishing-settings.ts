import type { YouTubeSettings } from '../../platform/youtube/youtube-settings.ts';

export interface PublishingSettings {
  /** Undefined where YouTube is not configured. */
  readonly youtube: YouTubeSettings | undefined;
  /** Origins of pages to which the browser returns from Google. */
  readonly returnOrigins: readonly string[];
  /** Address ranges in which buckets may be besides public ones. */
  readonly allowCidrs: readonly string[];
}
