import { existsSync, readFileSync } from 'node:fs';
import type { Log } from '../../kernel/log.ts';
import { reportingLog } from '../../platform/error-reports/error-reports.ts';
import type { ErrorReports } from '../../platform/error-reports/error-reports.ts';
import { openTracing } from '../../platform/tracing/open-tracing.ts';
import { activeTracing } from '../../platform/tracing/tracing.ts';
import type { Config } from '../config.ts';

export interface Observers {
  /** The log that the process uses. */
  readonly log: Log;
  /** Sends what was collected. */
  close(): Promise<void>;
}

/** Opens traces and error reports where the environment names a receiver. Their code is loaded only then. */
export async function openObservers(
  { production, traces, sentryDsn }: Pick<Config, 'production' | 'traces' | 'sentryDsn'>,
  name: string,
  log: Log,
): Promise<Observers> {
  if (traces) await openTracing({ ...traces, process: name, version: version() });
  const reports = sentryDsn === undefined ? undefined : await openReports(sentryDsn, production, name);
  const reported = reports ? reportingLog(log, reports) : log;
  if (reports) reportCrash(reported, reports);
  return {
    log: reported,
    close: async () => void (await Promise.all([activeTracing().close(), reports?.close()])),
  };
}

/** Reports the error that ends this process, which otherwise would end before anything is sent. */
function reportCrash(log: Log, reports: ErrorReports): void {
  process.once('uncaughtException', (cause) => {
    log.error({ event: 'uncaught_exception', err: cause }, 'uncaught exception; the process ends');
    void reports.close().finally(() => process.exit(1));
  });
}

async function openReports(dsn: string, production: boolean, name: string) {
  const { SentryReports } = await import('../../platform/error-reports/sentry-reports.ts');
  const environment = production ? 'production' : 'development';
  return new SentryReports({ dsn, release: `reelwright@${version()}`, environment, process: name });
}

/** The version of the program. The build is a folder deeper than the source. */
function version(): string {
  const file = ['../../../package.json', '../../../../package.json']
    .map((path) => new URL(path, import.meta.url))
    .find((url) => existsSync(url));
  return file ? (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version : 'unknown';
}
