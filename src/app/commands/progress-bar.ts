import { createLogUpdate } from 'log-update';
import type { OnBytes } from '../../platform/voice-install/download.ts';

const BAR_WIDTH = 40;
const MIB = 1024 ** 2;

/** Shows what the command is doing, on standard error: a bar on a terminal, else a line for each stage and each tenth. */
export interface Progress {
  readonly stage: (name: string) => void;
  readonly bytes: OnBytes;
  readonly end: () => void;
}

export function openProgress(stream: NodeJS.WriteStream, { NO_COLOR = '', TERM }: NodeJS.ProcessEnv): Progress {
  const isDrawn = stream.isTTY && NO_COLOR === '' && TERM !== 'dumb';
  const draw = isDrawn ? createLogUpdate(stream) : undefined;
  let [stage, lastTenth] = ['', -1];
  return {
    stage: (name) => {
      stage = name;
      lastTenth = -1;
      if (draw) draw(`  ${stage} …`);
      else stream.write(`${stage}\n`);
    },
    bytes: (done, total) => {
      const share = total === undefined || total === 0 ? undefined : Math.min(1, done / total);
      const amount = `${(done / MIB).toFixed(1)}${total === undefined ? '' : ` of ${(total / MIB).toFixed(1)}`} MiB`;
      if (draw) {
        const filled = Math.round((share ?? 0) * BAR_WIDTH);
        draw(`  ${stage}\n  ${'━'.repeat(filled)}${'─'.repeat(BAR_WIDTH - filled)} ${amount}`);
        return;
      }
      const tenth = Math.floor((share ?? 0) * 10);
      if (tenth !== lastTenth) stream.write(`${stage}: ${amount}\n`);
      lastTenth = tenth;
    },
    end: () => {
      draw?.clear();
      draw?.done();
    },
  };
}
