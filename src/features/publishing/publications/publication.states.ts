export const PRIVACIES = ['PRIVATE', 'UNLISTED', 'PUBLIC'] as const;
export type Privacy = (typeof PRIVACIES)[number];

export const PUBLICATION_STATUSES = [
  'QUEUED',
  'UPLOADING',
  'DEFERRED',
  'PROCESSING',
  'SCHEDULED',
  'PUBLISHED',
  'FAILED',
  'CANCELED',
] as const;
export type PublicationStatus = (typeof PUBLICATION_STATUSES)[number];

/** What differs from the request in a film that is published. */
export const PUBLICATION_WARNINGS = ['PRIVACY_DIFFERS', 'THUMBNAIL_REFUSED', 'CAPTIONS_REFUSED', 'PLAYLIST_REFUSED'] as const;
export type PublicationWarning = (typeof PUBLICATION_WARNINGS)[number];

/** Stages of a job of type PUBLISH, in order. */
export const PUBLISH_STAGES = ['UPLOAD', 'THUMBNAIL', 'CAPTIONS', 'PLAYLIST', 'PROCESSING'] as const;
export type PublishStage = (typeof PUBLISH_STAGES)[number];

/** Why a publication failed, as stored. */
export interface PublicationFailure {
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
}
