import { z } from 'zod';

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
    .describe('Port on which each worker serves its `/healthz` and `/metrics`; none by default.'),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error'], 'must be debug, info, warn or error')
    .default('info')
    .describe('Minimum level of logged lines.'),
};
