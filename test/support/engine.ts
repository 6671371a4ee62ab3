import { afterAll, beforeAll } from 'vitest';
import { setTimeout as pause } from 'node:timers/promises';
import { faker } from '@faker-js/faker';
import { Pool, type QueryResultRow } from 'pg';
import type { Config } from '../../src/app/config.ts';
import { DependencyChecks } from '../../src/app/health/dependency-checks.ts';
import { entities } from '../../src/app/database/entities.ts';
import { openServices, type Services } from '../../src/app/services.ts';
import type { BillingSettings } from '../../src/features/billing/billing-settings.ts';
import type { PublishingSettings } from '../../src/features/publishing/publishing-settings.ts';
import { grantCredits } from '../../src/features/billing/ledger.ts';
import type { JobStepRow } from '../../src/features/jobs/job/job.entity.ts';
import type { BegunStep, StepPlan } from '../../src/features/jobs/steps/step-handler.ts';
import { newId } from '../../src/kernel/id.ts';
import { silentLog } from '../../src/kernel/log.ts';
import type { Role } from '../../src/kernel/role.ts';
import type { Actor } from '../../src/kernel/actor.ts';
import { openDatabase, type Database } from '../../src/platform/database/database.ts';
import type { Scope } from '../../src/platform/database/scope.ts';
import { openPostgresPubSub } from '../../src/platform/pubsub/postgres-pubsub.ts';
import type { PubSub } from '../../src/platform/pubsub/pubsub.ts';
import { openPgBossQueue } from '../../src/platform/queue/pg-boss-queue.ts';
import type { Queue } from '../../src/platform/queue/queue.ts';
import type { Storage } from '../../src/platform/storage/storage.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { Dispatcher } from './dispatcher.ts';
import { LEDGER_FAULTS } from './ledger.ts';
import { query } from './postgres.ts';
import { readProviders } from '../../src/app/environment/provider-environment.ts';

faker.seed(20_261_120);

const JWT_SECRET = 'a secret for tests, at least 32 characters long';

const NO_LIMITS = { login: 0, register: 0, mail: 0, invite: 0, generate: 0, preview: 0, slots: 0, review: 0, upload: 0, api: 0 };

/** The engine as the application opens it, on a database of its own. */
export interface Engine extends Services {
  readonly database: Database;
  readonly urls: TestDatabase;
  readonly pubsub: PubSub;
  readonly queue: Queue;
  /** Stands in for the workers: fills their free slots with what was committed. Called by `makeJob` and before each statement of `owner`. */
  readonly dispatch: () => Promise<void>;
  /** One statement as the owner of the tables, whom no policy hides anything from, when what was committed is dispatched. */
  readonly owner: <Row extends QueryResultRow>(sql: string, params?: readonly unknown[]) => Promise<Row[]>;
  close(): Promise<void>;
}

/** Of the application, as far as services ask for it; tests change what they are about. */
export const testConfig = {
  jwtSecret: JWT_SECRET,
  jwtSecretPrevious: undefined,
  rateLimits: NO_LIMITS,
  registration: 'open' as const,
  explorer: true,
  appUrl: 'http://studio.test',
  publicUrl: 'http://studio.test',
  signupCredits: 100,
  requireVerifiedEmail: true,
  encryptionKeys: { current: Buffer.alloc(32, 1), previous: undefined },
  openId: undefined,
  // Nobody answers there: tests reach no provider but their own stand-ins.
  providers: readProviders({
    ...{ OPENAI_BASE_URL: 'http://127.0.0.1:1', GEMINI_BASE_URL: 'http://127.0.0.1:1' },
    TRANSCRIPTION_URL: 'http://127.0.0.1:1',
    ...{ COMFYUI_URL: 'http://127.0.0.1:1', COMFYUI_CLIP_WORKFLOW: '/nowhere.json' },
    ...{ RUNWAY_BASE_URL: 'http://127.0.0.1:1', RUNWAY_API_KEY: newId() },
    ...{ DID_BASE_URL: 'http://127.0.0.1:1', DID_API_KEY: newId() },
  }),
  signInRedirectUris: [] as string[],
  billing: { stripe: undefined, planPrices: [], creditPacks: [], returnOrigins: ['http://studio.test'] } as BillingSettings,
  publishing: { youtube: undefined, returnOrigins: ['http://studio.test'], allowCidrs: ['127.0.0.0/8'] } as PublishingSettings,
  webhookAllowCidrs: ['127.0.0.0/8'],
  importAllowCidrs: ['127.0.0.0/8'],
  setupToken: undefined,
  mail: { smtpUrl: undefined, from: 'studio@example.test', folder: '/nowhere' },
};

