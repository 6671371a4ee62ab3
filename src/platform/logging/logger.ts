import { pino, type Logger } from 'pino';
import type { Log } from '../../kernel/log.ts';
import { errorFields } from './error-fields.ts';
import { withoutSecrets } from './without-secrets.ts';

/** Opens a log that writes JSON lines to standard output. */
export function openLog(options: { level: string; process: string }): Log {
  const log = pino({
    level: options.level,
    base: { process: options.process, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }), log: withoutSecrets },
    serializers: { err: errorFields },
  });
  // pino does not pass the fields of a child to the formatters of its parent. Children inherit this method.
  const { child } = log;
  return Object.assign(log, {
    child(this: Logger, fields: object) {
      return child.call(this, withoutSecrets(fields));
    },
  });
}
