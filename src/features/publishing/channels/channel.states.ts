/** Where films are published. */
export const PUBLISH_TARGETS = ['YOUTUBE', 'BUCKET'] as const;
export type PublishTargetName = (typeof PUBLISH_TARGETS)[number];

export const CHANNEL_STATUSES = ['CONNECTED', 'RECONNECT_NEEDED'] as const;
export type ChannelStatus = (typeof CHANNEL_STATUSES)[number];

export const RECONNECT_REASONS = [
  'GRANT_REVOKED',
  'SCOPE_MISSING',
  'ACCOUNT_SUSPENDED',
  'ACCESS_DENIED',
  'CREDENTIALS_UNREADABLE',
] as const;
export type ReconnectReason = (typeof RECONNECT_REASONS)[number];

/** What a channel can do, by its target and by what its owner has granted. */
export const CHANNEL_FEATURES = ['UPLOAD', 'THUMBNAIL', 'CAPTIONS', 'PLAYLIST', 'SCHEDULE', 'STATISTICS'] as const;
export type ChannelFeature = (typeof CHANNEL_FEATURES)[number];
