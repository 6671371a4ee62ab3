import type { MessageKey } from '../shared/messages/keys.ts';
import type { IconName } from '../shared/parts/icon.tsx';

export interface NavEntry {
  readonly path: string;
  readonly label: MessageKey;
  readonly icon: IconName;
  /** Whether only people who are signed in see it. */
  readonly signIn: boolean;
  /** Whether STUDIO_PAGE=off takes it away. */
  readonly studio: boolean;
}

/** The links at the top of every page. */
export const NAV: readonly NavEntry[] = [
  { path: '/', label: 'nav.studio', icon: 'film-slate', signIn: false, studio: true },
  { path: '/files', label: 'nav.files', icon: 'folder-open', signIn: true, studio: true },
  { path: '/showcase', label: 'nav.showcase', icon: 'film-strip', signIn: false, studio: false },
];
