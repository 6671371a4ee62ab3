/** A thief uses a copy of a refresh token; a guesser tries passwords. What matters is the trace that they leave. Runs against an engine. */
import { createHash } from 'node:crypto';
import { newId } from '../../src/kernel/id.ts';
import type { Engine } from '../support/engine.ts';

export const THIEF = { address: '198.51.100.66', userAgent: 'a thief' };

const asThief = (engine: Engine) =>
  engine.database.scope({ actor: { kind: 'anonymous' }, requestId: newId(), client: THIEF, signal: new AbortController().signal });

/** Uses a refresh token that its owner has traded since, after the grace period. */
export async function replay(engine: Engine, refreshToken: string): Promise<unknown> {
  const hash = createHash('sha256').update(refreshToken).digest('base64url');
  await engine.owner(`update refresh_tokens set used_at = used_at - interval '31 seconds' where hash = $1`, [hash]);
  return engine.identity.refresh(asThief(engine), refreshToken).catch((error: unknown) => error);
}

export const guess = (engine: Engine, email: string, password: string, otp?: string): Promise<unknown> =>
  engine.identity.login(asThief(engine), { email, password, otp }).catch((error: unknown) => error);

export interface Trace {
  readonly action: string;
  readonly actor_kind: string;
  readonly address: string | null;
  readonly after: object | null;
}

/** What the audit log holds of an account beside its registration, oldest first. */
export const tracesOf = (engine: Engine, userId: string): Promise<Trace[]> =>
  engine.owner<Trace & Record<string, unknown>>(
    `select action, actor_kind, address, after from audit_events where user_id = $1 and action <> 'register' order by id`,
    [userId],
  );
