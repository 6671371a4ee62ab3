import { LockMode } from '@mikro-orm/postgresql';
import type { EntityManager, InferKyselyDB } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import type { ProviderOn } from '../../../platform/catalogue/film/provider-choice.ts';
import { NEEDS_SETTINGS } from '../../../platform/catalogue/provider-settings.ts';
import type { ProviderKind } from '../../../platform/catalogue/providers.ts';
import { clockTime } from '../../../platform/database/database-time.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import { ProviderKeyEntity } from '../keys/provider-key.entity.ts';
import { REFUSALS, afterFailure, isOpen, stateOf, verdictOf, waitOf } from './circuit.states.ts';
import type { Circuit, ProviderState } from './circuit.states.ts';
import { ProviderKeyCircuitEntity } from './provider-key-circuit.entity.ts';

/** A provider for one kind of work. */
export type KindProvider = Pick<ProviderOn, 'kind' | 'name'>;

/** One call of a workspace to a provider. */
export interface ProviderUse {
  readonly workspaceId: string;
  readonly kind: ProviderKind;
  readonly provider: string;
  /** The key of the workspace that pays the call: its failures say nothing to others. Undefined for the installation's. */
  readonly keyId: string | undefined;
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

/** The own keys of a workspace, and which of them failed at which kind of work. */
export interface OwnKeys {
  readonly providers: readonly string[];
  readonly circuits: readonly (Circuit & { readonly provider: string; readonly kind: string })[];
}

/** Whether work tries failing providers again: none of its own failed, it does, or it must not. */
export type Probes = 'NONE' | 'BEGUN' | 'LOST';

const CLOSED = { failures: 0, failure: null } as const;
const QUIET_SECONDS = sql<number>`extract(epoch from clock_timestamp() - greatest(failed_at, probed_at))::double precision`;

/** Circuit breakers: which providers failed lately, for the installation and for workspaces with keys of their own. */
export class ProviderCircuits {
  /** Circuits of the installation by kind and name, without data of any workspace. */
  async failing(em: EntityManager): Promise<readonly FailingProvider[]> {
    const rows = await em.execute<FailingRow[]>('select * from failing_providers()');
    return rows.map(({ kind, provider, failures, failure, failed_at: failedAt, quiet_seconds: quietSeconds }) => {
      return { kind, provider, failures, failure, failedAt: new Date(failedAt), quietSeconds };
    });
  }

  /** The providers of which the workspace has a key, with the circuits of these keys: one for each kind of work. */
  async ofKeys(em: EntityManager, workspaceId: string): Promise<OwnKeys> {
    const rows = await em
      .getKysely<InferKyselyDB<typeof ProviderKeyEntity> & InferKyselyDB<typeof ProviderKeyCircuitEntity>>()
      .selectFrom('provider_keys as k')
      .leftJoin('provider_key_circuits as c', (join) =>
        join.onRef('c.workspace_id', '=', 'k.workspace_id').onRef('c.provider', '=', 'k.provider'),
      )
      .select(['k.provider', 'c.kind', 'c.failures', 'c.failure', QUIET_SECONDS.as('quiet')])
      .where('k.workspace_id', '=', workspaceId)
      .execute();
    const circuits = rows.flatMap(({ provider, kind, failures, failure, quiet }) =>
      kind === null ? [] : [{ provider, kind, failures: failures ?? 0, failure, quietSeconds: quiet }],
    );
    return { providers: [...new Set(rows.map(({ provider }) => provider))], circuits };
  }

  /** The state of providers for the workspace with these keys: where it has a key, only calls with this key count. */
  async states(em: EntityManager, own: OwnKeys): Promise<(one: KindProvider) => ProviderState> {
    const circuitOf = await this.#circuits(em, own);
    return (one) => stateOf(circuitOf(one));
  }

  /** Counts the call; `failure` is its code. Resolves with true when films pass the provider over from now on. */
  async record(scope: Scope, use: ProviderUse, failure: string | undefined): Promise<boolean> {
    const verdict = verdictOf(failure);
    if (verdict === 'UNKNOWN' || !NEEDS_SETTINGS.includes(use.provider)) return false;
    const code = verdict === 'WORKS' ? null : (failure ?? null);
    return scope.tx(async (em) => {
      const { keyId } = use;
      const before = keyId === undefined ? await countOfInstallation(em, use, code) : await countOfKey(em, { ...use, keyId }, code);
      // Once: the call before it had not opened the circuit.
      return before !== undefined && code !== null && !isOpen(before) && isOpen(afterFailure(before, code));
    });
  }

