import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { terminalPicture } from './terminal-picture.ts';
import { Terminal } from './terminal.ts';

const SIZE = { columns: 88, lines: 30 };
/** Pictures of the recording are at least so far apart. */
const STEP_MS = 150;
/** The last picture stays. */
const LAST_MS = 4_000;

export interface Recording {
  /** An input of ffmpeg's concat demuxer. */
  readonly list: string;
  readonly code: number | null;
}

/** Runs a command in a terminal (`script` of util-linux) and keeps pictures of what it shows, below `folder`. */
export async function record(shown: string, command: string, env: NodeJS.ProcessEnv, folder: string): Promise<Recording> {
  const inTerminal = `stty cols ${SIZE.columns} rows ${SIZE.lines}; ${command}`;
  const child = spawn('script', ['-qefc', inTerminal, '/dev/null'], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const terminal = new Terminal();
  terminal.write(`\x1B[32m$\x1B[0m ${shown}\r\n`);
  const pictures: { readonly file: string; readonly at: number }[] = [];
  let last = '';
  const began = Date.now();
  const keep = async (): Promise<void> => {
    const state = JSON.stringify(terminal.rows);
    if (state === last) return;
    last = state;
    const file = join(folder, `terminal-${String(pictures.length).padStart(4, '0')}.png`);
    pictures.push({ file, at: Date.now() - began });
    await writeFile(file, terminalPicture(terminal.rows, SIZE));
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => terminal.write(text));
  const timer = setInterval(() => void keep(), STEP_MS);
  const [code] = (await once(child, 'close')) as [number | null];
  clearInterval(timer);
  await keep();
  const lines = pictures.flatMap(({ file, at }, index) => {
    const ms = (pictures[index + 1]?.at ?? at + LAST_MS) - at;
    return [`file '${file}'`, `duration ${(ms / 1_000).toFixed(3)}`];
  });
  const list = join(folder, 'terminal.txt');
  // The demuxer ignores the duration of the last file unless another follows.
  await writeFile(list, ['ffconcat version 1.0', ...lines, `file '${pictures.at(-1)?.file ?? ''}'`, ''].join('\n'));
  return { list, code };
}
