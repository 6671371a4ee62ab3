import { SERVED } from '../state/served.ts';
import { createStore } from '../state/store.ts';

/** `UNKNOWN` until the server was asked whether the browser has a session; `ENDED` after one that the server no longer accepts. */
export type Access = 'UNKNOWN' | 'SIGNED_OUT' | 'ENDED' | 'SIGNED_IN';

interface Grant {
  readonly accessToken: string;
  /** Seconds. Counted from its arrival, because the browser's clock may be wrong. */
  readonly expiresIn: number;
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

let token: string | undefined;
let renewAt = 0;
let renewing: Promise<void> | undefined;

export const accessToken = (): string | undefined => token;
export const isStale = (): boolean => access.get() === 'SIGNED_IN' && Date.now() >= renewAt;

/** Renews the access token. Concurrent requests share one renewal. Without a session the page is signed out. */
export function renewAccess(): Promise<void> {
  renewing ??= exchange(undefined).finally(() => (renewing = undefined));
  return renewing;
}

/** Signs in with the refresh token that a sign-in returned, which moves into the cookie. */
export const acceptSignIn = (refreshToken: string): Promise<void> => exchange(refreshToken);

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

/** Forgets the session in this page and in the cookie. */
export async function forgetAccess(next: 'SIGNED_OUT' | 'ENDED' = 'SIGNED_OUT'): Promise<void> {
  token = undefined;
  access.set(next);
  await fetch('/session', { method: 'DELETE' }).catch(() => undefined);
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
  if (!response.ok) throw new Error(`/session answered ${response.status}`);
  const grant = (await response.json()) as Grant;
  const life = grant.expiresIn * 1_000;
  token = grant.accessToken;
  renewAt = Date.now() + Math.max(life - MARGIN_MS, life / 2);
  access.set('SIGNED_IN');
}
