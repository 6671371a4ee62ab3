import { styleText } from 'node:util';
import { createLogUpdate } from 'log-update';
import { seconds } from '../../src/cli/demo/frame.ts';
import type { SoakPicture } from './soak.ts';

const BAR_WIDTH = 46;
/** Where there is no terminal a line now and then is enough. */
const PLAIN_EVERY_MS = 15_000;

export interface SoakDisplay {
  show(picture: SoakPicture): void;
  /** Leaves what is on the screen; plain text may follow. */
  end(): void;
}

/** Draws on a terminal; prints plain lines where there is none. */
export function openSoakDisplay(stream: NodeJS.WriteStream, boundMs: number): SoakDisplay {
  return stream.isTTY && !process.env['NO_COLOR'] ? drawn(stream, boundMs) : plain(stream);
}

function drawn(stream: NodeJS.WriteStream, boundMs: number): SoakDisplay {
  const draw = createLogUpdate(stream);
  let latest = '';
  return {
    show: (picture) => {
      latest = picture.news ?? latest;
      const ended = endedOf(picture);
      const filled = Math.round((ended / Math.max(1, picture.films)) * BAR_WIDTH);
      const bar = styleText('cyan', '━'.repeat(filled)) + styleText('dim', '─'.repeat(BAR_WIDTH - filled));
      const time = `${seconds(picture.elapsedMs)} of at most ${seconds(boundMs)}`;
      draw(
        ['', `  ${bar}  ${ended} of ${picture.films} jobs`, `  ${counts(picture)}`, `  ${styleText('dim', `${time}; ${latest}`)}`].join(
          '\n',
        ),
      );
    },
    end: () => draw.done(),
  };
}

function plain(stream: NodeJS.WriteStream): SoakDisplay {
  let toldAt = 0;
  return {
    show: (picture) => {
      if (picture.news === undefined && Date.now() - toldAt < PLAIN_EVERY_MS) return;
      toldAt = Date.now();
      const news = picture.news === undefined ? '' : `; ${picture.news}`;
      stream.write(`${seconds(picture.elapsedMs)}: ${endedOf(picture)} of ${picture.films} jobs; ${counts(picture)}${news}\n`);
    },
    end: () => undefined,
  };
}

const endedOf = ({ states }: SoakPicture): number =>
  ['COMPLETED', 'FAILED', 'CANCELED'].reduce((sum, state) => sum + (states[state] ?? 0), 0);

const counts = ({ states, verified, kills, retried, faults }: SoakPicture): string =>
  [
    ...Object.entries(states).map(([state, count]) => `${count} ${state.toLowerCase()}`),
    `${verified} verified`,
    `${kills} kills`,
    ...(retried > 0 ? [`${retried} asked for again`] : []),
    `${faults} faults`,
  ].join(', ');