export interface EngineOptions {
  /** A new one of its own when left out; removed with the engine. */
  readonly urls?: TestDatabase;
  readonly poolSize?: number;
  /** Takes part in supervision and is woken by NOTIFY, as workers are. */
  readonly isWorker?: boolean;
  readonly storage?: Storage;
  /** Steps that a worker, which is only said to be there, could do at once. */
  readonly concurrency?: number;
  /** False where real rounds dispatch. */
  readonly dispatches?: boolean;
  readonly openId?: Config['openId'];
  readonly signInRedirectUris?: readonly string[];
  readonly webhookAllowCidrs?: string[];
  readonly importAllowCidrs?: string[];
  readonly billing?: BillingSettings;
  readonly publishing?: PublishingSettings;
  /** Times a minute, for those that are tested; the others do not limit. */
  readonly limits?: Partial<typeof NO_LIMITS>;
}

/** An engine for all tests of a file or `describe`: opens before them and closes after them. Its fields exist from the first test on. */
export function useEngine(options: EngineOptions = {}): Engine {
  const engine = {} as Engine;
  beforeAll(async () => void Object.assign(engine, await openEngine(options)));
  afterAll(() => engine.close());
  return engine;
}

export async function openEngine({
  poolSize = 10,
  isWorker = false,
  storage = noStorage,
  concurrency = 64,
  dispatches = true,
  openId,
  signInRedirectUris = [],
  webhookAllowCidrs = testConfig.webhookAllowCidrs,
  importAllowCidrs = testConfig.importAllowCidrs,
  billing = testConfig.billing,
  publishing = testConfig.publishing,
  limits = {},
  ...options
}: EngineOptions = {}): Promise<Engine> {
  const urls = options.urls ?? (await createTestDatabase());
  const owner = new Pool({ connectionString: urls.ownerUrl, max: 4 });
  // Tests end sessions; the owner's may be among them.
  owner.on('error', () => undefined);
  if (concurrency > 0)
    await owner.query(`insert into workers (id, concurrency, last_seen_at) values ($1, $2, 'infinity')`, [newId(), concurrency]);
  const database = await openDatabase({ url: urls.applicationUrl, entities, poolSize });
  const pubsub = await openPostgresPubSub({
    url: urls.applicationUrl,
    channels: [
      'settings',
      'provider_keys',
      'showcase',
      'plans',
      'queue_pauses',
      'job_events',
      'job_stopped',
      'steps_free',
      'session_ended',
      'member_changed',
      'webhooks_due',
      'workspace_events',
      'notifications',
    ],
    log: silentLog,
  });
  const queue = await openPgBossQueue({ url: urls.applicationUrl, log: silentLog, supervise: isWorker });
  const services = openServices(
    { database, pubsub, queue, storage, health: new DependencyChecks([]), close: unused },
    {
      ...{ ...testConfig, webhookAllowCidrs, importAllowCidrs, openId, billing, publishing },
      rateLimits: { ...NO_LIMITS, ...limits },
      signInRedirectUris: [...signInRedirectUris],
    },
    silentLog,
  );
  const dispatcher = new Dispatcher(database, queue, owner);
  const dispatch = async (): Promise<void> => void (dispatches && (await dispatcher.dispatch()));
  return {
    ...services,
    dispatch,
    database,
    urls,
    pubsub,
    queue,
    owner: async (sql, params = []) => {
      await dispatch();
      return (await owner.query(sql, [...params])).rows;
    },
    close: async () => {
      await queue.close(0);
      await dispatcher.close();
      await pubsub.close();
      await database.close();
      await owner.end();
      await urls.drop();
    },
  };
}

function unused(): never {
  throw new Error('not part of this test');
}

/** Fails loudly when something is stored after all. */
const noStorage = new Proxy({} as Storage, { get: () => unused });

export interface Tenant {
  readonly userId: string;
  readonly workspaceId: string;
  readonly actor: Actor & { readonly kind: 'user' };
}

/** A person with a workspace of their own and plenty of credits, or as many as are said. Written by the owner: hashing passwords is slow, and nothing of it is tested here. */
export async function makeTenant(engine: Engine, role: Role = 'OWNER', credits = 1_000): Promise<Tenant> {
  const [userId, workspaceId, sessionId] = [newId(), newId(), newId()];
  const email = faker.internet.email({ provider: 'example.test' });
  await engine.owner(
    `insert into users (id, email, email_key, name, password_hash, email_verified_at) values ($1, $2, $2, $3, 'none', now())`,
    [userId, email, faker.person.fullName()],
  );
  await engine.owner('insert into workspaces (id, name) values ($1, $2)', [workspaceId, faker.company.name()]);
  await engine.owner('insert into memberships (workspace_id, user_id, role) values ($1, $2, $3)', [workspaceId, userId, role]);
  if (credits > 0) await workerScope(engine, { workspaceId }).tx((em) => grantCredits(em, { workspaceId, credits, reason: 'test' }));
  return {
    userId,
    workspaceId,
    actor: { kind: 'user', userId, sessionId, memberships: new Map([[workspaceId, role]]), expiresAt: inAnHour() },
  };
}

/** Whose actor's session can be looked up. */
export async function makeSignedIn(engine: Engine): Promise<Tenant> {
  const tenant = await makeTenant(engine);
  await engine.owner(`insert into sessions (id, user_id, expires_at) values ($1, $2, now() + interval '1 day')`, [
    tenant.actor.sessionId,
    tenant.userId,
  ]);
  return tenant;
}

