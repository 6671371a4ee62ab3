import { Failure } from '../../kernel/failure.ts';

const CODES = ['ENOSPC', 'EDQUOT'];

/** What Node says when WORK_DIR has no room, whoever wrote: a download, a picture, a voice. */
export const isDiskFull = (error: unknown): boolean => error instanceof Error && 'code' in error && CODES.includes(String(error.code));

export const diskFull = (cause?: unknown, logTail: readonly string[] = []): Failure =>
  new Failure('DISK_FULL', 'The disk of the worker is full.', {
    category: 'RESOURCE',
    retryable: true,
    hint: 'Free space where the worker keeps its temporary files (WORK_DIR), then retry.',
    logTail,
    cause,
  });
