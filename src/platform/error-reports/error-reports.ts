import type { Log } from '../../kernel/log.ts';

/** Sends unexpected errors to a server that people watch. */
export interface ErrorReports {
  /** Must not throw. `fields` are those of the logged line. */
  report(error: Error, message: string, fields: Readonly<Record<string, unknown>>): void;
  /** Sends what was collected. */
  close(): Promise<void>;
}

/** A log whose errors are reported too: each line at the level `error` that has an `err`. */
export function reportingLog(log: Log, reports: Pick<ErrorReports, 'report'>, inherited: object = {}): Log {
  return {
    debug: (fields, message) => log.debug(fields, message),
    info: (fields, message) => log.info(fields, message),
    warn: (fields, message) => log.warn(fields, message),
    error: (fields, message) => {
      log.error(fields, message);
      if ('err' in fields && fields.err instanceof Error) reports.report(fields.err, message, { ...inherited, ...fields });
    },
    child: (fields) => reportingLog(log.child(fields), reports, { ...inherited, ...fields }),
  };
}
