import { z } from 'zod';
import type { LogOutputOptions } from '../../platform/logging/log-output.ts';

const PORTS = 'must be a whole number from 0 to 65535';

/** Variables of metrics and logs. */
export const monitoringVariables = {
  METRICS_TOKEN: z
    .string()
    .regex(/^\S{16,}$/, 'must have at least 16 characters and no spaces')
    .optional()
    .describe('Bearer token of `/metrics`, at least 16 characters; without it there are no metrics.'),
  WORKER_PORT: z.coerce
    .number(PORTS)
    .int(PORTS)
    .min(0, PORTS)
    .max(65_535, PORTS)
    .optional()
    .describe('Port on which each worker serves its `/healthz`, `/readyz` and `/metrics`; none by default.'),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error'], 'must be debug, info, warn or error')
    .default('info')
    .describe('Minimum level of logged lines.'),
  LOG_FORMAT: z
    .enum(['json', 'text'], 'must be json or text')
    .optional()
    .describe('Form of the lines on standard output: `json`, or `text` for people; `text` in a terminal outside production by default.'),
  LOG_DIR: z
    .string()
    .optional()
    .describe('Folder of log files besides standard output: new ones each day and after 50 MiB, kept 30 days; none by default.'),
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/, error: 'must be a URL such as http://localhost:4318' })
    .transform((text) => text.replace(/\/+$/, ''))
    .optional()
    .describe('Address of an OTLP/HTTP receiver of OpenTelemetry traces, without `/v1/traces`; without it there are no traces.'),
  OTEL_EXPORTER_OTLP_HEADERS: z
    .string()
    .regex(/^[^=,\s]+=[^,]*(,[^=,\s]+=[^,]*)*$/, 'must be names and values such as api-key=secret with commas between')
    .optional()
    .describe('Headers for the receiver of traces, such as `api-key=secret`, with commas between.'),
  SENTRY_DSN: z
    .url({ protocol: /^https?$/, error: 'must be a URL such as https://key@sentry.example.com/1' })
    .optional()
    .describe('Address of a project of a Sentry-compatible server, to which unexpected errors are reported; none by default.'),
};

type MonitoringEnvironment = z.infer<z.ZodObject<typeof monitoringVariables>>;

/** The settings of metrics, logs, traces and error reports. */
export function monitoringSettings(env: MonitoringEnvironment) {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_HEADERS: headers = '' } = env;
  return {
    metricsToken: env.METRICS_TOKEN,
    workerPort: env.WORKER_PORT,
    logLevel: env.LOG_LEVEL,
    /** Undefined when traces are off. */
    traces: endpoint === undefined ? undefined : { endpoint, headers: headersOf(headers) },
    sentryDsn: env.SENTRY_DSN,
  };
}

/** Reads `name=value` pairs; values may be percent-encoded, as the specification of OpenTelemetry says. */
const headersOf = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    text
      .split(',')
      .filter(Boolean)
      .map((pair) => [pair.slice(0, pair.indexOf('=')).trim(), decodeURIComponent(pair.slice(pair.indexOf('=') + 1).trim())]),
  );

/** The settings of the log before the full environment is read. Invalid ones get their defaults here, and are reported when it is. */
export function readLogSettings(env: Readonly<Record<string, string | undefined>>, isTerminal: boolean): LogOutputOptions {
  const { LOG_LEVEL, LOG_FORMAT } = monitoringVariables;
  const format = isTerminal && env['NODE_ENV'] !== 'production' ? 'text' : 'json';
  return {
    level: LOG_LEVEL.catch('info').parse(env['LOG_LEVEL'] || undefined),
    format: LOG_FORMAT.catch(undefined).parse(env['LOG_FORMAT'] || undefined) ?? format,
    dir: env['LOG_DIR'] || undefined,
  };
}
