import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { register } from '../support/client.ts';
import { launch } from '../support/program.ts';
import { freePort, startStack, type Stack } from '../support/stack.ts';
import { median } from './figures.ts';
import type { GalleryOrder, GalleryReport } from './gallery-clients-process.ts';
import { cpuMilliseconds } from './reads-load.ts';
import { OURS, type BenchReport } from './report/result.ts';

const ROUNDS = 3;
const WINDOW_MS = 3_000;
const WARM_MS = 1_000;
const CONNECTIONS = 16;
const FILMS = 200;
const PAGE = 20;
/** By which PostgreSQL knows the connections of the measured process. */
const APPLICATION = 'gallery-bench';
const PATH = `/showcase.json?placement=GALLERY&first=${PAGE}`;
const QUERY = `{ showcase(placement: GALLERY, first: ${PAGE}) { nodes { id title category filmUrl posterUrl captionsUrl } } }`;

interface Contestant {
  readonly name: string;
  readonly pid: number;
  readonly order: Omit<GalleryOrder, 'ms' | 'connections'>;
}
interface Window {
  readonly perSecond: number;
  /** Milliseconds of the server's process. */
  readonly cpu: number;
}

/** Reads of the gallery on one API process, whole and unchanged (304), beside a static file server with the same bytes. */
export async function benchGallery(): Promise<BenchReport> {
  const stack = await startStack();
  const folder = await mkdtemp(join(tmpdir(), 'gallery-'));
  const ends: (() => unknown)[] = [() => rm(folder, { recursive: true, force: true }), () => stack.stop()];
  const owner = new Client({ connectionString: stack.secrets()['DATABASE_OWNER_URL'] });
  ends.push(() => owner.end());
  try {
    await owner.connect();
    const { workspaceId } = await register(stack.url);
    await owner.query(FILL, [workspaceId, FILMS]);
    const api = await openApi(stack, ends);
    const first = await fetch(`${api.url}${PATH}`);
    const [body, etag] = [await first.text(), first.headers.get('etag') ?? ''];
    if ((JSON.parse(body) as { items: unknown[] }).items.length !== PAGE)
      throw new Error(`the gallery has other films: ${body.slice(0, 300)}`);
    await writeFile(join(folder, 'showcase.json'), body);
    const peer = await openPeer(folder, ends);
    const known = { 'if-none-match': etag };
    const own = (order: Partial<Contestant['order']>): Omit<Contestant, 'name'> => ({
      pid: api.pid,
      order: { url: `${api.url}${PATH}`, headers: {}, status: 200, ...order },
    });
    const contestants: readonly Contestant[] = [
      { name: 'gallery', ...own({}) },
      { name: 'unchanged', ...own({ headers: known, status: 304 }) },
      { name: 'graphql', ...own({ url: `${api.url}/graphql`, body: JSON.stringify({ query: QUERY }) }) },
      { name: 'static', pid: peer.pid, order: { url: `${peer.url}/showcase.json`, headers: {}, status: 200 } },
      {
        name: 'static unchanged',
        pid: peer.pid,
        order: { url: `${peer.url}/showcase.json`, headers: { 'if-none-match': peer.etag }, status: 304 },
      },
    ];
    const clients = fork(join(import.meta.dirname, 'gallery-clients-process.ts'));
    ends.push(() => clients.disconnect());
    const load = loadavg()[0]?.toFixed(1);
    for (const contestant of contestants) await measure(clients, contestant, WARM_MS);
    const { rows: before } = await owner.query<{ now: Date }>('select clock_timestamp() as now');
    const windows = new Map<string, Window[]>(contestants.map(({ name }) => [name, []]));
    for (let round = 0; round < ROUNDS; round += 1)
      for (const contestant of contestants) windows.get(contestant.name)?.push(await measure(clients, contestant, WINDOW_MS));
    // A connection that ran any statement since changed its state.
    const { rows } = await owner.query<{ count: number }>(
      `select count(*)::int as count from pg_stat_activity where application_name = $1 and state_change > $2`,
      [APPLICATION, before[0]?.now],
    );
    return tell(windows, { load, bytes: body.length, active: rows[0]?.count ?? NaN });
  } finally {
    for (const end of ends.toReversed()) await end();
  }
}

