import { styleText } from 'node:util';
import { createLogUpdate } from 'log-update';

const BAR_WIDTH = 46;

export interface ProofDisplay {
  /** One film more is judged. */
  show(done: number, total: number, news: string): void;
  end(): void;
}

/** A bar on a terminal; a line for each film where there is none. */
export function openProofDisplay(stream: NodeJS.WriteStream, { NO_COLOR = '' }: NodeJS.ProcessEnv): ProofDisplay {
  if (!stream.isTTY || NO_COLOR !== '')
    return { show: (done, total, news) => void stream.write(`${done} of ${total}: ${news}\n`), end: () => undefined };
  const draw = createLogUpdate(stream);
  return {
    show: (done, total, news) => {
      const filled = Math.round((done / total) * BAR_WIDTH);
      const bar = styleText('cyan', '━'.repeat(filled)) + styleText('dim', '─'.repeat(BAR_WIDTH - filled));
      draw(`\n  ${bar}  ${done} of ${total} films\n  ${styleText('dim', news)}`);
    },
    end: () => draw.done(),
  };
}
