import { createLogUpdate } from 'log-update';
import { doneMark, frame, percent, spinner, stepName, timeLeft, type Picture } from './frame.ts';

/** Progress for people, on standard error: standard output is for data. */
export interface Display {
  /** Shows that something is in progress, without a measure. */
  busy(what: string): void;
  /** Shows a completed line, which stays on the screen. */
  note(what: string): void;
  job(picture: Picture): void;
  /** Stops drawing, keeps what is on the screen and restores the cursor. Plain text may follow. */
  end(): void;
}

type Terminal = NodeJS.WriteStream;

/** Draws on a terminal; prints plain lines to a pipe, with `NO_COLOR` or on a terminal without control sequences. */
export function openDisplay(stream: Terminal, { NO_COLOR = '', TERM }: NodeJS.ProcessEnv): Display {
  return stream.isTTY && NO_COLOR === '' && TERM !== 'dumb' ? new DrawnDisplay(stream) : new PlainDisplay(stream);
}

const TICK_MS = 100;

class DrawnDisplay implements Display {
  readonly #stream: Terminal;
  /** Rewrites only changed lines, in one write, so that nothing flickers. */
  readonly #draw: ReturnType<typeof createLogUpdate>;
  #notes: string[] = [];
  #busy: string | undefined;
  #picture: Picture | undefined;
  #tick = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(stream: Terminal) {
    this.#stream = stream;
    this.#draw = createLogUpdate(stream);
  }

  busy(what: string): void {
    this.#busy = what;
    this.#redraw();
  }

  note(what: string): void {
    this.#busy = undefined;
    // The last state of an ended job stays on the screen, above what follows.
    if (this.#picture !== undefined) this.#notes.push(...this.#job(this.#picture), '');
    this.#picture = undefined;
    this.#notes.push(`  ${doneMark()} ${what}`);
    this.#redraw();
  }

  job(picture: Picture): void {
    this.#busy = undefined;
    this.#picture = picture;
    this.#redraw();
  }

  end(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#busy = undefined;
    this.#redraw(false);
    this.#draw.done();
    this.#notes = [];
    this.#picture = undefined;
  }

  #redraw(live = true): void {
    if (live)
      this.#timer ??= setInterval(() => {
        this.#tick++;
        this.#redraw();
      }, TICK_MS).unref();
    const job = this.#picture === undefined ? [] : this.#job(this.#picture);
    const busy = this.#busy === undefined ? [] : [`  ${spinner(this.#tick)} ${this.#busy}`];
    const lines = [...this.#notes, ...job, ...(job.length > 0 && busy.length > 0 ? ['', ...busy] : busy)];
    if (lines.length > 0) this.#draw(lines.join('\n'));
    else this.#draw.clear();
  }

  #job(picture: Picture): string[] {
    return frame(picture, Date.now(), this.#tick, this.#stream.columns);
  }
}

/** A pipe receives one line for each tenth of the progress. */
const PLAIN_STEPS = 10;

class PlainDisplay implements Display {
  readonly #stream: Terminal;
  readonly #done = new Set<string>();
  #title: string | undefined;
  #tenth = 0;
  #notice: string | undefined;

  constructor(stream: Terminal) {
    this.#stream = stream;
  }

  busy(what: string): void {
    this.#print(`${what} …`);
  }

  note(what: string): void {
    this.#print(what);
  }

  job(picture: Picture): void {
    if (this.#title !== picture.title) this.#print(`Film: ${picture.title}`);
    this.#title = picture.title;
    if (picture.notice !== undefined && picture.notice !== this.#notice) this.#print(picture.notice);
    this.#notice = picture.notice;
    for (const { name, status } of picture.steps) {
      if (status === 'COMPLETED' && !this.#done.has(name)) this.#print(`${stepName(name)}: done`);
      if (status === 'COMPLETED') this.#done.add(name);
    }
    const tenth = Math.floor(picture.progress * PLAIN_STEPS);
    if (tenth > this.#tenth && picture.notice === undefined) {
      this.#tenth = tenth;
      this.#print(`${percent(picture.progress)} ${timeLeft(picture, Date.now())}`.trimEnd());
    }
  }

  end(): void {
    this.#tenth = 0;
  }

  #print(line: string): void {
    this.#stream.write(`${line}\n`);
  }
}