/** Films of a workspace with consent, in the gallery. Their bytes are not read. */
const FILL = `
  with files as (
    insert into assets (id, workspace_id, kind, status, name, file_name, content_type, byte_size, sha256, storage_key, derived)
    select uuidv7(), $1::uuid, 'VIDEO', 'READY', 'Film ' || n, 'film.mp4', 'video/mp4', 1000000, md5(n::text) || md5(n::text),
      $1::uuid || '/uploads/film-' || n, '{thumbnail.jpg}'
    from generate_series(1, $2::int) n
    returning id, name
  ), consents as (
    insert into showcase_consents (id, workspace_id, asset_id, given_at)
    select uuidv7(), $1::uuid, id, now() from files
    returning asset_id
  )
  insert into showcase_items (id, asset_id, placement, title, category, position)
  select uuidv7(), asset_id, 'GALLERY', 'A film of the gallery', 'Nature', row_number() over () from consents`;

/** An API process of its own, whose connections PostgreSQL can tell from others. */
async function openApi(stack: Stack, ends: (() => unknown)[]): Promise<{ readonly url: string; readonly pid: number }> {
  const port = await freePort();
  const url = new URL(stack.secrets()['DATABASE_URL'] ?? '');
  url.searchParams.set('application_name', APPLICATION);
  const program = launch(['api'], {
    ...stack.secrets(),
    ...{ DATABASE_URL: url.href, HOST: '127.0.0.1', PORT: String(port), PUBLIC_URL: `http://127.0.0.1:${port}`, RATE_LIMIT_API: '0' },
  });
  ends.push(() => program.end());
  await program.heard(({ msg }) => msg === 'API is ready');
  return { url: `http://127.0.0.1:${port}`, pid: program.pid };
}

async function openPeer(folder: string, ends: (() => unknown)[]) {
  const server = fork(join(import.meta.dirname, 'gallery-peer-process.ts'), [folder]);
  ends.push(() => server.disconnect());
  const [url] = (await once(server, 'message')) as [string];
  const etag = (await fetch(`${url}/showcase.json`)).headers.get('etag') ?? '';
  return { url, pid: server.pid ?? 0, etag };
}

async function measure(clients: ChildProcess, { name, pid, order }: Contestant, ms: number): Promise<Window> {
  const before = cpuMilliseconds(pid);
  clients.send({ ...order, connections: CONNECTIONS, ms } satisfies GalleryOrder);
  const over = new AbortController();
  const { answers, seconds } = await Promise.race([
    once(clients, 'message', over).then(([report]) => report as GalleryReport),
    once(clients, 'exit', over).then((): never => {
      throw new Error(`${name} was not asked to the end`);
    }),
  ]);
  // The listeners of the event that did not come.
  over.abort();
  return { perSecond: answers / seconds, cpu: (cpuMilliseconds(pid) - before) / answers };
}

function tell(
  windows: ReadonlyMap<string, readonly Window[]>,
  { load, bytes, active }: { readonly load: string | undefined; readonly bytes: number; readonly active: number },
): BenchReport {
  const rate = (name: string): number => median((windows.get(name) ?? []).map(({ perSecond }) => perSecond));
  const cpu = (name: string): number => median((windows.get(name) ?? []).map((window) => window.cpu));
  const peer = 'express.static';
  return {
    sentences: [
      `${PAGE} of ${FILMS} films of the gallery as JSON (${bytes} bytes) on one API process; ${CONNECTIONS} connections, ${ROUNDS} windows of ${WINDOW_MS / 1_000} s each in turns, medians; load of the machine before: ${load} on ${cpus().length} cores, shared by clients and servers.`,
      ...[...windows.keys()].map(
        (name) => `${name}: ${rate(name).toFixed(0)} requests a second, ${cpu(name).toFixed(2)} ms CPU of the server each.`,
      ),
      `${active} connections of the API ran a statement in all windows together.`,
    ],
    measures: [
      {
        ...{ id: 'P19', name: 'Gallery', unit: 'requests a second' },
        values: { [OURS]: rate('gallery'), [peer]: rate('static') },
        goals: [{ atLeast: 1_000 }],
      },
      {
        ...{ id: 'P19', name: 'Unchanged gallery (304)', unit: 'requests a second' },
        values: { [OURS]: rate('unchanged'), [peer]: rate('static unchanged') },
        goals: [{ atLeast: 1_000 }],
      },
      {
        ...{ id: 'P19', name: 'Gallery by GraphQL', unit: 'requests a second' },
        values: { [OURS]: rate('graphql') },
        goals: [],
      },
      {
        ...{ id: 'P19', name: 'Connections with statements while the gallery is read', unit: 'connections' },
        values: { [OURS]: active },
        goals: [{ atMost: 0 }],
      },
    ],
  };
}
