import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { DockerfileParser } from 'dockerfile-ast';
import { afterAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readConfig } from '../../../src/app/config.ts';
import { shutdownMs } from '../../../src/app/serving/drain.ts';
import { envExample } from '../../support/env-example.ts';

const path = (file: string): string => resolve(import.meta.dirname, '../../..', file);
const read = (file: string): string => readFileSync(path(file), 'utf8');

interface Service {
  readonly image: string;
  readonly command?: string[];
  readonly environment?: Record<string, string>;
  readonly ports?: string[];
  readonly volumes?: string[];
  readonly depends_on?: Record<string, { condition: string }>;
  readonly tmpfs?: string[];
  readonly user?: string;
  readonly stop_grace_period?: string;
  readonly healthcheck?: { test?: string[]; disable?: boolean };
  readonly container_name?: string;
}

describe('docker-compose.yml', () => {
  const text = read('docker-compose.yml');
  const { services, volumes } = parse(text, { merge: true }) as { services: Record<string, Service>; volumes: Record<string, null> };
  const service = (name: string): Service => {
    const found = services[name];
    if (!found) throw new Error(`There is no service ${name}.`);
    return found;
  };
  const each = Object.entries(services);
  /** Values that only the operator knows. */
  const answers: Record<string, string> = {
    S3_PUBLIC_ENDPOINT: 'https://media.example.org',
    PUBLIC_URL: 'https://studio.example.org',
    ALLOWED_ORIGINS: 'https://studio.example.org',
    SMTP_URL: 'smtps://user:password@mail.example.org',
    SMTP_FROM: 'Reelwright <studio@example.org>',
    JWT_SECRET: 'x'.repeat(32),
    ENCRYPTION_KEY: Buffer.alloc(32).toString('base64'),
  };
  const connections = {
    DATABASE_URL: 'postgresql://postgres:5432/reelwright',
    S3_ENDPOINT: 'http://minio:9000',
    S3_ACCESS_KEY: 'given12345',
    S3_SECRET_KEY: 'given12345',
  };

  test('has the parts of the house and no others', () => {
    expect(Object.keys(services).toSorted()).toEqual(['api', 'migrate', 'minio', 'postgres', 'worker']);
  });

  test('says nothing that Compose does not know', () => {
    const known =
      'build image init user read_only tmpfs cap_drop security_opt logging environment command ports depends_on restart volumes healthcheck stop_grace_period shm_size';
    expect(new Set(each.flatMap(([, one]) => Object.keys(one)))).toEqual(new Set(known.split(' ')));
  });

  test('pins PostgreSQL 18 and a release of MinIO, and quotes where the release comes from', () => {
    expect(service('postgres').image).toMatch(/^postgres:18\.\d+-\w+$/);
    const release = /^\$\{MINIO_IMAGE:-quay\.io\/minio\/minio:(RELEASE\.\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ)\}$/.exec(
      service('minio').image,
    )?.[1];
    expect(release).toBeDefined();
    expect(text).toContain(`# The last image that MinIO published: https://github.com/minio/minio/releases/tag/${release}`);
  });

  test('keeps data in declared volumes, PostgreSQL at the place where version 18 looks', () => {
    const named = each.flatMap(([, one]) => one.volumes ?? []).filter((volume) => /^\w+:/.test(volume));
    expect(named).toEqual(['postgres:/var/lib/postgresql', 'objects:/data']);
    expect(Object.keys(volumes)).toEqual(named.map((volume) => volume.split(':')[0]));
  });

  test('asks the servers how they are, and waits for those answers', () => {
    for (const [name, one] of each) {
      for (const [other, { condition }] of Object.entries(one.depends_on ?? {})) {
        const isAsked = condition === 'service_healthy' ? service(other).healthcheck?.test !== undefined : other === 'migrate';
        expect(isAsked, `${name} waits for ${other}`).toBe(true);
      }
    }
    expect(service('api').healthcheck, 'the one of the image').toBeUndefined();
    expect(service('api').depends_on).toHaveProperty('migrate.condition', 'service_completed_successfully');
    expect(service('worker').depends_on).toEqual(service('api').depends_on);
  });

  test('lets workers be as many as wanted: no name, no port, no shared folder', () => {
    expect(service('worker')).not.toHaveProperty('container_name');
    expect(service('worker')).not.toHaveProperty('ports');
    expect(service('worker').volumes).toEqual(['/work']);
  });

  test('starts roles that main.ts has, all from one image', () => {
    const ours = each.filter(([, one]) => one.image.startsWith('reelwright:'));
    expect(ours.map(([name, one]) => [name, one.command])).toEqual([
      ['api', ['api']],
      ['worker', ['worker']],
      ['migrate', ['migrate', 'up']],
    ]);
  });

  test('opens the API to the world and the store to this machine only', () => {
    expect(each.filter(([, one]) => one.ports).map(([name, one]) => [name, one.ports])).toEqual([
      ['api', ['${API_PORT:-4000}:4000']],
      ['minio', ['127.0.0.1:${S3_PORT:-9000}:9000']],
    ]);
  });

  test('limits the log, the rights and the root folder of every container', () => {
    for (const [name, one] of each) {
      expect(one, name).toMatchObject({
        logging: { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '5' } },
        cap_drop: ['ALL'],
        read_only: true,
        security_opt: ['no-new-privileges:true'],
      });
      expect(one.tmpfs?.[0], name).toBe('/tmp');
    }
    expect(service('postgres').user).toBe('postgres');
  });

  test('gives API and workers longer to stop than they take', () => {
    const config = readConfig({ ...answers, NODE_ENV: 'production', ...connections });
    for (const name of ['api', 'worker']) expect(service(name).stop_grace_period, name).toBe('60s');
    expect(shutdownMs(config)).toBeGreaterThan((config.drainSeconds + config.operationSeconds) * 1_000);
    expect(shutdownMs(config)).toBeLessThan(60_000);
  });

  test('holds no secret: each must be given, or is empty for what is off without it', () => {
    const secrets = [...text.matchAll(/\$\{(\w*(?:SECRET|PASSWORD|ACCESS_KEY)(?!_PREVIOUS)\w*)([^}]*)\}/g)];
    expect(secrets.length).toBeGreaterThan(0);
    for (const [, name, rest] of secrets) expect(rest, name).toMatch(/^:(\?|-$)/);
  });

  test('gives each program what it demands in production', () => {
    const filled = (value: string): string =>
      value.replaceAll(/\$\{(\w+)(?::([?-])([^}]*))?\}/g, (_all, name: string, kind: string, rest: string) =>
        kind === '-' ? rest : (answers[name] ?? 'given12345'),
      );
    for (const name of ['api', 'worker', 'migrate']) {
      const environment = Object.entries(service(name).environment ?? {}).map(([key, value]) => [key, filled(value)]);
      const config = readConfig(Object.fromEntries(environment) as Record<string, string>);
      expect(config.production, name).toBe(true);
      expect(config.databaseOwnerUrl !== undefined, `only migrate knows the owner, not ${name}`).toBe(name === 'migrate');
    }
  });

  test('explains in .env.example each variable that it reads or passes', () => {
    const { program, compose } = envExample();
    const given = each.filter(([, one]) => one.image.startsWith('reelwright:')).flatMap(([, one]) => Object.keys(one.environment ?? {}));
    const asked = [...text.matchAll(/\$\{(\w+)/g)].map(([, name = '']) => name);
    expect(given.filter((name) => !program.includes(name))).toEqual([]);
    expect(asked.filter((name) => !program.includes(name) && !compose.includes(name))).toEqual([]);
    expect(compose.filter((name) => !asked.includes(name))).toEqual([]);
  });

  test('passes each variable of .env.example to API and workers under its own name, except those that the container decides', () => {
    const decided = [
      'NODE_ENV',
      'PORT',
      'HOST',
      'DATABASE_URL',
      'DATABASE_OWNER_URL',
      'DATA_DIR',
      'WORK_DIR',
      'FFMPEG_PATH',
      'FFPROBE_PATH',
    ];
    const { program } = envExample();
    for (const name of ['api', 'worker']) {
      const environment = service(name).environment ?? {};
      const passed = program.filter((variable) => new RegExp(`^\\$\\{${variable}[:}]`).test(environment[variable] ?? ''));
      expect(program.filter((variable) => !passed.includes(variable)).toSorted(), name).toEqual(decided.toSorted());
    }
  });

  test('makes both roles by a script that can be run and that gives neither more than it needs', () => {
    const script =
      service('postgres')
        .volumes?.find((volume) => volume.includes('initdb.d'))
        ?.split(':')[0] ?? '';
    expect(statSync(path(script)).mode & 0o111).toBe(0o111);
    const roles = [...read(script).matchAll(/create role (\w+) (.*) password/g)].map(([, name, rights]) => [name, rights]);
    const rights = 'login nosuperuser nobypassrls nocreaterole nocreatedb';
    expect(roles).toEqual([
      ['reelwright_owner', rights],
      ['reelwright_app', rights],
    ]);
    for (const [role] of roles) expect(text).toContain(`postgresql://${role}:`);
  });
});

