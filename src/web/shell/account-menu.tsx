import { useEffect, useRef } from 'react';
import { AdminLink } from '../admin/admin-link.tsx';
import { access } from '../shared/api/access.ts';
import { chooseLanguage, language, useText } from '../shared/messages/text.ts';
import { Icon } from '../shared/parts/icon.tsx';
import { LOCALES } from '../../platform/messages/locale.ts';
import { useInstallation } from '../shared/state/installation.ts';
import { useStore } from '../shared/state/store.ts';
import { THEMES, chooseTheme, theme } from '../shared/state/theme.ts';
import { useViewer } from '../shared/state/viewer.tsx';
import { SignOut } from './sign-out.tsx';

const LANGUAGE_NAMES = { en: 'English', de: 'Deutsch', zh: '中文' } as const;

/** Workspace, language, appearance and sign-out. */
export function AccountMenu() {
  const say = useText();
  const viewer = useViewer();
  const signedIn = useStore(access) === 'SIGNED_IN';
  const current = useStore(language);
  const look = useStore(theme);
  const explorer = useInstallation()?.explorer;
  const menu = useRef<HTMLDetailsElement>(null);

  useEffect(() => {
    const close = (event: Event): void => {
      const element = menu.current;
      if (!element?.open) return;
      if (event instanceof KeyboardEvent ? event.key === 'Escape' : !element.contains(event.target as Node)) element.open = false;
    };
    document.addEventListener('pointerdown', close);
    document.addEventListener('keydown', close);
    return () => {
      document.removeEventListener('pointerdown', close);
      document.removeEventListener('keydown', close);
    };
  }, []);

  return (
    <details ref={menu} className="menu">
      <summary aria-label={say('account.menu')}>
        <Icon name="user-circle" size={26} />
      </summary>
      <div className="menu-body">
        {viewer && signedIn && (
          <>
            <p className="menu-who">
              <b>{viewer.me.name}</b>
              <span>{viewer.me.email}</span>
            </p>
            {viewer.workspaces.length > 1 && (
              <label>
                {say('account.workspace')}
                <select value={viewer.workspace?.id} onChange={({ target }) => viewer.chooseWorkspace(target.value)}>
                  {viewer.workspaces.map(({ id, name }) => (
                    <option key={id} value={id}>
                      {name}
                    </option>
                  ))}
                </select>
              </label>
            )}
          </>
        )}
        <label>
          {say('account.language')}
          <select value={current} onChange={({ target }) => void chooseLanguage(target.value as typeof current)}>
            {LOCALES.map((locale) => (
              <option key={locale} value={locale} lang={locale}>
                {LANGUAGE_NAMES[locale]}
              </option>
            ))}
          </select>
        </label>
        <label>
          {say('account.theme')}
          <select value={look} onChange={({ target }) => chooseTheme(target.value as typeof look)}>
            {THEMES.map((one) => (
              <option key={one} value={one}>
                {say(`account.theme.${one}`)}
              </option>
            ))}
          </select>
        </label>
        {signedIn && <AdminLink />}
        {explorer && <a href="/graphql">{say('account.explorer')}</a>}
        {signedIn && <SignOut />}
      </div>
    </details>
  );
}
