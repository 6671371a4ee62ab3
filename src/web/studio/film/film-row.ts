import type { Action, FilmQuery } from './film.generated.ts';

/** A film with all that its page shows. */
export type Film = NonNullable<FilmQuery['job']>;

/** Whether the role of the person in the workspace of the film allows an action. The pages may show another workspace meanwhile. */
export const mayDo = ({ workspace }: Film, action: Action): boolean => workspace.viewerCan.includes(action);
