export const FAILURE_CATEGORIES = ['USER_INPUT', 'PROVIDER', 'QUOTA', 'RESOURCE', 'CANCELED', 'INTERNAL'] as const;
export type FailureCategory = (typeof FAILURE_CATEGORIES)[number];

interface FailureDetail {
  readonly category: FailureCategory;
  /** Whether a retry may succeed. Permanent failures are not retried. */
  readonly retryable: boolean;
  /** What the reader of the failure can do about it. Text for the operator begins with "Ask the operator to". */
  readonly hint: string;
  /** Seconds that the other side asked to wait; only for retryable failures. */
  readonly retryAfterSeconds?: number | undefined;
  /** The scene of the film that is its cause, where its step is not of a single scene. */
  readonly sceneId?: string | undefined;
  /** Last log lines of the failed tool, without paths and secrets. */
  readonly logTail?: readonly string[];
  readonly cause?: unknown;
}

/** Why a step of a job failed (`Job.failure`). docs/errors.md lists the codes. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: string;
  readonly category: FailureCategory;
  readonly retryable: boolean;
  readonly hint: string;
  readonly retryAfterSeconds: number | undefined;
  readonly sceneId: string | undefined;
  readonly logTail: readonly string[];

  constructor(
    code: string,
    message: string,
    { category, retryable, hint, retryAfterSeconds, sceneId, logTail = [], cause }: FailureDetail,
  ) {
    super(message, { cause });
    this.code = code;
    this.category = category;
    this.retryable = retryable;
    this.hint = hint;
    this.retryAfterSeconds = retryAfterSeconds;
    this.sceneId = sceneId;
    this.logTail = logTail;
  }
}
