import { raw } from '@mikro-orm/postgresql';
import type { EntityManager, InferKyselyDB, RawQueryFragment } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import type { FilmProviders } from '../../../platform/catalogue/film/provider-choice.ts';
import { NEEDS_SETTINGS } from '../../../platform/catalogue/provider-settings.ts';
import type { ProviderKind } from '../../../platform/catalogue/providers.ts';
import { clockTime } from '../../../platform/database/database-time.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import { ProviderKeyEntity } from '../keys/provider-key.entity.ts';
import { isOpen, verdictOf } from './circuit.states.ts';
import type { Circuit } from './circuit.states.ts';

/** One call of a workspace to a provider. */
export interface ProviderUse {
  readonly workspaceId: string;
  readonly kind: ProviderKind;
  readonly provider: string;
  /** Paid with the key of the workspace: its failures say nothing to others. */
  readonly hasOwnKey: boolean;
}

/** A provider of the installation whose last call failed. */
export interface FailingProvider extends Circuit {
  readonly kind: ProviderKind;
  readonly provider: string;
  readonly failure: string;
  readonly failedAt: Date;
}

interface FailingRow {
  readonly kind: ProviderKind;
  readonly provider: string;
  readonly failures: number;
  readonly failure: string;
  readonly failed_at: string;
  readonly quiet_seconds: number;
}

const CLOSED = { failures: 0, failure: null, failedAt: null, probedAt: null } as const;

/** Circuit breakers: which providers failed lately, for the installation and for workspaces with keys of their own. */
export class ProviderCircuits {
  /** By kind and name. The same for everybody, and without anything about anybody. */
  async failing(em: EntityManager): Promise<readonly FailingProvider[]> {
    const rows = await em.execute<FailingRow[]>('select * from failing_providers()');
    return rows.map(({ kind, provider, failures, failure, failed_at: failedAt, quiet_seconds: quietSeconds }) => {
      return { kind, provider, failures, failure, failedAt: new Date(failedAt), quietSeconds };
    });
  }

  /** The circuits of the workspace's own keys, by provider: one for each key. */
  async ofKeys(em: EntityManager, workspaceId: string): Promise<ReadonlyMap<string, Circuit>> {
    const rows = await em
      .getKysely<InferKyselyDB<typeof ProviderKeyEntity>>()
      .selectFrom('provider_keys')
      .select(['provider', 'failures', 'failure'])
      .select(
        sql<number>`coalesce(extract(epoch from clock_timestamp() - greatest(failed_at, probed_at)), 0)::double precision`.as('quiet'),
      )
      .where('workspace_id', '=', workspaceId)
      .execute();
    return new Map(rows.map(({ provider, quiet, failures, failure }) => [provider, { failures, failure, quietSeconds: quiet }]));
  }

  /** Counts the call; `failure` is its code. Resolves with true when films pass the provider over from now on. */
  async record(scope: Scope, use: ProviderUse, failure: string | undefined): Promise<boolean> {
    const verdict = verdictOf(failure);
    if (verdict === 'UNKNOWN' || !NEEDS_SETTINGS.includes(use.provider)) return false;
    const code = verdict === 'WORKS' ? null : (failure ?? null);
    return scope.tx(async (em) => {
      const failures = use.hasOwnKey ? await countOfKey(em, use, code) : await countOfInstallation(em, use, code);
      // Once: the call before it had not opened the circuit.
      return isOpen({ failures, failure: code }) && !isOpen({ failures: failures - 1, failure: code });
    });
  }

  /** Lets one film try failing providers again: others pass them over until its calls have ended, or the time is up once more. */
  async beginProbes(em: EntityManager, workspaceId: string, { script, speech, visual }: FilmProviders): Promise<void> {
    const tried = [
      ['SCRIPT', script],
      ['SPEECH', speech],
      ['VISUAL', visual],
    ].filter(([, provider = '']) => NEEDS_SETTINGS.includes(provider));
    if (tried.length === 0) return;
    const failing = { workspaceId, provider: { $in: tried.map(([, provider = '']) => provider) }, failures: { $gt: 0 } };
    await em.nativeUpdate(ProviderKeyEntity, failing, { probedAt: clockTime() });
    for (const [kind, provider] of tried) await em.execute('select begin_provider_probe(?, ?)', [kind, provider]);
  }
}

async function countOfInstallation(em: EntityManager, { kind, provider }: ProviderUse, code: string | null): Promise<number> {
  const [row] = await em.execute<{ failures: number | null }[]>('select record_provider_call(?, ?, ?) as failures', [kind, provider, code]);
  return row?.failures ?? 0;
}

async function countOfKey(em: EntityManager, { workspaceId, provider }: ProviderUse, code: string | null): Promise<number> {
  const key = { workspaceId, provider };
  if (code === null) {
    await em.nativeUpdate(ProviderKeyEntity, { ...key, failures: { $gt: 0 } }, CLOSED);
    return 0;
  }
  const oneMore: RawQueryFragment = raw('failures + 1');
  await em.nativeUpdate(ProviderKeyEntity, key, { failures: oneMore, failure: code, failedAt: clockTime() });
  const row = await em.findOne(ProviderKeyEntity, key, { fields: ['failures'] });
  return row?.failures ?? 0;
}
