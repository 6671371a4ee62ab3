import { styleText } from 'node:util';
import { createLogUpdate } from 'log-update';

/** Progress of a file, on standard error: standard output is for ids. */
export interface Display {
  progress(name: string, sent: number, total: number): void;
  /** Shows a completed line, which stays on the screen. */
  note(what: string): void;
  end(): void;
}

const BAR_WIDTH = 40;
const MIB = 1024 ** 2;

/** Draws on a terminal; otherwise prints a line at each tenth. */
export function openDisplay(stream: NodeJS.WriteStream, { NO_COLOR = '', TERM }: NodeJS.ProcessEnv): Display {
  return stream.isTTY && NO_COLOR === '' && TERM !== 'dumb' ? drawn(stream) : plain(stream);
}

const share = (sent: number, total: number): number => (total === 0 ? 1 : sent / total);
const text = (sent: number, total: number): string =>
  `${String(Math.floor(share(sent, total) * 100)).padStart(3)} %  ${(sent / MIB).toFixed(1)} of ${(total / MIB).toFixed(1)} MiB`;

function drawn(stream: NodeJS.WriteStream): Display {
  const draw = createLogUpdate(stream);
  const paint = (colour: 'cyan' | 'dim' | 'green', words: string): string => styleText(colour, words, { validateStream: false });
  return {
    progress: (name, sent, total) => {
      const filled = Math.round(share(sent, total) * BAR_WIDTH);
      draw(`  ${name}\n  ${paint('cyan', '━'.repeat(filled))}${paint('dim', '─'.repeat(BAR_WIDTH - filled))} ${text(sent, total)}`);
    },
    note: (what) => {
      draw(`  ${paint('green', '✔')} ${what}`);
      draw.done();
    },
    end: () => draw.done(),
  };
}

function plain(stream: NodeJS.WriteStream): Display {
  let shown = '';
  return {
    progress: (name, sent, total) => {
      const tenth = `${name}: ${Math.floor(share(sent, total) * 10)}`;
      if (tenth !== shown) stream.write(`${name} ${text(sent, total)}\n`);
      shown = tenth;
    },
    note: (what) => stream.write(`${what}\n`),
    end: () => undefined,
  };
}
