/**
 * Draws the dashboards of docs/operations as a real Prometheus answers their queries while clients read, change and subscribe and a film is
 * made: `npm run docs:dashboard`. Needs Debian's package `prometheus`, on the PATH or unpacked below DEBIAN_PROMETHEUS.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { gql, ME, register, watchWorkspace, type Person } from '../test/support/client.ts';
import { finished, generate } from '../test/support/films.ts';
import { newScript } from '../test/support/factories.ts';
import { dashboards } from '../test/support/operations-pages.ts';
import { findTool, startPrometheus, type Prometheus } from '../test/support/prometheus.ts';
import { freePort, startStack } from '../test/support/stack.ts';
import { drawDashboard, type Series } from './dashboard-pictures/draw-dashboard.ts';

const OUT = 'docs/images';
const TOKEN = 'a-token-for-scrapes';
const SCRAPE_SECONDS = 2;
/** Instead of the five minutes of the dashboards, which would show a film of seconds as one hill. */
const WINDOW = '30s';
const CALM_MS = 20_000;
const CLIENTS = 4;
const SOCKETS = 20;
const JOBS = 'query ($id: ID!) { workspace(id: $id) { id name jobs(first: 20) { nodes { id title status progress } } } }';
const RENAME = 'mutation ($id: ID!, $name: String!) { updateWorkspace(id: $id, input: { name: $name }) { name } }';

const program = findTool('prometheus');
if (program === undefined) throw new Error('Prometheus is not on the PATH, and not below DEBIAN_PROMETHEUS.');
const workerPort = await freePort();
const stack = await startStack({ env: { METRICS_TOKEN: TOKEN, WORKER_PORT: String(workerPort), WORKER_CONCURRENCY: '2' } });
const instances = { [new URL(stack.url).host]: 'api', [`127.0.0.1:${workerPort}`]: 'worker' };
const prometheus = await startPrometheus({
  program,
  targets: Object.keys(instances),
  token: TOKEN,
  rules: '',
  scrapeSeconds: SCRAPE_SECONDS,
});
try {
  const from = new Date();
  await makeFilmUnderLoad(await register(stack.url));
  await draw(prometheus, from, new Date());
} finally {
  await prometheus.close();
  await stack.stop();
}

/** A calm time, clients alone, a film while they ask, and calm again. */
async function makeFilmUnderLoad(person: Person): Promise<void> {
  await pause(CALM_MS);
  const sockets = Array.from({ length: SOCKETS }, () => watchWorkspace(person, { workspaceId: person.workspaceId }));
  const end = new AbortController();
  const clients = Array.from({ length: CLIENTS }, () => ask(person, end.signal));
  await pause(CALM_MS);
  await finished(person, await generate(person, { script: newScript(12), title: 'One film under load', resolution: 'P720' }));
  end.abort();
  await Promise.all(clients);
  for (const socket of sockets) socket.leave();
  await pause(CALM_MS);
}

async function ask(person: Person, signal: AbortSignal): Promise<void> {
  for (let count = 0; !signal.aborted; count += 1) {
    if (count % 5 === 4) await gql(person, RENAME, { id: person.workspaceId, name: `Name ${count}` });
    else await (count % 2 === 0 ? gql(person, ME) : gql(person, JOBS, { id: person.workspaceId }));
    await pause(40);
  }
}

async function draw({ range }: Prometheus, from: Date, to: Date): Promise<void> {
  for (const { uid, title, panels } of dashboards) {
    const drawn = [];
    for (const panel of panels) {
      const answers = await Promise.all(
        panel.targets.map(async ({ expr, legendFormat }): Promise<Series[]> => {
          const ranges = await range(expr.replaceAll('[5m]', `[${WINDOW}]`), from, to, SCRAPE_SECONDS);
          return ranges.map(({ metric, points }) => ({ name: nameOf(legendFormat, metric), points }));
        }),
      );
      const series = answers.flat().filter(({ points }) => points.length > 0);
      drawn.push({ title: panel.title, unit: panel.fieldConfig.defaults.unit, gridPos: panel.gridPos, series });
    }
    const period = { from: from.getTime() / 1_000, to: to.getTime() / 1_000, step: SCRAPE_SECONDS };
    writeFileSync(join(OUT, `${uid.replace('reelwright', 'dashboard')}.svg`), drawDashboard(title, drawn, period));
  }
}

/** As Grafana names a series; processes by their role instead of an address that is another one each time. */
function nameOf(legendFormat: string, metric: Readonly<Record<string, string>>): string {
  return legendFormat.replaceAll(/\{\{(\w+)\}\}/g, (_, label: string) => {
    const value = metric[label] ?? '';
    return instances[value] ?? value;
  });
}
