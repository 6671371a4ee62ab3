import { createSecretKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { z } from 'zod';
import type { AuthenticatedActor } from '../../../../kernel/actor.ts';

/**
 * Seconds that the address of a stream works, and the links in its playlists: long enough to watch a film with pauses. A player reads the
 * playlist of a finished film only once.
 */
export const STREAM_SECONDS = 6 * 3_600;

const ISSUER = 'reelwright';
const AUDIENCE = 'reelwright-stream';
const TYPE = 'stream+jwt';

const claims = z.object({ sub: z.uuid(), live: z.boolean(), key: z.uuid().optional(), session: z.uuid().optional(), exp: z.int() });

/** A session or an API key, whose rights are looked up again with every request. */
export type Credential = { readonly kind: 'user'; readonly sessionId: string } | { readonly kind: 'key'; readonly keyId: string };

/** Who may watch which film. */
export interface StreamClaims {
  readonly jobId: string;
  /** Whether the film was still being made: its segments keep their addresses for this player. */
  readonly isLive: boolean;
  readonly credential: Credential;
  readonly expiresAt: Date;
}

/** Signs the tokens in the addresses of streams. They name the session or key of the person who asked for the address. */
export class StreamTokens {
  readonly #secrets: readonly KeyObject[];

  /** Accepts tokens signed with `previous` too, while keys are changed. */
  constructor(secret: string, previous?: string) {
    this.#secrets = [secret, ...(previous === undefined ? [] : [previous])].map((text) => createSecretKey(text, 'utf8'));
  }

  /** `now` is rounded down to minutes, so that one person gets the same address for a while. */
  sign(actor: AuthenticatedActor, { jobId, isLive }: Pick<StreamClaims, 'jobId' | 'isLive'>): string {
    const [secret] = this.#secrets;
    if (!secret) throw new Error('a stream token needs a secret');
    const holder = actor.kind === 'key' ? { key: actor.keyId } : { session: actor.sessionId };
    const exp = Math.floor(Date.now() / 60_000) * 60 + STREAM_SECONDS;
    return jwt.sign({ ...holder, live: isLive, exp }, secret, {
      ...{ algorithm: 'HS256', noTimestamp: true, subject: jobId, issuer: ISSUER, audience: AUDIENCE },
      header: { alg: 'HS256', typ: TYPE },
    });
  }

  /** The claims of a valid token; undefined for a token that is invalid or has expired. */
  verify(text: string): StreamClaims | undefined {
    for (const secret of this.#secrets) {
      try {
        const pinned = { algorithms: ['HS256' as const], issuer: ISSUER, audience: AUDIENCE, complete: true as const };
        const { header, payload } = jwt.verify(text, secret, pinned);
        const { sub: jobId, live: isLive, key, session, exp } = claims.parse(payload);
        if (header.typ !== TYPE) return undefined;
        const expiresAt = new Date(exp * 1_000);
        if (key !== undefined) return { jobId, isLive, credential: { kind: 'key', keyId: key }, expiresAt };
        if (session !== undefined) return { jobId, isLive, credential: { kind: 'user', sessionId: session }, expiresAt };
      } catch {
        // Signed with the other key, or not by us.
      }
    }
    return undefined;
  }
}
