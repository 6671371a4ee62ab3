import { fileURLToPath } from 'node:url';
import type { LookName } from './looks.ts';

/** Path at which the API serves the picture of a look. */
export const lookPicturePath = (look: string): string => `/looks/${look}.png`;

/** The picture of a look: a card of 640 × 360 pixels. `npm run look-pictures` draws it. */
export const lookPictureFile = (look: LookName): string => fileURLToPath(new URL(`look-pictures/${look}.png`, import.meta.url));
