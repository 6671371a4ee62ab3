import type { Request } from 'express';
import { LOCALES } from '../../../platform/messages/locale.ts';
import type { Locale } from '../../../platform/messages/locale.ts';

/** The language of a page that the server writes: the one that the browser prefers, otherwise the first. */
export const localeOf = (request: Pick<Request, 'acceptsLanguages'>): Locale =>
  (request.acceptsLanguages([...LOCALES]) || LOCALES[0]) as Locale;
