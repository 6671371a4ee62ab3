import { createLogUpdate } from 'log-update';
import { doneMark, frame, percent, spinner, stepName, timeLeft, type Picture } from './frame.ts';

/** Progress as people see it, on standard error: data has standard output to itself. */
export interface Display {
  /** Something takes a while and has no measure. */
  busy(what: string): void;
  /** Something is done, and stays on the screen. */
  note(what: string): void;
  job(picture: Picture): void;
  /** Leaves what is on the screen and gives the cursor back; plain text may follow. */
  end(): void;
}

type Terminal = NodeJS.WriteStream;

/** Draws where there is a terminal; prints plain lines where there is a pipe, `NO_COLOR` or a terminal that cannot. */
export function openDisplay(stream: Terminal, { NO_COLOR = '', TERM }: NodeJS.ProcessEnv): Display {
  return stream.isTTY && NO_COLOR === '' && TERM !== 'dumb' ? new DrawnDisplay(stream) : new PlainDisplay(stream);
}

const TICK_MS = 100;

class DrawnDisplay implements Display {
  readonly #stream: Terminal;
  /** Rewrites only the lines that changed, in one write: nothing flickers. */
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
    // A job that is over stays above what comes after it.
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

/** A line at each tenth of the way. */
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
