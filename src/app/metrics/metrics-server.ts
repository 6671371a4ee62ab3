import { createServer } from 'node:http';
import type { Workload } from '../../features/jobs/scheduling/workload.ts';
import type { Log } from '../../kernel/log.ts';
import { cannotListen } from '../../kernel/start-error.ts';
import type { Metrics } from '../../platform/metrics/metrics.ts';
import type { Config } from '../config.ts';
import type { DependencyChecks } from '../health/dependency-checks.ts';
import { answerReadiness } from '../health/readiness.ts';
import { answerMetrics } from './metrics-answer.ts';
import { watchSteps } from './watched-gauges.ts';

/** The listener of a worker. */
interface MetricsServer {
  readonly port: number;
  close(): Promise<void>;
}

interface WorkerParts {
  readonly metrics: Metrics;
  readonly workload: Pick<Workload, 'steps'>;
  readonly health: Pick<DependencyChecks, 'check'>;
}

/** Serves `/healthz`, `/readyz` and, with METRICS_TOKEN, `/metrics` of a worker on WORKER_PORT. Undefined without WORKER_PORT. @throws StartError when the port cannot be opened */
export async function openMetricsServer(
  { host, workerPort, metricsToken }: Pick<Config, 'host' | 'workerPort' | 'metricsToken'>,
  { metrics, workload, health }: WorkerParts,
  log: Log,
): Promise<MetricsServer | undefined> {
  if (workerPort === undefined) return undefined;
  watchSteps(metrics, workload);
  const server = createServer((request, response) => {
    const path = request.url?.split('?', 1)[0];
    if (request.method === 'GET' && path === '/healthz') {
      response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
      response.end(JSON.stringify({ name: 'reelwright worker', status: 'ok' }));
    } else if (request.method === 'GET' && path === '/readyz') {
      answerReadiness(health, metricsToken, request)
        .then(({ httpStatus, body }) => {
          response.writeHead(httpStatus, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
          response.end(JSON.stringify(body));
        })
        .catch((error: unknown) => {
          log.error({ event: 'readiness_failed', err: error }, 'failed to answer a readiness check');
          response.destroy();
        });
    } else if (request.method === 'GET' && path === '/metrics' && metricsToken !== undefined) {
      answerMetrics(metrics, metricsToken, request, response).catch((error: unknown) => {
        log.error({ event: 'metrics_failed', err: error }, 'failed to answer a scrape');
        response.destroy();
      });
    } else {
      response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' });
      response.end('Not found.\n');
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(cannotListen(error, host, workerPort, 'WORKER_PORT')));
    server.listen(workerPort, host, resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : workerPort;
  log.info({ event: 'worker_listens', port }, 'worker serves its health and metrics');
  return {
    port,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}
