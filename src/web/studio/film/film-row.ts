import type { FilmQuery } from './film.generated.ts';

/** A film with all that its page shows. */
export type Film = NonNullable<FilmQuery['job']>;
