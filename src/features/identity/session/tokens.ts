import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { unauthenticated } from '../../../kernel/errors.ts';

export const ACCESS_SECONDS = 15 * 60;
export const REFRESH_SECONDS = 7 * 24 * 3_600;
/** Seconds in which a used refresh token returns its successor again: the answer may have been lost, or two tabs refreshed at once. */
export const REFRESH_GRACE_SECONDS = 30;

const ISSUER = 'reelwright';
const AUDIENCE = 'reelwright-api';
const TYPE = 'at+jwt';

/** Number of verified tokens that are kept: a client sends the same one with each request, for up to 15 minutes. */
const KEPT = 2_000;

const claims = z.object({ sub: z.uuid(), sid: z.uuid(), exp: z.int() });

export interface AccessToken {
  readonly text: string;
  readonly expiresAt: Date;
}

export interface AccessClaims {
  readonly userId: string;
  readonly sessionId: string;
  readonly expiresAt: Date;
}

/** Signs and verifies tokens. Algorithm, issuer, audience and type are pinned (RFC 8725, RFC 9068). */
export class Tokens {
  // Key objects, because jsonwebtoken would first try to parse a text as a public key, which takes longer than the verification.
  readonly #secret: KeyObject;
  readonly #previous: KeyObject | undefined;
  /** Claims of tokens whose signature was verified, so that only their end has to be compared again. */
  readonly #verified = new LRUCache<string, AccessClaims>({ max: KEPT });

  /** Accepts tokens signed with `previous` too, while keys are changed. */
  constructor(secret: string, previous?: string) {
    this.#secret = createSecretKey(secret, 'utf8');
    this.#previous = previous === undefined ? undefined : createSecretKey(previous, 'utf8');
  }

  access(userId: string, sessionId: string): AccessToken {
    const expiresAt = new Date((Math.floor(Date.now() / 1_000) + ACCESS_SECONDS) * 1_000);
    const text = jwt.sign({ sid: sessionId, exp: expiresAt.getTime() / 1_000 }, this.#secret, {
      algorithm: 'HS256',
      subject: userId,
      issuer: ISSUER,
      audience: AUDIENCE,
      header: { alg: 'HS256', typ: TYPE },
    });
    return { text, expiresAt };
  }

  /**
   * The claims of a valid access token. They say nothing about its session, which may have ended since. @throws ReelwrightError
   * UNAUTHENTICATED with reason EXPIRED or INVALID
   */
  verifyAccess(text: string): AccessClaims {
    const known = this.#verified.get(text);
    if (known && known.expiresAt.getTime() > Date.now()) return known;
    const verified = this.#verifyNew(text);
    this.#verified.set(text, verified);
    return verified;
  }

  #verifyNew(text: string): AccessClaims {
    try {
      const { header, payload } = this.#verify(text);
      if (header.typ !== TYPE) throw new Error('another kind of token');
      const { sub, sid, exp } = claims.parse(payload);
      return { userId: sub, sessionId: sid, expiresAt: new Date(exp * 1_000) };
    } catch (error) {
      if (error instanceof jwt.TokenExpiredError) throw unauthenticated('EXPIRED', 'The access token has expired. Refresh it.');
      throw unauthenticated('INVALID', 'Invalid access token. Sign in again.');
    }
  }

  #verify(text: string): jwt.Jwt {
    const pinned = { algorithms: ['HS256' as const], issuer: ISSUER, audience: AUDIENCE, complete: true as const };
    try {
      return jwt.verify(text, this.#secret, pinned);
    } catch (error) {
      // jsonwebtoken verifies the signature before any claim, so this error means only that another key signed the token.
      const byAnotherKey = error instanceof jwt.JsonWebTokenError && error.message === 'invalid signature';
      if (!byAnotherKey || this.#previous === undefined) throw error;
      return jwt.verify(text, this.#previous, pinned);
    }
  }

  firstRefresh(): string {
    return randomBytes(32).toString('base64url');
  }

  /**
   * The successor of a refresh token. It is derived instead of random, so that the grace period can return the same one although only
   * hashes are stored.
   */
  nextRefresh(token: string): string {
    return successorBy(this.#secret, token);
  }

  /** The value of `nextRefresh` under the previous key; undefined without one. */
  nextRefreshByPrevious(token: string): string | undefined {
    return this.#previous === undefined ? undefined : successorBy(this.#previous, token);
  }
}

const successorBy = (secret: KeyObject, token: string): string =>
  createHmac('sha256', secret).update(`refresh:${token}`).digest('base64url');
