import { Link, useRoute } from 'wouter';
import { useText } from '../shared/messages/text.ts';
import { Icon } from '../shared/parts/icon.tsx';
import { access } from '../shared/api/access.ts';
import { SERVED } from '../shared/state/served.ts';
import { signInDialog } from '../shared/state/sign-in.ts';
import { useStore } from '../shared/state/store.ts';
import { useViewer } from '../shared/state/viewer.tsx';
import { AccountMenu } from './account-menu.tsx';
import { CreditsLink } from './credits-link.tsx';
import { HomeLink } from './home-link.tsx';
import { NAV } from './nav.ts';

/** Brand, the pages, and who is signed in. */
export function Header() {
  const say = useText();
  const state = useStore(access);
  const signedIn = state === 'SIGNED_IN';
  const viewer = useViewer();
  return (
    <header className="top">
      <a className="skip" href="#main">
        {say('nav.skip')}
      </a>
      <HomeLink className="brand">
        <img src={BRAND} alt="" width="28" height="28" />
        <span>Reelwright</span>
      </HomeLink>
      <nav aria-label={say('nav.label')}>
        {NAV.filter(({ signIn, studio }) => (signedIn || !signIn) && (SERVED.studio || !studio)).map(({ path, label, icon }) => (
          <NavLink key={path} path={path}>
            <Icon name={icon} />
            <span>{say(label)}</span>
          </NavLink>
        ))}
      </nav>
      <div className="top-end">
        {viewer && signedIn && <CreditsLink />}
        {(state === 'SIGNED_OUT' || state === 'ENDED') && SERVED.studio && (
          <button type="button" className="secondary small" onClick={() => signInDialog.set('SIGN_IN')}>
            {say('signIn.submit')}
          </button>
        )}
        <AccountMenu />
      </div>
    </header>
  );
}

/** The icon of the document, whose address has the hash of the build. */
const BRAND = document.querySelector<HTMLLinkElement>('link[rel=icon]')?.href;

function NavLink({ path, children }: { readonly path: string; readonly children: React.ReactNode }) {
  const [isHere] = useRoute(path);
  return (
    <Link href={path} aria-current={isHere ? 'page' : undefined}>
      {children}
    </Link>
  );
}
