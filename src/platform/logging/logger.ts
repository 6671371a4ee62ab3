import { pino } from 'pino';
import type { Log } from '../../kernel/log.ts';
import { errorFields } from './error-fields.ts';

/** Names of fields that are never logged, down to two levels (as in `request.headers.authorization`). */
const SECRETS = ['password', 'accessToken', 'refreshToken', 'token', 'authorization', 'secret', 'secretKey', 'jwtSecret', 'encryptionKeys'];

/** Opens a log that writes JSON lines to standard output. */
export const openLog = (options: { level: string; process: string }): Log =>
  pino({
    level: options.level,
    base: { process: options.process, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err: errorFields },
    redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[redacted]' },
  });