describe('docker/create-env.sh', () => {
  const folder = mkdtempSync(join(tmpdir(), 'reelwright-env-'));
  const file = join(folder, '.env');
  afterAll(() => rmSync(folder, { recursive: true }));
  const run = () => spawnSync('sh', [path('docker/create-env.sh'), file], { encoding: 'utf8' });
  const values = (): Record<string, string | undefined> => parseEnv(readFileSync(file, 'utf8'));

  test('makes every secret that Compose demands, for its owner only, and names what it cannot know', () => {
    const { status, stdout } = run();
    expect({ status, mode: statSync(file).mode & 0o777 }).toEqual({ status: 3, mode: 0o600 });
    const demanded = [...new Set([...read('docker-compose.yml').matchAll(/\$\{(\w+):\?/g)].map(([, name = '']) => name))];
    const named = stdout.split('set in')[1] ?? '';
    expect(demanded.filter((name) => !values()[name] && !named.includes(name))).toEqual([]);
    const secrets = demanded.filter((name) => /SECRET|PASSWORD|KEY/.test(name)).map((name) => values()[name] ?? '');
    expect(new Set(secrets).size).toBe(secrets.length);
    for (const secret of secrets) expect(secret.length).toBeGreaterThanOrEqual(40);
    expect(Buffer.from(values()['ENCRYPTION_KEY'] ?? '', 'base64')).toHaveLength(32);
  });

  test('changes nothing when it is run again, and ends well once everything is set', () => {
    const before = readFileSync(file, 'utf8');
    expect(run().status).toBe(3);
    expect(readFileSync(file, 'utf8')).toBe(before);
    const known = ['PUBLIC_URL', 'S3_PUBLIC_ENDPOINT', 'ALLOWED_ORIGINS', 'SMTP_URL'];
    writeFileSync(
      file,
      known.reduce((text, name) => text.replace(new RegExp(`^${name}=.*$`, 'm'), `${name}=https://x.example.org`), before),
    );
    const secret = values()['JWT_SECRET'];
    expect(run()).toMatchObject({ status: 0, stdout: '' });
    expect(values()['JWT_SECRET']).toBe(secret);
  });
});

describe('Dockerfile', () => {
  const file = DockerfileParser.parse(read('Dockerfile'));
  const instructions = file.getInstructions();
  const last = instructions.slice(instructions.lastIndexOf(file.getFROMs().at(-1) ?? instructions[0]!));
  const text = (keyword: string): string[] =>
    last.filter((one) => one.getKeyword() === keyword).map((one) => one.getArgumentsContent() ?? '');

  test('builds in stages, from one pinned image of Node 24', () => {
    const stages = file.getFROMs().map((from) => from.getBuildStage());
    const images = file.getFROMs().map((from) => from.getImage() ?? '');
    expect(stages).toEqual(['base', 'build', 'program']);
    expect(images).toEqual([expect.stringMatching(/^node:24\.\d+\.\d+-\w+-slim$/), 'base', 'base']);
  });

  test('copies only what is there and what .dockerignore lets through', () => {
    const allowed = read('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    const sources = file
      .getCOPYs()
      .filter((copy) => copy.getFromFlag() === null)
      .flatMap((copy) =>
        copy
          .getArguments()
          .slice(0, -1)
          .map((one) => one.getValue()),
      );
    expect(new Set(sources)).toEqual(new Set(allowed));
    for (const source of sources) expect(existsSync(path(source)), source).toBe(true);
  });

  test('ends with the program alone: no development packages, not root, an init and a health check', () => {
    expect(text('RUN').join('\n')).toMatch(/npm ci --omit=dev --ignore-scripts/);
    expect(text('RUN').join('\n')).toMatch(/apt-get install .*\bffmpeg\b.*\btini\b/);
    expect(text('USER')).toEqual(['node']);
    expect(JSON.parse(text('ENTRYPOINT')[0] ?? '')).toEqual(['tini', '--', 'node', '--max-semi-space-size=8', 'dist/src/main.js']);
    expect(JSON.parse(text('CMD')[0] ?? '')).toEqual(['api']);
    expect(text('HEALTHCHECK')[0]).toContain('/healthz');
  });

  test('nothing is changed after the user is', () => {
    const after = last.slice(last.findIndex((one) => one.getKeyword() === 'USER')).map((one) => one.getKeyword());
    expect(after).not.toContain('RUN');
    expect(after).not.toContain('COPY');
  });
});
