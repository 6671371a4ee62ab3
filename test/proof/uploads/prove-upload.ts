import { createHash, randomBytes, randomInt, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { openStorage } from '../../../src/platform/storage/minio-storage.ts';
import { CHUNK_UNIT } from '../../../src/platform/youtube/youtube-uploads.ts';
import { connectChannel, publishingTo } from '../../support/channels.ts';
import { gql, register, type Person } from '../../support/client.ts';
import { endPrograms, launch, type Environment, type LogLine, type Program } from '../../support/program.ts';
import { startStack, type Stack } from '../../support/stack.ts';
import { openYouTube } from '../../support/vendors/google/youtube.ts';

/** What was found at YouTube after the kills. */
export interface UploadReport {
  /** Numbers of bytes of the film that had arrived when a worker was killed. */
  readonly killedAt: readonly number[];
  readonly byteSize: number;
  /** Uploads that were opened. */
  readonly uploads: number;
  readonly videos: number;
  readonly areBytesRight: boolean;
  /** Of the publication. */
  readonly status: string;
}

export interface UploadOptions {
  readonly kills: number;
  readonly byteSize: number;
  readonly onKill?: (kills: number) => void;
}

const TITLE = 'A film of a killed worker';
/** A dead worker is noticed by its missing heartbeats, after ten seconds where the machine is not busy. */
const ENDED_WITHIN_MS = { base: 180_000, kill: 120_000 };

/**
 * Publishes a film while the process that uploads it is killed (`kill -9`) at random bytes, each time by the stand-in for YouTube as soon as
 * it has received them. Another worker continues, and dies too.
 */
export async function proveUpload({ kills, byteSize, onKill }: UploadOptions): Promise<UploadReport> {
  const google = await openYouTube({ uploadStatus: 'processed' });
  const env = publishingTo(google);
  const stack = await startStack({ env });
  const workers = new Workers({ ...env, DATA_DIR: stack.dataDir }, stack.program);
  try {
    const person = await register(stack.url);
    const film = await storeFilm(stack, person, byteSize);
    const channelId = await connectChannel(person, google, { channelId: 'UC-killed', title: 'Killed' });
    await workers.start();
    const killedAt: number[] = [];
    let place: number | undefined;
    google.onUploadBytes((received) => {
      const left = kills - killedAt.length;
      // Bytes that a killed worker had sent still arrive; no worker is killed at them.
      if (left === 0 || !workers.isUploading()) return;
      // At least one unit is confirmed between two kills: a step that crashes its workers three times without progress fails, as it must.
      place ??= received + randomInt(CHUNK_UNIT, Math.max(CHUNK_UNIT + 1, Math.floor((byteSize - received) / left)));
      if (received < place) return;
      place = undefined;
      workers.killHolder();
      killedAt.push(received);
      onKill?.(killedAt.length);
    });
    const id = await publish(person, { channelId, assetId: film.id });
    const status = await ended(person, id, ENDED_WITHIN_MS.base + kills * ENDED_WITHIN_MS.kill);
    const videos = google.videos.filter(({ title }) => title === TITLE);
    return {
      ...{ killedAt, byteSize, uploads: google.uploads(), videos: videos.length, status },
      areBytesRight: videos.every((video) => video.sha256 === film.sha256 && video.byteSize === byteSize),
    };
  } finally {
    await workers.stop().finally(() => stack.stop());
    await endPrograms();
    await google.close();
  }
}

/** Workers beside the one of `npm start`, which its supervisor starts again; the others are replaced. */
class Workers {
  readonly #programs: Program[] = [];
  readonly #starting: Promise<void>[] = [];
  readonly #killed = new Set<number>();
  #holder: number | undefined;

  constructor(
    private readonly env: Environment,
    private readonly main: Program,
  ) {}

  async start(): Promise<void> {
    const worker = launch(['worker'], this.env);
    this.#programs.push(worker);
    await worker.heard(({ msg }) => msg === 'worker is ready');
  }

  /** Ends them before the database that they need. */
  async stop(): Promise<void> {
    await Promise.all(this.#starting).finally(() => Promise.all(this.#programs.map((program) => program.end())));
  }

  /** Whether a worker that was not killed has begun the last step. */
  isUploading(): boolean {
    this.#holder ??= this.#beganLast();
    return this.#holder !== undefined;
  }

  /** Kills the worker that began the last step. */
  killHolder(): void {
    const pid = this.#holder;
    if (pid === undefined) throw new Error('no worker has begun the upload');
    this.#holder = undefined;
    this.#killed.add(pid);
    process.kill(pid, 'SIGKILL');
    if (this.#programs.some((program) => program.pid === pid)) this.#starting.push(this.start());
  }

  #beganLast(): number | undefined {
    const lines = [this.main, ...this.#programs].flatMap((program) => program.log());
    const begun = lines.filter(({ msg }) => msg === 'step started').toSorted((one, other) => timeOf(one) - timeOf(other));
    const pid = begun.at(-1)?.pid;
    return pid === undefined || this.#killed.has(pid) ? undefined : pid;
  }
}

const timeOf = ({ time }: LogLine): number => new Date(time).getTime();

/** A film in the store, as if it had been uploaded: its bytes matter, and not what they show. */
async function storeFilm(
  stack: Stack,
  { workspaceId }: Person,
  byteSize: number,
): Promise<{ readonly id: string; readonly sha256: string }> {
  const secrets = stack.secrets();
  const of = (name: string): string => secrets[name] ?? '';
  const [endpoint, publicEndpoint] = [of('S3_ENDPOINT'), of('S3_PUBLIC_ENDPOINT')];
  const keys = {
    accessKey: of('S3_ACCESS_KEY'),
    secretKey: of('S3_SECRET_KEY'),
    region: of('S3_REGION'),
    bucket: of('S3_BUCKET') || 'reelwright',
  };
  const [id, bytes] = [randomUUID(), randomBytes(byteSize)];
  const key = `${workspaceId}/assets/${id}/original`;
  await openStorage({ endpoint, publicEndpoint, ...keys }).putBytes(key, bytes, { contentType: 'video/mp4' });
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const owner = new Client({ connectionString: of('DATABASE_OWNER_URL') });
  await owner.connect();
  try {
    await owner.query(
      `insert into assets (id, workspace_id, kind, status, name, file_name, content_type, byte_size, storage_key, sha256)
       values ($1, $2, 'VIDEO', 'READY', 'A film', 'film.mp4', 'video/mp4', $3, $4, $5)`,
      [id, workspaceId, byteSize, key, sha256],
    );
  } finally {
    await owner.end();
  }
  return { id, sha256 };
}

async function publish(person: Person, of: { readonly channelId: string; readonly assetId: string }): Promise<string> {
  const { publishVideo } = await gql<{ publishVideo: { id: string } }>(
    person,
    'mutation ($input: PublishVideoInput!) { publishVideo(input: $input) { id } }',
    { input: { ...of, title: TITLE, madeForKids: false } },
  );
  return publishVideo.id;
}

/** The status of the publication when the job has ended. */
async function ended(person: Person, id: string, withinMs: number): Promise<string> {
  const query = 'query ($id: ID!) { job(id: $id) { status publication { status } } }';
  for (const until = performance.now() + withinMs; performance.now() < until; await pause(250)) {
    const { job } = await gql<{ job: { status: string; publication: { status: string } } }>(person, query, { id });
    if (!['QUEUED', 'RUNNING'].includes(job.status)) return job.publication.status;
  }
  throw new Error('the upload did not end');
}