const inAnHour = (): Date => new Date(Date.now() + 3_600_000);

export const scopeOf = ({ database }: Engine, actor: Actor, signal: AbortSignal = new AbortController().signal): Scope =>
  database.scope({ actor, requestId: newId(), signal });

/** A request of somebody's: its snapshot is closed behind it, as the API does. */
export async function request<T>(engine: Engine, actor: Actor, method: (scope: Scope) => Promise<T>): Promise<T> {
  const scope = scopeOf(engine, actor);
  try {
    return await method(scope);
  } finally {
    await scope.close();
  }
}

export const workerScope = (engine: Engine, { workspaceId }: Pick<Tenant, 'workspaceId'>): Scope =>
  scopeOf(engine, { kind: 'worker', workspaceId });

/** Steps that wait for nothing and share the progress alike. */
export const looseSteps = (count: number): readonly StepPlan[] =>
  Array.from({ length: count }, (_, position) => ({ id: newId(), name: 'SEGMENT', position, weight: 1 / count, unlocks: [] }));

/** A job with these steps, written as the feature that owns its type would, and dispatched as far as there are slots. Returns its id. */
export async function makeJob(engine: Engine, tenant: Tenant, steps: readonly StepPlan[], credits = 0): Promise<string> {
  const id = await createJob(engine, tenant, steps, credits);
  await engine.dispatch();
  return id;
}

/** The same, for workers that run. */
export async function createJob(engine: Engine, tenant: Tenant, steps: readonly StepPlan[], credits = 0): Promise<string> {
  const scope = scopeOf(engine, tenant.actor);
  const id = newId();
  const title = faker.lorem.words(3);
  const { workspaceId } = tenant;
  await scope.tx((em) => engine.jobs.create(em, scope, { id, workspaceId, type: 'VIDEO', title, input: {}, steps, credits }));
  return id;
}

/** Takes a step as a worker would; fails when there is nothing to take. */
export async function begin(engine: Engine, tenant: Tenant, jobId: string, stepId: string): Promise<BegunStep> {
  const payload = { version: 1, workspaceId: tenant.workspaceId, jobId, stepId } as const;
  // A delivery that the queue does not know: the previous holder of the step is taken for dead.
  const begun = await engine.steps.begin(workerScope(engine, tenant), payload, newId());
  if (!begun) throw new Error('there is nothing to begin');
  return begun;
}

/** A job whose steps all run already, each at its first attempt. */
export async function makeRunningJob(
  engine: Engine,
  tenant: Tenant,
  count: number,
  credits = 0,
): Promise<{ jobId: string; running: BegunStep[] }> {
  const steps = looseSteps(count);
  const jobId = await makeJob(engine, tenant, steps, credits);
  const first = steps[0];
  if (!first) throw new Error('a job has a step');
  const one = await begin(engine, tenant, jobId, first.id);
  await engine.owner(`update job_steps set status = 'RUNNING', attempt = 1, started_at = now() where job_id = $1`, [jobId]);
  return { jobId, running: steps.map(({ id }) => ({ ...one, attempt: 1, step: { ...one.step, id } as JobStepRow })) };
}

export interface StoredEvent {
  readonly sequence: number;
  readonly type: string;
  readonly status: string;
  readonly progress: number;
  readonly message: string | null;
}

export const eventsOf = ({ owner }: Engine, jobId: string): Promise<StoredEvent[]> =>
  owner('select sequence, type, status, progress, message from job_events where job_id = $1 order by sequence', [jobId]);

export const jobRow = async (
  { owner }: Engine,
  jobId: string,
): Promise<{ status: string; progress: number; sequence: number; failure: { code: string; attempts: number } | null }> => {
  const [row] = await owner<{ status: string; progress: number; sequence: number; failure: { code: string; attempts: number } | null }>(
    'select status, progress, sequence, failure from jobs where id = $1',
    [jobId],
  );
  if (!row) throw new Error('there is no such job');
  return row;
};

export const numbersTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

/** Sessions of the application on this database that do something or hold a transaction open. */
export const busySessions = ({ urls }: Engine): Promise<{ pid: number; state: string; query: string }[]> =>
  // As the application: of other roles' sessions only a superuser sees more than that they exist.
  query(
    urls.applicationUrl,
    `select pid, state, query from pg_stat_activity where datname = current_database() and application_name = 'reelwright' and state <> 'idle'`,
  );

/** Asks again until it is so; a busy machine must not make a test red. */
export async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error('what was waited for did not happen within 30 s');
    await pause(10);
  }
}

export const creditsOf = async ({ owner }: Engine, { workspaceId }: Pick<Tenant, 'workspaceId'>) => {
  const [row] = await owner<{ issued: number; available: number; reserved: number; spent: number }>(
    'select issued, available, reserved, spent from credit_balances where workspace_id = $1',
    [workspaceId],
  );
  return row;
};

/** What does not add up in the ledger of any workspace. Empty is well. */
export const faultsOfLedger = ({ owner }: Engine): Promise<{ fault: string; id: string }[]> => owner(LEDGER_FAULTS);
