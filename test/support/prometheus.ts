import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from './stack.ts';

/** Where a program of Debian's package `prometheus` is: on the PATH, or below DEBIAN_PROMETHEUS, where `.ci/run` unpacks it. */
export function findTool(name: 'prometheus' | 'promtool'): string | undefined {
  const { PATH = '', DEBIAN_PROMETHEUS = '/opt/debian-prometheus' } = process.env;
  const folders = [...PATH.split(delimiter), join(DEBIAN_PROMETHEUS, 'usr/bin')];
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
}

export interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Values of one series over time; one that is no number is left out. */
export interface Range {
  readonly metric: Readonly<Record<string, string>>;
  /** Seconds since 1970, and the value then. */
  readonly points: readonly (readonly [number, number])[];
}

export interface Prometheus {
  query(expression: string): Promise<readonly Sample[]>;
  /** The expression from one time to another in steps of seconds. */
  range(expression: string, from: Date, to: Date, stepSeconds: number): Promise<readonly Range[]>;
  /** Whether the expression had a value at any time since `from`. */
  hadValue(expression: string, from: Date): Promise<boolean>;
  /** Names of the alerts that fire now. */
  firing(): Promise<readonly string[]>;
  close(): Promise<void>;
}

export interface PrometheusOptions {
  readonly program: string;
  readonly targets: readonly string[];
  readonly token: string;
  /** Text of a file of rules. */
  readonly rules: string;
  /** Default 4. */
  readonly scrapeSeconds?: number;
}

/** Debian's Prometheus on loopback, which scrapes the product as an operator's would. */
export async function startPrometheus({ program, targets, token, rules, scrapeSeconds = 4 }: PrometheusOptions): Promise<Prometheus> {
  const folder = await mkdtemp(join(tmpdir(), 'prometheus-'));
  const port = await freePort();
  await writeFile(join(folder, 'rules.yml'), rules);
  await writeFile(
    join(folder, 'prometheus.yml'),
    JSON.stringify({
      global: { scrape_interval: `${scrapeSeconds}s`, scrape_timeout: `${scrapeSeconds}s`, evaluation_interval: '1s' },
      rule_files: ['rules.yml'],
      scrape_configs: [{ job_name: 'reelwright', authorization: { credentials: token }, static_configs: [{ targets }] }],
    }),
  );
  const child = spawn(
    program,
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { stdio: 'ignore' },
  );
  const ended = once(child, 'exit');
  const url = `http://127.0.0.1:${port}`;
  const ask = async <T>(path: string): Promise<T> => {
    const answer = (await (await fetch(`${url}${path}`)).json()) as { status: string; error?: string; data: T };
    if (answer.status !== 'success') throw new Error(`${path}: ${answer.error}`);
    return answer.data;
  };
  const range: Prometheus['range'] = async (expression, from, to, stepSeconds) => {
    const times = `start=${from.getTime() / 1_000}&end=${to.getTime() / 1_000}&step=${stepSeconds}s`;
    const { result } = await ask<{ result: { metric: Record<string, string>; values: [number, string][] }[] }>(
      `/api/v1/query_range?query=${encodeURIComponent(expression)}&${times}`,
    );
    return result.map(({ metric, values }) => ({
      metric,
      points: values.map(([at, value]) => [at, Number(value)] as const).filter(([, value]) => Number.isFinite(value)),
    }));
  };
  const close = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  while ((await fetch(`${url}/-/ready`).catch(() => undefined))?.status !== 200) {
    if (child.exitCode !== null) throw new Error('Prometheus did not start.');
    await pause(100);
  }
  return {
    query: async (expression) => {
      const { result } = await ask<{ result: { metric: Record<string, string>; value: [number, string] }[] }>(
        `/api/v1/query?query=${encodeURIComponent(expression)}`,
      );
      return result.map(({ metric, value }) => ({ metric, value: Number(value[1]) }));
    },
    range,
    hadValue: async (expression, from) => (await range(expression, from, new Date(), 2)).length > 0,
    firing: async () => {
      const { alerts } = await ask<{ alerts: { state: string; labels: { alertname: string } }[] }>('/api/v1/alerts');
      return alerts.filter(({ state }) => state === 'firing').map(({ labels }) => labels.alertname);
    },
    close,
  };
}
