/** Ends the demo with one line and exit code 1. */
export class Problem extends Error {
  override readonly name = 'Problem';
  /** Shown below the line: what to do, or the last lines of a log. */
  readonly hints: readonly string[];

  constructor(message: string, hints: readonly string[] = [], cause?: unknown) {
    super(message, { cause });
    this.hints = hints;
  }
}

/** System error codes in plain words. */
const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  EISDIR: 'it is a folder',
  ENOTDIR: 'part of its path is not a folder',
  EEXIST: 'something else is there',
  ENOSPC: 'no space left',
  ECONNREFUSED: 'connection refused',
  ENOTFOUND: 'no such host',
};

export function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // fetch() puts the reason into `cause`.
  const cause = error.cause instanceof Error ? error.cause : error;
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  return WORDS[code] ?? (cause.message || code);
}
