import { errorCode } from '../../kernel/error-code.ts';
import { Failure } from '../../kernel/failure.ts';

const CODES = ['ENOSPC', 'EDQUOT', 'DISK_FULL'];

/** Whether an error is Node's error for a full disk, which any write to WORK_DIR may cause, or the failure that explains it. */
export const isDiskFull = (error: unknown): boolean => CODES.includes(errorCode(error) ?? '');

export const diskFull = (cause?: unknown, logTail: readonly string[] = []): Failure =>
  new Failure('DISK_FULL', 'The disk of the worker is full.', {
    category: 'RESOURCE',
    retryable: true,
    hint: 'Ask the operator to free disk space for the temporary files of the worker (WORK_DIR), then retry the job.',
    logTail,
    cause,
  });
