import { ERROR_CODES } from '../../kernel/errors.ts';
import { PROVIDERS, PROVIDER_KINDS } from '../catalogue/providers.ts';
import { OTHER } from './metric-names.ts';

/**
 * The values that a label may have; any other one is counted as `other`. PROGRAM: names of the program, such as root fields of the schema;
 * the caller guarantees that no client can invent one.
 */
type LabelValues = readonly string[] | 'PROGRAM';

interface MetricDefinition {
  readonly kind: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly labels: Readonly<Record<string, LabelValues>>;
  /** Upper bounds of the buckets of a histogram, in its unit. */
  readonly buckets?: readonly number[];
}

const REQUEST_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10] as const;
const STEP_SECONDS = [0.05, 0.25, 1, 2.5, 5, 10, 30, 60, 180, 600, 3_600] as const;
const CALL_SECONDS = [0.05, 0.25, 1, 2.5, 5, 10, 30, 60, 180, 600] as const;

/** Seconds of statements: most take less than a millisecond on the server. */
const STATEMENT_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5, 30] as const;
const LAG_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30] as const;
/** Seconds of film that are written in a second. */
const SPEEDS = [0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 32, 64] as const;
const STORAGE_CALLS = ['ready', 'putFile', 'putBytes', 'getFile', 'readBytes', 'stat', 'copy', 'remove', 'abortUploads'] as const;

const METHODS = ['GET', 'HEAD', 'POST', 'OPTIONS'] as const;
const TRANSPORTS = ['HTTP', 'SOCKET'] as const;
const OPERATION_TYPES = ['query', 'mutation', 'subscription', 'none'] as const;
const OUTCOMES = ['OK', ...Object.keys(ERROR_CODES)];
/** Codes of failed calls to providers (`platform/providers/vendors/vendor-failures.ts`). */
const CALL_OUTCOMES = [
  ...(['OK', 'ABORTED', 'BAD_KEY', 'BILLING', 'QUOTA', 'RATE_LIMITED', 'REFUSED', 'INVALID_INPUT', 'MODEL_RETIRED'] as const),
  ...(['INCOMPLETE', 'VENDOR_DOWN', 'TIMEOUT', 'GARBAGE', 'UNCERTAIN', 'MODEL_LOADING', 'MODEL_NOT_INSTALLED'] as const),
  ...(['CONTEXT_TOO_LONG', 'NOT_CONFIGURED', 'SPEND_LIMIT_REACHED', 'INTERNAL', 'REJECTED', 'WORKSPACE_KEY'] as const),
];
const PROVIDER_NAMES = PROVIDERS.all.map(({ name }) => name);

