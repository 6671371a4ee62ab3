import { pino, type DestinationStream, type Logger, type LoggerOptions } from 'pino';
import type { Log } from '../../kernel/log.ts';
import { activeTracing } from '../tracing/tracing.ts';
import { errorFields } from './error-fields.ts';
import { withoutSecrets } from './without-secrets.ts';

interface LogOptions {
  readonly level: string;
  readonly process: string;
  /** Where lines go; standard output by default. */
  readonly stream?: DestinationStream | undefined;
}

/** Opens a log that writes JSON lines. Lines within a span have its `traceId`. */
export function openLog({ level, process: name, stream }: LogOptions): Log {
  const options: LoggerOptions = {
    level,
    base: { process: name, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }), log: withoutSecrets },
    serializers: { err: errorFields },
    mixin: () => {
      const traceId = activeTracing().current()?.traceId;
      return traceId === undefined ? {} : { traceId };
    },
  };
  const log = stream ? pino(options, stream) : pino(options);
  // pino does not pass the fields of a child to the formatters of its parent. Children inherit this method.
  const { child } = log;
  return Object.assign(log, {
    child(this: Logger, fields: object) {
      return child.call(this, withoutSecrets(fields));
    },
  });
}
