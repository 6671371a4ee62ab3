import { FILMS } from '../films.ts';
import type { ComposedFilm } from './composed-film.ts';
import { HOSTILE } from './hostile-films.ts';
import { OWN_SOUND } from './own-sound.ts';

/** Films of known tones and flashes, numbered after the others. */
export const COMPOSED: readonly ComposedFilm[] = [...OWN_SOUND, ...HOSTILE].map((film, index) => ({
  ...film,
  number: FILMS.length + index + 1,
}));