/** Every metric of Reelwright; those of the Node process are added by prom-client. */
export const METRICS = {
  reelwright_http_requests_total: {
    kind: 'counter',
    help: 'HTTP requests by method, route and status. The route is a pattern of the program; unknown paths are counted as other.',
    labels: { method: METHODS, route: 'PROGRAM', status: 'PROGRAM' },
  },
  reelwright_http_request_duration_seconds: {
    kind: 'histogram',
    help: 'Seconds from the head of an HTTP request to the last byte of its answer.',
    labels: { route: 'PROGRAM' },
    buckets: REQUEST_SECONDS,
  },
  reelwright_http_bytes_total: {
    kind: 'counter',
    help: 'Bytes of HTTP requests (IN) and answers (OUT) by route, with their heads. Files pass between clients and the store, not here.',
    labels: { route: 'PROGRAM', direction: ['IN', 'OUT'] },
  },
  reelwright_graphql_operations_total: {
    kind: 'counter',
    help: 'GraphQL operations by root field, transport and outcome (OK or the code of the first error). The operation is several with more than one root field, and none when the document was refused, or not read because its caller was, for example as RATE_LIMITED.',
    labels: { operation: 'PROGRAM', type: OPERATION_TYPES, transport: TRANSPORTS, outcome: OUTCOMES },
  },
  reelwright_graphql_operation_duration_seconds: {
    kind: 'histogram',
    help: 'Seconds of queries and mutations by root field; of a subscription, until it has begun.',
    labels: { operation: 'PROGRAM', type: OPERATION_TYPES },
    buckets: REQUEST_SECONDS,
  },
  reelwright_sockets_open: { kind: 'gauge', help: 'Open WebSockets of this process.', labels: {} },
  reelwright_socket_operations_open: {
    kind: 'gauge',
    help: 'Operations that run on the WebSockets of this process: subscriptions, and for a moment queries and mutations.',
    labels: {},
  },
  reelwright_event_lag_seconds: {
    kind: 'histogram',
    help: 'Seconds from the transaction of an event until it was handed to the sockets of its subscribers, by the clocks of database and API. Events that a slow reader fetches later are not counted.',
    labels: { log: ['JOB', 'WORKSPACE'] },
    buckets: LAG_SECONDS,
  },
  reelwright_queue_depth: {
    kind: 'gauge',
    help: 'Jobs and steps of the installation by state. Every API reports the same figures, at most 5 s old: aggregate by max. WAITING steps can be dispatched, BACKOFF steps wait until a time, DISPATCHED steps have been sent to workers.',
    labels: { queue: ['JOBS', 'STEPS'], state: ['QUEUED', 'WAITING', 'BACKOFF', 'DISPATCHED', 'RUNNING'] },
  },
  reelwright_queue_oldest_seconds: {
    kind: 'gauge',
    help: 'Seconds since the oldest job of a state was created (QUEUED) or started, and since the oldest step was sent to workers or started. Missing where there is none, and for WAITING and BACKOFF steps, which have no time of their own.',
    labels: { queue: ['JOBS', 'STEPS'], state: ['QUEUED', 'DISPATCHED', 'RUNNING'] },
  },
  reelwright_plan_queue_depth: {
    kind: 'gauge',
    help: 'Waiting and running jobs by state and plan of their workspace. The same on every API: aggregate by max.',
    labels: { state: ['QUEUED', 'RUNNING'], plan: 'PROGRAM' },
  },
  reelwright_plan_queue_oldest_seconds: {
    kind: 'gauge',
    help: 'Seconds since the oldest job of a state and plan was created (QUEUED) or started (RUNNING). Missing where there is none.',
    labels: { state: ['QUEUED', 'RUNNING'], plan: 'PROGRAM' },
  },
  reelwright_credits_last_hour: {
    kind: 'gauge',
    help: 'Credits that moved in the last hour by kind of movement. The same on every API: aggregate by max.',
    labels: { kind: 'PROGRAM' },
  },
  reelwright_workers: {
    kind: 'gauge',
    help: 'Workers with a heartbeat in the last 15 seconds. The same on every API: aggregate by max.',
    labels: {},
  },
  reelwright_dependency_up: {
    kind: 'gauge',
    help: '1 while a dependency of this process works, else 0; as in /readyz. Dependencies that are not configured are missing.',
    labels: { dependency: ['database', 'migrations', 'queue', 'storage', 'mail', 'ffmpeg'] },
  },
  reelwright_disk_free_bytes: {
    kind: 'gauge',
    help: 'Bytes that are free on the disk of DATA_DIR (API) or WORK_DIR (worker).',
    labels: { folder: ['DATA_DIR', 'WORK_DIR'] },
  },
  reelwright_queue_paused: { kind: 'gauge', help: '1 while an administrator has paused the queue of jobs, else 0.', labels: {} },
  reelwright_step_duration_seconds: {
    kind: 'histogram',
    help: 'Seconds of a step on a worker by type of job, stage and outcome. REUSED: everything came from the cache. REJECTED: the input of the job is at fault, such as a file that is no video; FAILED: anything else is. RETURNED: the worker was stopped. STOPPED: the job ended, or another worker has the step.',
    labels: {
      job_type: 'PROGRAM',
      step: 'PROGRAM',
      outcome: ['FINISHED', 'REUSED', 'FAILED', 'REJECTED', 'POSTPONED', 'RETURNED', 'STOPPED'],
    },
    buckets: STEP_SECONDS,
  },
  reelwright_step_retries_total: {
    kind: 'counter',
    help: 'Steps that began again after a failure, a crash of a worker, or an outage.',
    labels: { step: 'PROGRAM', reason: ['FAILURE', 'CRASH', 'OUTAGE'] },
  },
  reelwright_job_start_delay_seconds: {
    kind: 'histogram',
    help: 'Seconds from the creation of a job until its first steps started, by type of job; one observation for each of these steps. Jobs that were retried are not counted.',
    labels: { job_type: 'PROGRAM' },
    buckets: STEP_SECONDS,
  },
  reelwright_steps_running: { kind: 'gauge', help: 'Steps that run on this worker.', labels: {} },
  reelwright_provider_call_duration_seconds: {
    kind: 'histogram',
    help: 'Seconds of calls to providers by provider, kind and outcome (OK, ABORTED or the code of the failure). REJECTED: the input is at fault, for another reason than the codes name. WORKSPACE_KEY: the provider refused the key or account of a workspace, not that of the installation.',
    labels: { provider: PROVIDER_NAMES, kind: PROVIDER_KINDS, outcome: CALL_OUTCOMES },
    buckets: CALL_SECONDS,
  },
  reelwright_provider_cost_total: {
    kind: 'counter',
    help: 'What calls to providers cost, in the unit of the provider (tokens, characters, credits, …).',
    labels: { provider: PROVIDER_NAMES, kind: PROVIDER_KINDS },
  },
  reelwright_provider_cost_usd_total: {
    kind: 'counter',
    help: 'What calls to providers cost in US dollars, where a price is known.',
    labels: { provider: PROVIDER_NAMES, kind: PROVIDER_KINDS },
  },
  reelwright_ffmpeg_speed_ratio: {
    kind: 'histogram',
    help: 'Seconds of output that ffmpeg wrote in a second (1 is real time), of runs that had an output with a duration.',
    labels: {},
    buckets: SPEEDS,
  },
  reelwright_storage_call_duration_seconds: {
    kind: 'histogram',
    help: 'Seconds of calls to the object store by kind and outcome (OK, ABORTED or the code of the error).',
    labels: { call: STORAGE_CALLS, outcome: [...OUTCOMES, 'ABORTED'] },
    buckets: CALL_SECONDS,
  },
  reelwright_storage_bytes_total: {
    kind: 'counter',
    help: 'Bytes that this process stored (OUT) and read (IN). Uploads and downloads of clients do not pass here.',
    labels: { direction: ['IN', 'OUT'] },
  },
  reelwright_database_statement_duration_seconds: {
    kind: 'histogram',
    help: 'Seconds of statements on the connections of a pool, from sending until the answer; READS: one whole planned read.',
    labels: { pool: ['MAIN', 'READS'] },
    buckets: STATEMENT_SECONDS,
  },
  reelwright_database_connections: {
    kind: 'gauge',
    help: 'Database connections of this process by pool: used or idle.',
    labels: { pool: ['MAIN', 'READS'], state: ['USED', 'IDLE'] },
  },
  reelwright_database_waiting: {
    kind: 'gauge',
    help: 'Callers that wait for a database connection of a pool.',
    labels: { pool: ['MAIN', 'READS'] },
  },
} as const satisfies Record<string, MetricDefinition>;

type Definitions = typeof METRICS;
export type MetricName = keyof Definitions;
type NamesOf<Kind extends MetricDefinition['kind']> = {
  [Name in MetricName]: Definitions[Name] extends { readonly kind: Kind } ? Name : never;
}[MetricName];
export type CounterName = NamesOf<'counter'>;
export type GaugeName = NamesOf<'gauge'>;
export type HistogramName = NamesOf<'histogram'>;
/** The labels of a metric, each with a value. */
export type LabelsOf<Name extends MetricName> = { readonly [Label in keyof Definitions[Name]['labels']]: string };

/** The labels with every value outside its bounds replaced by `other`. */
export function bounded(name: MetricName, labels: Readonly<Record<string, string>>): Record<string, string> {
  const bounds: Readonly<Record<string, LabelValues>> = METRICS[name].labels;
  return Object.fromEntries(
    Object.entries(bounds).map(([label, values]) => {
      const value = labels[label] ?? OTHER;
      return [label, values === 'PROGRAM' || values.includes(value) ? value : OTHER];
    }),
  );
}
