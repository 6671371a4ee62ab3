import { spawnSync } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, gql, LOGIN, ME, refused, register, type Person } from '../support/client.ts';
import { finished, generate } from '../support/films.ts';
import { isRoot, NOBODY } from '../support/postgres.ts';
import { processesWith } from '../support/processes.ts';
import { endPrograms, launch, launchAs, MAIN, type Environment, type Program } from '../support/program.ts';
import { freePort, newDataDir, startStack, type Stack } from '../support/stack.ts';

let stack: Stack;
let person: Person;
/** A folder for the data folders of those who do not start. */
let folder: string;

beforeAll(async () => {
  // What a shell says of other PostgreSQL servers does not reach the embedded one.
  const elsewhere = { PGSSLMODE: 'require', PGOPTIONS: '-c no_such_setting=1', PGUSER: 'nobody', PGCLIENTENCODING: 'nonsense' };
  [stack, folder] = await Promise.all([startStack({ env: elsewhere }), newDataDir()]);
  person = await register(stack.url);
});

afterAll(async () => {
  await stack?.stop();
  await endPrograms();
  await rm(folder, { recursive: true, force: true });
});

const STACK = /\n\s+at |node:internal|\.[cm]?[jt]s:\d/;

/** It says one line, on stderr, ends with 1 and leaves nobody behind. */
async function expectRefusal(program: Program, message: RegExp, dataDir: string): Promise<void> {
  expect(await program.ended).toBe(1);
  expect(program.stderr()).toMatch(message);
  expect(program.stderr()).not.toMatch(STACK);
  expect(program.stderr().trim().split('\n')).toHaveLength(1);
  expect(processesWith(dataDir)).toEqual([]);
}

describe('a start is refused in one line', () => {
  it.each<[string, (dataDir: string) => Promise<unknown>, string]>([
    ['a file in its place', (dataDir) => writeFile(dataDir, ''), ''],
    ['a file above it', (dataDir) => writeFile(dataDir, ''), '/data'],
    ['a place where nobody can make a folder', async () => undefined, '/../../../../../../../proc/reelwright'],
  ])('when DATA_DIR cannot be written: %s', async (name, prepare, below) => {
    const place = join(folder, name.replaceAll(' ', '-'));
    await prepare(place);
    const program = launch(['start'], { DATA_DIR: join(place, below), PORT: String(await freePort()) });
    await expectRefusal(program, /^DATA_DIR \S+ is not writable \([A-Z]+\)\./, place);
  });

  // The project may lie where nobody else can read it.
  const nobodyReads = isRoot && spawnSync('setpriv', [`--reuid=${NOBODY}`, '--clear-groups', 'test', '-r', MAIN]).status === 0;
  it.runIf(nobodyReads)('when DATA_DIR belongs to somebody else', async () => {
    const dataDir = join(folder, 'of-root');
    await mkdir(dataDir, { mode: 0o700 });
    const program = launchAs(NOBODY, ['start'], { DATA_DIR: dataDir, PORT: String(await freePort()) });
    await expectRefusal(program, /^DATA_DIR \S+ is not writable \(EACCES\)\./, dataDir);
  });

  it('when another start holds its DATA_DIR', async () => {
    const program = launch(['start'], { DATA_DIR: stack.dataDir, PORT: String(await freePort()) });
    expect(await program.ended).toBe(1);
    expect(program.stderr()).toMatch(/^DATA_DIR \S+ is in use by process \d+ .*\n$/);
    await gql(person, ME);
  });

  it('when its port is in use, when ffmpeg is unusable; and then it starts, and keeps its data', async () => {
    const dataDir = join(folder, 'tried-again');
    const started = (env: Environment): Program => launch(['start'], { DATA_DIR: dataDir, PORT: String(stack.port), ...env });
    await expectRefusal(started({}), new RegExp(`^Port ${stack.port} is in use\\.`), dataDir);
    const port = await freePort();
    await expectRefusal(started({ PORT: String(port), FFMPEG_PATH: '/bin/true' }), /^No usable ffmpeg\. .*FFMPEG_PATH/, dataDir);

    const first = await startStack({ dataDir, port });
    const keeper = await register(first.url);
    const job = await finished(keeper, await generate(keeper, { script: 'It is kept.' }));
    expect(await first.program.end('SIGTERM')).toBe(0);
    expect(first.program.stderr()).toBe('');
    expect(first.program.stdout()).not.toContain('close_failed');
    expect(processesWith(dataDir)).toEqual([]);

    const second = await startStack({ dataDir, port });
    const { login } = await gql<{ login: { accessToken: string } }>({ url: second.url }, LOGIN, {
      input: { email: keeper.email, password: keeper.password },
    });
    const query = 'query ($id: ID!) { job(id: $id) { status video { downloadUrl byteSize } } }';
    const { job: kept } = await gql<{ job: { status: string; video: { downloadUrl: string; byteSize: number } } }>(
      { url: second.url, accessToken: login.accessToken },
      query,
      { id: job.id },
    );
    expect(kept.status).toBe('COMPLETED');
    expect((await (await fetch(kept.video.downloadUrl)).arrayBuffer()).byteLength).toBe(kept.video.byteSize);
    // As Ctrl-C in a terminal.
    expect(await second.program.end('SIGINT')).toBe(0);
    expect(processesWith(dataDir)).toEqual([]);
  });
});

