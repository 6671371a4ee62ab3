import { SERVED } from '../state/served.ts';
import { createStore } from '../state/store.ts';

/** `UNKNOWN` until the server was asked whether the browser has a session; `ENDED` after one that the server no longer accepts. */
export type Access = 'UNKNOWN' | 'SIGNED_OUT' | 'ENDED' | 'SIGNED_IN';

interface Grant {
  readonly accessToken: string;
  /** Seconds. Counted from its arrival, because the browser's clock may be wrong. */
  readonly expiresIn: number;
  readonly userId: string;
}

/** Milliseconds before its expiry at which a token is renewed, so that a slow request still arrives in time. */
const MARGIN_MS = 60_000;
/** Milliseconds between attempts while the server does not answer. */
const RETRY_MS = 3_000;

/**
 * The access token of this page, in this closure only. The refresh token is a cookie that scripts cannot read: `/session` exchanges it, so a
 * reload stays signed in and storage holds no secret.
 */
export const access = createStore<Access>('UNKNOWN');
/** Whether the server refuses sign-ins here, because the page has another address than PUBLIC_URL. */
export const isOtherHost = createStore(false);

/** Key of the id of the person to whom the page and what this tab keeps belong, in sessionStorage: a reload does not change that. */
const OWNER = 'reelwright:owner';

let token: string | undefined;
let renewAt = 0;
let isLeaving = false;
let renewing: Promise<void> | undefined;

export const accessToken = (): string | undefined => token;
export const isStale = (): boolean => access.get() === 'SIGNED_IN' && Date.now() >= renewAt;

/** Renews the access token. Concurrent requests share one renewal. Without a session the page is signed out. */
export function renewAccess(): Promise<void> {
  renewing ??= exchange(undefined).finally(() => (renewing = undefined));
  return renewing;
}

/**
 * Signs in with the refresh token that a sign-in returned, which moves into the cookie. A running renewal ends first: its answer would
 * replace the new cookie. @throws Error when the page is not signed in afterwards
 */
export async function acceptSignIn(refreshToken: string): Promise<void> {
  while (renewing) await renewing.catch(() => undefined);
  renewing = exchange(refreshToken).finally(() => (renewing = undefined));
  await renewing;
  if (access.get() !== 'SIGNED_IN') throw new Error('/session refused the sign-in');
}

/** Asks for the session of an earlier visit, until the server answers. */
export async function restoreAccess(): Promise<void> {
  if (!SERVED.studio) return access.set('SIGNED_OUT');
  for (;;) {
    try {
      return await renewAccess();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

/** Forgets the session in this page and in the cookie, after the person has signed out, and loads the studio without anything of the person. */
export async function forgetAccess(): Promise<void> {
  token = undefined;
  access.set('UNKNOWN');
  await fetch('/session', { method: 'DELETE' }).catch(() => undefined);
  leavePage(() => location.assign('/'));
}

/** Leaves the page of a person whose session has ended, and deletes what the tab keeps. Nobody is asked: words can no longer be saved. */
function leavePage(leave: () => void): void {
  isLeaving = true;
  sessionStorage.clear();
  leave();
}

// Browsers call these in the order of their registration, and this module is older than the fields of pages.
addEventListener('beforeunload', (event) => isLeaving && event.stopImmediatePropagation());
// Until then a page may keep something once more.
addEventListener('pagehide', () => isLeaving && sessionStorage.clear());

/** Ends the session of this page after the server did, and asks for another one: a tab may have signed in since, with the same cookie. */
export function endAccess(): void {
  if (access.get() !== 'SIGNED_IN') return;
  token = undefined;
  access.set('ENDED');
  void restoreAccess();
}

/** @throws Error when the server does not answer, which says nothing about the session */
async function exchange(refreshToken: string | undefined): Promise<void> {
  const response = await fetch('/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(refreshToken === undefined ? {} : { refreshToken }),
    // The page may be left meanwhile: without the new cookie the used token would be sent again, and end the session.
    keepalive: true,
  });
  if (response.status === 204 || response.status === 401) {
    token = undefined;
    access.set(access.get() === 'SIGNED_IN' ? 'ENDED' : access.get() === 'ENDED' ? 'ENDED' : 'SIGNED_OUT');
    return;
  }
  if (response.status === 403) {
    token = undefined;
    isOtherHost.set(true);
    return access.set('SIGNED_OUT');
  }
  if (!response.ok) throw new Error(`/session answered ${response.status}`);
  const grant = (await response.json()) as Grant;
  if ((sessionStorage.getItem(OWNER) ?? grant.userId) !== grant.userId) {
    // Another person has signed in, here or in another tab. Nothing of the first one may stay, and nothing may run until the page is new.
    leavePage(() => location.reload());
    return new Promise(() => undefined);
  }
  sessionStorage.setItem(OWNER, grant.userId);
  const life = grant.expiresIn * 1_000;
  token = grant.accessToken;
  renewAt = Date.now() + Math.max(life - MARGIN_MS, life / 2);
  access.set('SIGNED_IN');
}
