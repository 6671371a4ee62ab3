import { useEffect, useRef } from 'react';
import { AdminLink } from '../admin/admin-link.tsx';
import { access, forgetAccess } from '../shared/api/access.ts';
import { client } from '../shared/api/client.ts';
import { codeOf } from '../shared/api/errors.ts';
import { SignOutDocument } from '../shared/api/session.generated.ts';
import { errorText } from '../shared/messages/error-text.ts';
import { chooseLanguage, language, sayNow, useText } from '../shared/messages/text.ts';
import { Icon } from '../shared/parts/icon.tsx';
import { LOCALES } from '../../platform/messages/locale.ts';
import { useInstallation } from '../shared/state/installation.ts';
import { useStore } from '../shared/state/store.ts';
import { THEMES, chooseTheme, theme } from '../shared/state/theme.ts';
import { showToast } from '../shared/state/toasts.ts';
import { useViewer } from '../shared/state/viewer.tsx';

const LANGUAGE_NAMES = { en: 'English', de: 'Deutsch', zh: '中文' } as const;

/** Ends the session and loads the page again, so that nothing of the person stays in it. */
async function signOut(): Promise<void> {
  const { error } = await client.mutation(SignOutDocument, {});
  // A session that has ended already is no failure.
  if (error && codeOf(error) !== 'UNAUTHENTICATED') return showToast(errorText(sayNow, error));
  await forgetAccess();
  sessionStorage.clear();
  location.assign('/');
}

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
        {signedIn && (
          <button type="button" className="secondary" onClick={() => void signOut()}>
            <Icon name="sign-out" />
            {say('account.signOut')}
          </button>
        )}
      </div>
    </details>
  );
}
