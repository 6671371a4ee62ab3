import type { IncomingMessage } from 'node:http';
import { isBearerOf } from '../metrics/bearer.ts';
import { isReady } from './dependency-checks.ts';
import type { DependencyChecks, DependencyStatus } from './dependency-checks.ts';

/** The answer of `/readyz`. */
export interface Readiness {
  readonly httpStatus: 200 | 503;
  readonly body: { readonly status: 'ok' | 'unavailable'; readonly dependencies: Readonly<Record<string, unknown>> };
}

/**
 * The state of each dependency by name; for the bearer of METRICS_TOKEN with latency, time and reason, which tell strangers too much about
 * the installation.
 */
export async function answerReadiness(
  checks: Pick<DependencyChecks, 'check'>,
  metricsToken: string | undefined,
  { headers: { authorization } }: Pick<IncomingMessage, 'headers'>,
): Promise<Readiness> {
  const statuses = await checks.check();
  const describe = metricsToken !== undefined && isBearerOf(metricsToken, authorization) ? details : ({ state }: DependencyStatus) => state;
  const ready = isReady(statuses);
  return {
    httpStatus: ready ? 200 : 503,
    body: {
      status: ready ? 'ok' : 'unavailable',
      dependencies: Object.fromEntries(statuses.map((status) => [status.name, describe(status)])),
    },
  };
}

const details = ({ state, latencyMs, since, reason }: DependencyStatus): object => ({ state, latencyMs, since, reason });
