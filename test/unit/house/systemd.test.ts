import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { expect, test } from 'vitest';

/** Of 100; what `systemd-analyze security` calls OK ends at 49. */
const MAX_EXPOSURE = 20;

const root = resolve(import.meta.dirname, '../../..');
const units = join(root, 'deploy/systemd');
const files = readdirSync(units).map((name) => join(units, name));
const analyze = (...args: string[]) => spawnSync('systemd-analyze', args, { encoding: 'utf8' });
const isMissing = analyze('--version').error !== undefined;

/** What the program of a unit finds in its environment if the file of the environment is `.env.example` as it is. */
function environmentOf(unit: string, instance: string): NodeJS.Dict<string> {
  const text = readFileSync(join(units, unit), 'utf8').replaceAll('%i', instance);
  const [command = '', ...words] = /^ExecStart=(.*)$/m.exec(text)?.[1]?.split(' ') ?? [];
  const given = words.slice(
    0,
    words.findIndex((word) => word.startsWith('/')),
  );
  const env = parseEnv(readFileSync(join(root, '.env.example'), 'utf8'));
  const printed = execFileSync(command, [...given, process.execPath, '-p', 'JSON.stringify(process.env)'], { env, encoding: 'utf8' });
  return JSON.parse(printed) as NodeJS.Dict<string>;
}

test.skipIf(isMissing)('systemd understands every line of the units (skipped without systemd-analyze)', () => {
  const { status, stdout, stderr } = analyze('verify', '--man=no', ...files);
  // Of a setting that it does not know it only warns.
  expect({ status, said: stdout + stderr }).toEqual({ status: 0, said: '' });
});

test.skipIf(isMissing)('each unit keeps its restrictions (skipped without systemd-analyze)', () => {
  for (const file of files) expect(analyze('security', '--offline=true', `--threshold=${MAX_EXPOSURE}`, file).status, file).toBe(0);
});

test('no unit has Environment= beside an EnvironmentFile=, which would override it', () => {
  for (const file of files) {
    const names = readFileSync(file, 'utf8').match(/^\w+(?==)/gm);
    expect(names, file).toContain('EnvironmentFile');
    expect(names, file).not.toContain('Environment');
  }
});

test('what a unit decides is not undone by an environment file that is a copy of .env.example', () => {
  const common = { NODE_ENV: 'production', DATA_DIR: '/var/lib/reelwright' };
  expect(environmentOf('reelwright-migrate.service', '')).toMatchObject(common);
  expect(environmentOf('reelwright-api@.service', '4002')).toMatchObject({ ...common, PORT: '4002' });
  const own = { WORK_DIR: '/var/lib/reelwright/work-2', WORKER_PORT: '4102' };
  expect(environmentOf('reelwright-worker@.service', '2')).toMatchObject({ ...common, ...own });
});

test('the documented targets of Prometheus are the ports of the services that the documentation starts', () => {
  const read = (page: string): string => readFileSync(join(root, 'docs', page), 'utf8');
  const [started = ''] = /^systemctl enable --now .*$/m.exec(read('operations/proxies.md')) ?? [];
  const ports = [...started.matchAll(/(api|worker)@(\d+)/g)].map(([, kind, instance = '']) =>
    kind === 'api' ? instance : environmentOf('reelwright-worker@.service', instance)['WORKER_PORT'],
  );
  expect(ports).toHaveLength(4);
  expect(read('reference/metrics.md')).toContain(`targets: [${ports.map((port) => `'127.0.0.1:${port}'`).join(', ')}]`);
});
