import { StartError } from '../../../kernel/start-error.ts';
import { errorCode } from '../../../kernel/error-code.ts';
import { openProgress, type Progress } from '../progress-bar.ts';

export interface CommandCall {
  readonly progress: Progress;
  /** Aborts on SIGINT and SIGTERM. */
  readonly signal: AbortSignal;
}

/** Runs a long command with a progress bar, until it ends or is stopped by a signal. `ifStopped` says what a stop leaves behind. */
export async function withProgress<T>(ifStopped: string, work: (call: CommandCall) => Promise<T>): Promise<T> {
  const progress = openProgress(process.stderr, process.env);
  const stop = new AbortController();
  const onSignal = (): void => stop.abort(new StartError(`Stopped. ${ifStopped}`));
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  try {
    return await work({ progress, signal: stop.signal });
  } catch (error) {
    if (errorCode(error) === 'ENOSPC') throw new StartError(`The disk is full. ${ifStopped}`, { cause: error });
    throw error;
  } finally {
    progress.end();
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}
