import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Metrics } from '../../platform/metrics/metrics.ts';

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

/** Compares hashes in constant time, so that neither the token nor its length can be measured. */
function isBearerOf(token: string, authorization = ''): boolean {
  const sent = /^Bearer (\S+)$/i.exec(authorization)?.[1] ?? '';
  return timingSafeEqual(hash(sent), hash(token));
}

const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
