import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Metrics } from '../../platform/metrics/metrics.ts';
import { isBearerOf } from './bearer.ts';

/** Answers `GET /metrics`: the metrics for the bearer of METRICS_TOKEN, 401 for everybody else. */
export async function answerMetrics(
  metrics: Pick<Metrics, 'scrape'>,
  token: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.setHeader('cache-control', 'no-store');
  response.setHeader('x-content-type-options', 'nosniff');
  if (!isBearerOf(token, request.headers.authorization)) {
    response.writeHead(401, { 'content-type': 'text/plain; charset=utf-8', 'www-authenticate': 'Bearer' });
    response.end('Send Authorization: Bearer with METRICS_TOKEN.\n');
    return;
  }
  const { contentType, text } = await metrics.scrape();
  response.writeHead(200, { 'content-type': contentType });
  response.end(text);
}
