import { ZodError } from 'zod';
import { ReelwrightError } from '../../../kernel/errors.ts';
import { Failure } from '../../../kernel/failure.ts';
import { errorCode } from '../../../kernel/error-code.ts';
import { artifactLost } from '../../../platform/artifacts/artifact-failures.ts';
import { isConnectionTrouble } from '../../../platform/database/connection-trouble.ts';
import { diskFull, isDiskFull } from '../../../platform/files/disk-full.ts';

/**
 * Converts any error of a step to a failure with an explanation for the person who requested the job. An unexpected error becomes INTERNAL.
 */
export function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof ReelwrightError) return ofStore(error);
  if (error instanceof ZodError) return unreadableJob(error);
  if (isDiskFull(error)) return diskFull(error);
  return ofSystem[errorCode(error) ?? '']?.(error) ?? (isConnectionTrouble(error) ? databaseAway(error) : unexpected(error));
}

/** Converts an error of the object store. */
function ofStore(error: ReelwrightError): Failure {
  if (error.code === 'NOT_FOUND') return artifactLost(error);
  if (error.code === 'UNAVAILABLE') return error.details?.['full'] ? storeFull(error) : storeAway(error);
  if (error.code === 'NOT_CONFIGURED') return error.details?.['refusal'] === 'RequestTimeTooSkewed' ? clockSkewed(error) : refused(error);
  return unexpected(error);
}

const storeAway = (cause: ReelwrightError): Failure =>
  new Failure('UNAVAILABLE', cause.message, {
    category: 'RESOURCE',
    retryable: true,
    hint: 'Retry the job when the object store answers again; finished steps are kept.',
    cause,
  });

const storeFull = (cause: ReelwrightError): Failure =>
  new Failure('STORE_FULL', cause.message, {
    category: 'RESOURCE',
    retryable: true,
    hint: 'Ask the operator to free or add space in the object store, then retry the job; finished steps are kept.',
    cause,
  });

const refused = (cause: ReelwrightError): Failure =>
  new Failure('STORE_REFUSED', cause.message, {
    category: 'RESOURCE',
    retryable: true,
    hint: 'Ask the operator to check S3_ACCESS_KEY, S3_SECRET_KEY, S3_REGION and the policy of the bucket, then retry the job.',
    cause,
  });

const clockSkewed = (cause: ReelwrightError): Failure =>
  new Failure('CLOCK_SKEWED', 'The clocks of the worker and the object store differ by more than the store allows.', {
    category: 'RESOURCE',
    retryable: true,
    hint: 'Ask the operator to set the clock of the worker (NTP), then retry the job.',
    cause,
  });

const databaseAway = (cause: unknown): Failure =>
  new Failure('DATABASE_UNAVAILABLE', 'The database connection was lost during this step.', {
    category: 'RESOURCE',
    retryable: true,
    hint: 'Retry the job when the database answers again; finished steps are kept.',
    cause,
  });

const unreadableJob = (cause: unknown): Failure =>
  new Failure('JOB_UNREADABLE', 'This worker cannot read the job’s specification.', {
    category: 'INTERNAL',
    retryable: false,
    hint: 'Send the request again as a new job: another version of Reelwright wrote this one.',
    cause,
  });

const closedFolder = (cause: unknown): Failure =>
  new Failure('WORK_DIR_CLOSED', 'The worker cannot write its temporary files.', {
    category: 'RESOURCE',
    retryable: true,
    hint: 'Ask the operator to set WORK_DIR to a folder that the user of the worker may write, then retry the job.',
    cause,
  });

const exhausted = (cause: unknown): Failure =>
  new Failure('SYSTEM_EXHAUSTED', 'The machine has run out of file handles or processes.', {
    category: 'RESOURCE',
    retryable: true,
    hint: 'Ask the operator to lower WORKER_CONCURRENCY, or to raise the limits of the machine (ulimit -n, ulimit -u), then retry the job.',
    cause,
  });

/** Failures by system error code. */
const ofSystem: Readonly<Record<string, (cause: unknown) => Failure>> = {
  EACCES: closedFolder,
  EPERM: closedFolder,
  EROFS: closedFolder,
  EMFILE: exhausted,
  ENFILE: exhausted,
  EAGAIN: exhausted,
};

const unexpected = (cause: unknown): Failure =>
  new Failure('INTERNAL', 'This step failed with an internal error.', {
    category: 'INTERNAL',
    retryable: true,
    hint: 'Retry the job. If it fails again, report its id to the operator: the log of the worker has details under it.',
    cause,
  });