describe('beside a stack', () => {
  /** Everything said, as beside a real database and object store. */
  const given = async (changed: Environment = {}): Promise<Environment> => ({
    ...stack.secrets(),
    DATA_DIR: join(folder, 'given'),
    PORT: String(await freePort()),
    // outage.test.ts covers how a start waits.
    START_WAIT_SECONDS: '0',
    ...changed,
  });

  const withUrl = (change: (url: URL) => unknown): string => {
    const url = new URL(stack.secrets()['DATABASE_URL'] ?? '');
    change(url);
    return url.href;
  };

  it.each(['api', 'worker'])(
    'a database that is away, a wrong password, an unknown database and a mighty role are refused by %s',
    async (role) => {
      const refusals: [string, RegExp][] = [
        [
          'postgresql://reelwright:hidden@127.0.0.1:1/reelwright',
          /^DATABASE_URL: no database at 127\.0\.0\.1:1\/reelwright \(.*ECONNREFUSED/,
        ],
        [withUrl((url) => (url.password = 'hidden')), /^DATABASE_URL: no database at .*password authentication failed/],
        [withUrl((url) => (url.pathname = '/other')), /^DATABASE_URL: no database at .*\/other \(.*does not exist/],
        [stack.secrets()['DATABASE_OWNER_URL'] ?? '', /^DATABASE_URL connects as a role that bypasses row-level security/],
      ];
      for (const [DATABASE_URL, message] of refusals) {
        // Only for the one that is away there is a point in waiting; the others are refused at once, whatever is said here.
        const isAway = DATABASE_URL.includes(':1/');
        const env = await given({ DATABASE_URL, START_WAIT_SECONDS: isAway ? '0' : '600' });
        const program = launch([role], env);
        await expectRefusal(program, message, String(env['DATA_DIR']));
        expect(program.stderr()).not.toContain('hidden');
      }
    },
  );

  it('start and migrate refuse a database that is away', async () => {
    const away = 'postgresql://reelwright:hidden@127.0.0.1:1/reelwright';
    for (const role of ['start', 'migrate']) {
      const env = await given({ DATABASE_URL: away, DATABASE_OWNER_URL: away });
      await expectRefusal(launch([role], env), /^DATABASE_OWNER_URL: no database at 127\.0\.0\.1:1/, String(env['DATA_DIR']));
    }
  });

  it('a worker without a usable ffmpeg and an API on a taken port are refused', async () => {
    const env = await given({ PORT: String(stack.port) });
    await expectRefusal(launch(['worker'], { ...env, FFMPEG_PATH: join(folder, 'none') }), /^No usable ffmpeg\./, String(env['DATA_DIR']));
    await expectRefusal(launch(['api'], env), /^Port \d+ is in use\./, String(env['DATA_DIR']));
  });

  it.each(['start', 'api', 'worker', 'migrate'])('%s in production names every secret that is missing', async (role) => {
    const program = launch([role], { NODE_ENV: 'production', DATA_DIR: stack.dataDir, PORT: String(await freePort()) });
    expect(await program.ended).toBe(1);
    for (const name of ['DATABASE_URL', 'S3_ENDPOINT', 'S3_ACCESS_KEY', 'S3_SECRET_KEY', 'JWT_SECRET', 'PUBLIC_URL', 'ALLOWED_ORIGINS']) {
      expect(program.stderr()).toMatch(new RegExp(`^ {2}${name}(: is missing| is required in production)`, 'm'));
    }
    expect(program.stderr()).not.toMatch(STACK);
  });

  it('a variable that is wrong is named with what would be right', async () => {
    for (const [name, value] of [
      ['PORT', '70000'],
      ['DATABASE_POOL', 'many'],
      ['JWT_SECRET', 'short'],
      ['S3_ENDPOINT', 'ftp://x'],
      ['LOG_LEVEL', 'loud'],
    ] as const) {
      const program = launch(['api'], await given({ [name]: value }));
      expect(await program.ended).toBe(1);
      expect(program.stderr()).toMatch(new RegExp(`^ {2}${name}: .+`, 'm'));
      expect(program.stderr()).not.toContain('short');
    }
  });

  it('migrate finds nothing left to do', async () => {
    const program = launch(['migrate'], { DATA_DIR: stack.dataDir });
    expect(await program.ended).toBe(0);
    expect(program.stderr()).toBe('');
  });

  it.each([[['nonsense']], [[]]])('a role that is none (%j) lists what there is', async (args) => {
    const program = launch(args);
    expect(await program.ended).toBe(1);
    expect(program.stderr()).toMatch(/^Usage: reelwright ROLE/);
  });

  describe('an API in production', () => {
    const production = async (changed: Environment): Promise<{ url: string; api: Program }> => {
      const env = await given({ NODE_ENV: 'production', ALLOWED_ORIGINS: 'https://studio.example.org', ...changed });
      const api = launch(['api'], env);
      await api.heard(({ msg }) => msg === 'API is ready');
      return { url: `http://127.0.0.1:${env['PORT']}`, api };
    };
    const html = (url: string): Promise<Response> => fetch(`${url}/graphql`, { headers: { accept: 'text/html' } });

    it('shows neither schema nor explorer nor suggestions, and serves', async () => {
      const { url, api } = await production({});
      const me = { url, accessToken: person.accessToken };
      expect((await refused(me, '{ __schema { types { name } } }')).extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
      expect((await refused(me, '{ __type(name: "Job") { name } }')).extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
      const { message } = await refused(me, '{ mee { id } }');
      expect(message).toBe('Cannot query field "mee" on type "Query".');
      expect((await refused(me, 'query ($input: RegisterInpt!) { me { id } }')).message).not.toMatch(/Did you mean/);
      expect((await fetch(`${url}/schema.graphql`)).status).toBe(404);
      expect((await html(url)).status).toBeGreaterThanOrEqual(400);
      expect(await gql(me, ME)).toMatchObject({ me: { id: person.userId } });
      const answer = await fetch(`${url}/graphql`, {
        method: 'OPTIONS',
        headers: { origin: 'http://localhost:5173', 'access-control-request-method': 'POST' },
      });
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
      expect(await api.end()).toBe(0);
    });

    it('shows them when it is configured to', async () => {
      const { url, api } = await production({ GRAPHQL_INTROSPECTION: 'true' });
      expect((await ask({ url }, '{ __schema { queryType { name } } }')).data).toEqual({ __schema: { queryType: { name: 'Query' } } });
      expect((await fetch(`${url}/schema.graphql`)).status).toBe(200);
      expect((await html(url)).headers.get('content-type')).toMatch(/^text\/html/);
      expect(await api.end()).toBe(0);
    });
  });
});

describe('health', () => {
  it('differs from readiness', async () => {
    expect(await (await fetch(`${stack.url}/healthz`)).json()).toEqual({ name: 'reelwright', status: 'ok' });
    expect(await (await fetch(`${stack.url}/readyz`)).json()).toEqual({
      status: 'ok',
      dependencies: { database: 'ok', migrations: 'ok', queue: 'ok', storage: 'ok', mail: 'not_configured' },
    });
  });
});
