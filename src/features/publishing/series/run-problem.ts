/** Why a run makes no film. The message is for the members of the workspace. */
export class RunProblem extends Error {
  override readonly name = 'RunProblem';
  readonly code: string;
  /** Whether the same run may succeed a minute later. */
  readonly isTransient: boolean;

  constructor(code: string, message: string, { isTransient = false, cause }: { isTransient?: boolean; cause?: unknown } = {}) {
    super(message, { cause });
    this.code = code;
    this.isTransient = isTransient;
  }
}
