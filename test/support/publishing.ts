import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { openPublishTargets } from '../../src/app/publishing/publish-targets.ts';
import { PublicationEntity } from '../../src/features/publishing/publications/publication.entity.ts';
import type { PublicationRow } from '../../src/features/publishing/publications/publication.entity.ts';
import type { PublishVideo } from '../../src/features/publishing/publications/publication.input.ts';
import { StepRunner } from '../../src/features/jobs/steps/step-runner.ts';
import type { StepService } from '../../src/features/jobs/steps/step.service.ts';
import { newId } from '../../src/kernel/id.ts';
import { silentLog } from '../../src/kernel/log.ts';
import { openStorage } from '../../src/platform/storage/minio-storage.ts';
import type { Storage } from '../../src/platform/storage/storage.ts';
import { YOUTUBE_COSTS } from '../../src/platform/youtube/youtube-settings.ts';
import { makeSignedIn, openEngine, request, type Engine, type Tenant } from './engine.ts';
import { createTestDatabase } from './database.ts';
import { openMovableClock, type MovableClock } from './movable-clock.ts';
import { openFolder, removeFolder } from './postgres.ts';
import { openEmbedded, type TestStore } from './storage/stores.ts';
import { openYouTube, type YouTubeStandIn } from './vendors/google/youtube.ts';
import type { GoogleAccount } from './vendors/google/youtube-state.ts';

export const CHUNK = 4 * 256 * 1024;
export const PAGE = 'http://studio.test/channels';
export const ACCOUNT: GoogleAccount = { channelId: 'UC-one', title: 'One channel' };

/** An engine with a Google stand-in and an object store. Its fields exist from the first test on; each test has a tenant of its own. */
export interface PublishingStudio {
  readonly engine: Engine;
  readonly google: YouTubeStandIn;
  readonly storage: Storage;
  readonly store: TestStore;
  readonly tenant: Tenant;
  /** The id of a channel of the tenant at YouTube. */
  connect(account?: GoogleAccount, scopes?: readonly string[]): Promise<string>;
  /** The id of a stored film of this many bytes, and their hash. */
  film(byteSize: number): Promise<{ readonly id: string; readonly sha256: string }>;
  /** The id of a job. */
  publish(input: Partial<PublishVideo> & Pick<PublishVideo, 'channelId' | 'assetId'>): Promise<string>;
  /** Runs what can run, as workers do. `isKilled`: the worker writes nothing about the end of its steps. */
  work(jobId: string, options?: { readonly isKilled?: boolean }): Promise<void>;
  /** Moves the clock of the database to the next midnight in Pacific time, until the test ends. The day of Google begins, too. */
  midnight(): Promise<void>;
  /** Ends the pauses of a job's steps, as time does. */
  wait(jobId: string): Promise<void>;
  publication(jobId: string): Promise<PublicationRow>;
  job(jobId: string): Promise<{ readonly status: string; readonly failure: { readonly code: string } | null }>;
}

export function usePublishing({ dailyUploads = 100, dailyUnits = 10_000 } = {}): PublishingStudio {
  const studio = {} as { -readonly [Key in keyof PublishingStudio]: PublishingStudio[Key] };
  let folder: string;
  let clock: MovableClock;
  beforeAll(async () => {
    folder = openFolder();
    const [google, store] = await Promise.all([openYouTube(), openEmbedded()]);
    const storage = openStorage({ ...store, publicEndpoint: store.endpoint });
    await storage.ready();
    const { clientId, clientSecret, url } = google;
    const youtube = { clientId, clientSecret, issuer: url, apiUrl: url, dailyUploads, dailyUnits, costs: YOUTUBE_COSTS };
    const urls = await createTestDatabase();
    clock = await openMovableClock(urls);
    const engine = await openEngine({
      ...{ urls, storage },
      publishing: { youtube, returnOrigins: ['http://studio.test'], allowCidrs: ['127.0.0.0/8'] },
    });
    Object.assign(studio, { google, store, storage, engine }, methods(studio, folder, clock));
  });
  beforeEach(async () => {
    await clock.move(0);
    studio.tenant = await makeSignedIn(studio.engine);
    await studio.engine.owner('delete from api_quotas');
    Object.assign(studio.google.quota, { uploads: 100, units: 10_000 });
  });
  afterAll(async () => {
    await Promise.all([studio.engine.close(), studio.google.close()]);
    await studio.store.close();
    removeFolder(folder);
  });
  return studio;
}

type Methods = Omit<PublishingStudio, 'engine' | 'google' | 'storage' | 'store' | 'tenant'>;

