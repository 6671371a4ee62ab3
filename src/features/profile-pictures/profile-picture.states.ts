/** What became of an upload of a profile picture. */
export const PICTURE_STATES = ['OPEN', 'CHECKING', 'READY', 'REJECTED'] as const;
export type PictureState = (typeof PICTURE_STATES)[number];

/** Formats of a profile picture, by media type. */
export const PICTURE_TYPES = ['image/jpeg', 'image/png', 'image/webp'] as const;

/** Maximum bytes of an uploaded profile picture. */
export const MAX_PICTURE_BYTES = 10 * 1024 ** 2;
/** Pixels of each side of the square that is shown. */
export const PICTURE_SIDE = 256;
