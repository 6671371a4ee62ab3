import { createHash, createHmac, randomBytes } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { z } from 'zod';
import { unauthenticated } from '../../kernel/errors.ts';

export const ACCESS_SECONDS = 15 * 60;
export const REFRESH_SECONDS = 7 * 24 * 3_600;
/** A used refresh token gives its successor again for this long: an answer was lost, or two tabs asked at once. */
export const REFRESH_GRACE_SECONDS = 30;

const ISSUER = 'reelwright';
const AUDIENCE = 'reelwright-api';
const TYPE = 'at+jwt';

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

/** Signs and checks tokens. Algorithm, issuer, audience and type are pinned (RFC 8725, RFC 9068). */
export class Tokens {
  readonly #secret: string;

  constructor(secret: string) {
    this.#secret = secret;
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

  /** @throws UNAUTHENTICATED with reason EXPIRED or INVALID. */
  verifyAccess(text: string): AccessClaims {
    try {
      const { header, payload } = jwt.verify(text, this.#secret, {
        algorithms: ['HS256'],
        issuer: ISSUER,
        audience: AUDIENCE,
        complete: true,
      });
      if (header.typ !== TYPE) throw new Error('another kind of token');
      const { sub, sid, exp } = claims.parse(payload);
      return { userId: sub, sessionId: sid, expiresAt: new Date(exp * 1_000) };
    } catch (error) {
      if (error instanceof jwt.TokenExpiredError) throw unauthenticated('EXPIRED', 'The access token has expired. Refresh it.');
      throw unauthenticated('INVALID', 'The access token is not valid. Sign in again.');
    }
  }

  firstRefresh(): string {
    return randomBytes(32).toString('base64url');
  }

  /** Derived, not random: the grace period can answer with the same successor although only hashes are stored. */
  nextRefresh(token: string): string {
    return createHmac('sha256', this.#secret).update(`refresh:${token}`).digest('base64url');
  }

  hash(token: string): string {
    return createHash('sha256').update(token).digest('base64url');
  }
}