function methods(studio: PublishingStudio, workDir: string, clock: MovableClock): Methods {
  const owned = <Row extends object>(sql: string, values: readonly unknown[]) =>
    studio.engine.owner<Row & Record<string, unknown>>(sql, values);

  async function connect(account = ACCOUNT, scopes?: readonly string[]): Promise<string> {
    const { engine, tenant, google } = studio;
    const { workspaceId } = tenant;
    const { url } = await request(engine, tenant.actor, (scope) =>
      engine.youtubeConnections.start(scope, { workspaceId, redirectUri: PAGE }),
    );
    const back = google.consent(url, account, scopes).searchParams;
    const input = { code: back.get('code') ?? '', state: back.get('state') ?? '' };
    return (await request(engine, tenant.actor, (scope) => engine.youtubeConnections.complete(scope, input))).id;
  }

  async function film(byteSize: number): Promise<{ id: string; sha256: string }> {
    const { storage, tenant } = studio;
    const id = newId();
    const bytes = createHash('shake256', { outputLength: byteSize }).update(id).digest();
    await storage.putBytes(id, bytes, { contentType: 'video/mp4' });
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    await owned(
      `insert into assets (id, workspace_id, kind, status, name, file_name, content_type, byte_size, storage_key, sha256)
       values ($1::uuid, $2, 'VIDEO', 'READY', 'A film', 'film.mp4', 'video/mp4', $3, $1::text, $4)`,
      [id, tenant.workspaceId, byteSize, sha256],
    );
    return { id, sha256 };
  }

  async function work(jobId: string, { isKilled = false } = {}): Promise<void> {
    const { engine, storage, tenant } = studio;
    const { steps } = engine;
    const dead = { ...bound(steps), fail: async () => false, postpone: async () => undefined, handBack: async () => false };
    const runner = new StepRunner({
      ...engine,
      ...(isKilled && { steps: dead as unknown as StepService }),
      stepHandlers: { PUBLISH: openPublishTargets(engine, storage, { chunkBytes: CHUNK, partBytes: 5 * 1024 ** 2 }) },
      workDir,
      log: silentLog,
    });
    const ready = () =>
      owned<{ id: string }>(
        `select id from job_steps where job_id = $1 and blocked_by = 0 and status in ('PENDING', 'RUNNING')
           and (backoff_until is null or backoff_until <= clock_timestamp())`,
        [jobId],
      );
    for (let found = await ready(); found.length > 0; found = isKilled ? [] : await ready()) {
      for (const { id: stepId } of found) {
        const payload = { version: 1 as const, workspaceId: tenant.workspaceId, jobId, stepId };
        await runner.run(payload, { id: newId(), signal: new AbortController().signal });
      }
    }
  }

  return {
    connect,
    film,
    work,
    publish: async (input) => {
      const { engine, tenant } = studio;
      const whole = { title: 'A film', madeForKids: false, ...input };
      return (await request(engine, tenant.actor, (scope) => engine.publications.publish(scope, whole))).id;
    },
    midnight: async () => {
      const [row] = await owned<{ ahead: number }>(
        `select extract(epoch from ((clock_timestamp() at time zone $1)::date + 1)::timestamp at time zone $1
           - pg_catalog.clock_timestamp())::float8 as ahead`,
        ['America/Los_Angeles'],
      );
      await clock.move((row?.ahead ?? 0) + 1);
      Object.assign(studio.google.quota, { uploads: 100, units: 10_000 });
    },
    wait: async (jobId) => void (await owned('update job_steps set backoff_until = null where job_id = $1', [jobId])),
    publication: async (jobId) => {
      const { engine, tenant } = studio;
      const scope = engine.database.scope({
        actor: { kind: 'worker', workspaceId: tenant.workspaceId },
        requestId: newId(),
        signal: new AbortController().signal,
      });
      return scope.tx((em) => em.findOneOrFail(PublicationEntity, { jobId }));
    },
    job: async (jobId) => {
      const [row] = await owned<{ status: string; failure: { code: string } | null }>('select status, failure from jobs where id = $1', [
        jobId,
      ]);
      if (!row) throw new Error('there is no such job');
      return row;
    },
  };
}

/** The methods of a service, still bound to it. */
const bound = (steps: StepService) => ({
  begin: steps.begin.bind(steps),
  progress: steps.progress.bind(steps),
  finish: steps.finish.bind(steps),
  advanced: steps.advanced.bind(steps),
  results: steps.results.bind(steps),
});