  /**
   * Lets one film try failing providers again: others pass them over until its calls have ended, or the time is up once more. `LOST` when
   * other work was faster, or a provider fails since it was chosen.
   */
  async beginProbes(em: EntityManager, workspaceId: string, used: readonly KindProvider[]): Promise<Probes> {
    const called = used.filter(({ name }) => NEEDS_SETTINGS.includes(name));
    if (called.length === 0) return 'NONE';
    const own = await this.ofKeys(em, workspaceId);
    const circuitOf = await this.#circuits(em, own);
    if (called.some((one) => stateOf(circuitOf(one)) === 'FAILING')) return 'LOST';
    const due = called.filter((one) => stateOf(circuitOf(one)) === 'PROBING');
    for (const one of due) {
      const wait = waitOf(circuitOf(one)?.failure ?? null);
      const begin = own.providers.includes(one.name) ? beginProbeOfKey(em, workspaceId, one, wait) : beginProbe(em, one, wait);
      if (!(await begin)) return 'LOST';
    }
    return due.length > 0 ? 'BEGUN' : 'NONE';
  }

  async #circuits(em: EntityManager, own: OwnKeys): Promise<(one: KindProvider) => Circuit | undefined> {
    const failing = await this.failing(em);
    return ({ kind, name }) =>
      (own.providers.includes(name) ? own.circuits : failing).find((one) => one.kind === kind && one.provider === name);
  }
}

type Before = Pick<Circuit, 'failures' | 'failure'>;

/** Counts a call of the installation. Resolves with the circuit as it was before. */
async function countOfInstallation(em: EntityManager, { kind, provider }: ProviderUse, code: string | null): Promise<Before> {
  const { rows } = await sql<{ failures: number | null; failure: string | null }>`
    select * from record_provider_call(${kind}, ${provider}, ${code}, ${[...REFUSALS]}::text[])`.execute(em.getKysely());
  return { failures: rows[0]?.failures ?? 0, failure: rows[0]?.failure ?? null };
}

/** The same for a key of a workspace; undefined when it was replaced or removed during the call, which then says nothing. */
async function countOfKey(
  em: EntityManager,
  { workspaceId, kind, provider, keyId }: ProviderUse & { readonly keyId: string },
  code: string | null,
): Promise<Before | undefined> {
  const lockMode = LockMode.PESSIMISTIC_WRITE;
  const key = await em.findOne(ProviderKeyEntity, { workspaceId, provider, keyId }, { fields: ['keyId'], lockMode });
  if (!key) return undefined;
  const found = await em.findOne(ProviderKeyCircuitEntity, { workspaceId, provider, kind });
  const before = found ? { failures: found.failures, failure: found.failure } : CLOSED;
  if (code === null) {
    if (found) em.remove(found);
  } else {
    const circuit =
      found ?? em.create(ProviderKeyCircuitEntity, { workspaceId, provider, kind, failures: 0, failure: code, failedAt: new Date() });
    em.assign(circuit, { ...afterFailure(before, code), failedAt: clockTime() });
  }
  await em.flush();
  return before;
}

async function beginProbe(em: EntityManager, { kind, name }: KindProvider, wait: number): Promise<boolean> {
  const [row] = await em.execute<{ begun: boolean | null }[]>('select begin_provider_probe(?, ?, ?) as begun', [kind, name, wait]);
  return row?.begun ?? false;
}

async function beginProbeOfKey(em: EntityManager, workspaceId: string, { kind, name }: KindProvider, wait: number): Promise<boolean> {
  const { numUpdatedRows } = await em
    .getKysely<InferKyselyDB<typeof ProviderKeyCircuitEntity>>()
    .updateTable('provider_key_circuits')
    .set({ probed_at: sql`clock_timestamp()` })
    .where('workspace_id', '=', workspaceId)
    .where('provider', '=', name)
    .where('kind', '=', kind)
    .where(QUIET_SECONDS, '>=', wait)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
