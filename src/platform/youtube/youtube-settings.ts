/** Scopes that a channel's owner is asked for; they may grant only some of them. */
export const YOUTUBE_SCOPES = {
  upload: 'https://www.googleapis.com/auth/youtube.upload',
  /** Captions and playlists. It includes reading. */
  manage: 'https://www.googleapis.com/auth/youtube.force-ssl',
  /** The channel itself, its uploads and its statistics. */
  read: 'https://www.googleapis.com/auth/youtube.readonly',
} as const;

/** Calls of the YouTube Data API that Reelwright makes. */
export const YOUTUBE_CALLS = [
  'videos.insert',
  'videos.list',
  'thumbnails.set',
  'captions.insert',
  'channels.list',
  'playlistItems.list',
  'playlistItems.insert',
] as const;
export type YouTubeCall = (typeof YOUTUBE_CALLS)[number];

/** The Google project of the installation. */
export interface YouTubeSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly apiUrl: string;
  /** Number of videos.insert calls a day; they have a quota of their own. */
  readonly dailyUploads: number;
  /** Units a day for all other calls. */
  readonly dailyUnits: number;
  /** Units of each call; videos.insert counts in uploads. */
  readonly costs: Readonly<Record<YouTubeCall, number>>;
}

/** Costs as of November 2026 (developers.google.com/youtube/v3/determine_quota_cost). */
export const YOUTUBE_COSTS: YouTubeSettings['costs'] = {
  'videos.insert': 1,
  'videos.list': 1,
  'thumbnails.set': 50,
  'captions.insert': 400,
  'channels.list': 1,
  'playlistItems.list': 1,
  'playlistItems.insert': 50,
};

/** The Google project whose quotas count: the number with which its client ids begin. */
export const projectOf = ({ clientId }: Pick<YouTubeSettings, 'clientId'>): string => clientId.split('-')[0] ?? clientId;
