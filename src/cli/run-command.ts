import { Problem, reason } from './demo/problem.ts';

const INTERRUPTED = 130;

interface Command<Options> {
  /** Name of the command in unexpected errors, as in `The demo failed: …`. */
  readonly name: string;
  readonly usage: string;
  /** Text that is printed after an interrupt. */
  readonly interrupted: string;
  /** Throws a `Problem` for unknown options. */
  readonly options: () => Options | 'help';
  readonly onInterrupt?: () => void;
  /** Stops drawing, so that plain text can be printed. */
  readonly end: () => void;
}

/**
 * Runs a command that a person typed and returns its exit code: that of `work`, 1 after an error (one line on standard error, with hints
 * below it), 130 after an interrupt, which aborts the signal.
 */
export async function runCommand<Options>(
  command: Command<Options>,
  work: (options: Options, signal: AbortSignal) => Promise<number>,
): Promise<number> {
  const stop = new AbortController();
  const interrupt = (): void => {
    command.onInterrupt?.();
    stop.abort(new Problem(command.interrupted));
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt).on('SIGHUP', interrupt);
  try {
    const options = command.options();
    if (options !== 'help') return await work(options, stop.signal);
    process.stdout.write(command.usage);
    return 0;
  } catch (error) {
    command.end();
    const problem: unknown = stop.signal.aborted ? stop.signal.reason : error;
    const { message, hints } = problem instanceof Problem ? problem : new Problem(`The ${command.name} failed: ${reason(problem)}.`);
    process.stderr.write(`${[message, ...hints].join('\n')}\n`);
    return stop.signal.aborted ? INTERRUPTED : 1;
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt).off('SIGHUP', interrupt);
  }
}
