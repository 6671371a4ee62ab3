import { createStackParser, createTransport } from '@sentry/core';
import { ServerRuntimeClient, nodeStackLineParser } from '@sentry/core/server';
import type { Event, Exception } from '@sentry/core';
import { activeTracing } from '../tracing/tracing.ts';
import { errorFields } from '../logging/error-fields.ts';
import type { ErrorReports } from './error-reports.ts';

/** Milliseconds until an export is given up, and until a stopping process stops waiting for the last ones. */
const SEND_WITHIN_MS = 5_000;
const CLOSE_WITHIN_MS = 3_000;
/** Fields of a line that a report has: ids of work and names of the program. Ids of people are left out. */
const TAGS = ['event', 'requestId', 'jobId', 'step', 'attempt', 'task', 'queue', 'code'] as const;

export interface SentryOptions {
  /** Address of a project of a Sentry-compatible server, with its public key. */
  readonly dsn: string;
  readonly release: string;
  readonly environment: 'production' | 'development';
  /** `api` or `worker`. */
  readonly process: string;
}

const parseStack = createStackParser(nodeStackLineParser());

/**
 * Reports by the client of @sentry/core alone, without its instrumentation, which would collect requests, variables and breadcrumbs. A report has what
 * the log has of an error, so that values of statements and texts of people are left out.
 */
export class SentryReports implements ErrorReports {
  readonly #client: ServerRuntimeClient;
  readonly #process: string;

  constructor({ dsn, release, environment, process: processName }: SentryOptions) {
    this.#process = processName;
    this.#client = new ServerRuntimeClient({
      dsn,
      release,
      environment,
      stackParser: parseStack,
      integrations: [],
      sendClientReports: false,
      transport: (options) =>
        createTransport(options, async ({ body }) => {
          const response = await fetch(options.url, {
            method: 'POST',
            body: typeof body === 'string' ? body : new Uint8Array(body),
            headers: options.headers ?? {},
            signal: AbortSignal.timeout(SEND_WITHIN_MS),
          });
          await response.body?.cancel();
          const header = (name: string): string | null => response.headers.get(name);
          const limits = { 'x-sentry-rate-limits': header('x-sentry-rate-limits'), 'retry-after': header('retry-after') };
          return { statusCode: response.status, headers: limits };
        }),
    });
    this.#client.init();
  }

  report(error: Error, message: string, fields: Readonly<Record<string, unknown>>): void {
    const traceId = activeTracing().current()?.traceId;
    const tags = Object.fromEntries(TAGS.flatMap((name) => (isPlain(fields[name]) ? [[name, fields[name]]] : [])));
    const event: Event = {
      level: 'error',
      logger: this.#process,
      logentry: { message },
      exception: { values: [exceptionOf(error)] },
      tags: { process: this.#process, ...tags, ...(traceId === undefined ? {} : { traceId }) },
    };
    this.#client.captureEvent(event);
  }

  async close(): Promise<void> {
    await this.#client.close(CLOSE_WITHIN_MS);
  }
}

function exceptionOf(error: Error): Exception {
  const { type, message, stack } = errorFields(error) as { readonly type: string; readonly message: string; readonly stack: string };
  return { type, value: message, stacktrace: { frames: parseStack(stack) } };
}

const isPlain = (value: unknown): value is string | number => typeof value === 'string' || typeof value === 'number';
