import { Suspense, useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { Route as Match, Switch, useLocation } from 'wouter';
import { ROUTES } from './routes.tsx';
import { access } from './shared/api/access.ts';
import { useText } from './shared/messages/text.ts';
import { Empty } from './shared/parts/empty.tsx';
import { ErrorBoundary } from './shared/parts/error-boundary.tsx';
import { Toasts } from './shared/parts/toasts.tsx';
import { Waiting } from './shared/parts/waiting.tsx';
import { SERVED } from './shared/state/served.ts';
import { signInDialog } from './shared/state/sign-in.ts';
import { useStore } from './shared/state/store.ts';
import { useTitle } from './shared/state/use-title.ts';
import { ViewerProvider, useViewer } from './shared/state/viewer.tsx';
import { Header } from './shell/header.tsx';
import { HomeLink } from './shell/home-link.tsx';
import { Notices } from './shell/notices.tsx';
import { SignInDialog } from './shell/sign-in-dialog.tsx';

/** The frame of all pages, and the page of the address. */
export const App = () => (
  <ViewerProvider>
    <Header />
    <Notices />
    <Main>
      <Switch>
        {ROUTES.filter(({ alone = false }) => SERVED.studio || alone).map(({ path, page: Page, signIn }) => (
          <Match key={path} path={path}>
            {signIn ? <Guarded page={Page} /> : <Page />}
          </Match>
        ))}
        <Match>
          <NotFound />
        </Match>
      </Switch>
    </Main>
    <SignInDialog />
    <Toasts />
  </ViewerProvider>
);

/** Where pages are shown. After a change of the address the focus moves here, so that a screen reader begins with the new page. */
function Main({ children }: { readonly children: ReactNode }) {
  const [address] = useLocation();
  const main = useRef<HTMLElement>(null);
  const shown = useRef(address);
  useEffect(() => {
    if (shown.current === address) return;
    shown.current = address;
    main.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, [address]);
  return (
    <main id="main" ref={main} tabIndex={-1}>
      <ErrorBoundary key={address} fallback={<Broken />}>
        <Suspense fallback={<Waiting />}>{children}</Suspense>
      </ErrorBoundary>
    </main>
  );
}

/** The page for people who are signed in. One whose session ended meanwhile stays, behind the sign-in dialog. */
function Guarded({ page: Page }: { readonly page: (typeof ROUTES)[number]['page'] }) {
  const say = useText();
  const state = useStore(access);
  const viewer = useViewer();
  if (viewer) return <Page />;
  if (state === 'SIGNED_OUT' || state === 'ENDED')
    return (
      <Empty icon="user-circle" title={say('signIn.needed')}>
        <button type="button" onClick={() => signInDialog.set('SIGN_IN')}>
          {say('signIn.submit')}
        </button>
      </Empty>
    );
  return <Waiting />;
}

function NotFound() {
  const say = useText();
  useTitle(undefined);
  return (
    <Empty icon="film-slate" title={say('nav.notFound')}>
      <HomeLink>{say('nav.home')}</HomeLink>
    </Empty>
  );
}

function Broken() {
  const say = useText();
  return (
    <Empty icon="warning-circle" title={say('error.title')}>
      <p>{say('error.page')}</p>
      <button type="button" onClick={() => location.reload()}>
        {say('error.reload')}
      </button>
    </Empty>
  );
}
