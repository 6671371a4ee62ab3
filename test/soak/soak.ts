import { rm } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import pLimit from 'p-limit';
import { Client } from 'pg';
import { anyNumber } from '../support/factories.ts';
import type { Person } from '../support/client.ts';
import { startStack, type Stack } from '../support/stack.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { faultsOfFolders, faultsOfProcesses, faultsOfRest, faultsOfRows, deleteOrphans } from './soak-ends.ts';
import {
  askForFilm,
  cancel,
  faultsOfCredits,
  failureOf,
  faultsOfFailure,
  faultsOfFilm,
  openTenants,
  retry,
  rightEnd,
  type FilmKind,
  type SoakFilm,
} from './soak-films.ts';
import { SoakWorkers } from './soak-workers.ts';

export interface SoakOptions {
  readonly films: number;
  readonly tenants: number;
  /** At least so many kills; when the films end before, more are asked for. Killing goes on until all have ended. */
  readonly kills: number;
  /** Unlimited when left out. */
  readonly killsAtMost?: number;
  readonly killEveryMs: number;
  /** Of the films, how many are canceled at some moment, and how many cannot be made. */
  readonly canceled: number;
  readonly broken: number;
  /** For everything, with start and proof. */
  readonly boundMs: number;
  readonly signal: AbortSignal;
  readonly show: (picture: SoakPicture) => void;
}

/** How it stands. */
export interface SoakPicture {
  /** Jobs by state. */
  readonly states: Readonly<Record<string, number>>;
  readonly films: number;
  readonly verified: number;
  readonly kills: number;
  /** Jobs that failed because their workers were killed three times in the same step, and were asked for again. */
  readonly retried: number;
  readonly faults: number;
  readonly elapsedMs: number;
  /** What happened just now. */
  readonly news?: string | undefined;
}

export interface SoakReport extends Omit<SoakPicture, 'faults' | 'news'> {
  /** What is wrong, one line each. Empty is well. */
  readonly faults: readonly string[];
  /** From a kill to the step's beginning elsewhere. */
  readonly restartsMs: readonly number[];
  /** Objects of killed workers that the background task deleted. */
  readonly orphans: number;
}

const CREDITS = 100_000;
const LOOK_EVERY_MS = 250;
/** For the proof at the end, of all the time there is. */
const PROOF_SHARE = 0.1;
/** More films are asked for when of those that were wanted fewer than so many are open, and workers are left to be killed. */
const OPEN_SHARE = 0.1;
/** Chance that a running job that is to be canceled is canceled at this look: one in so many. */
const CANCEL_ONE_IN = 8;
/** The engine gives up after three silences in one step. A worker may die before it has said that it began: one may be missing in the log. */
const HITS_THAT_FAIL = 2;

/** Films of several tenants on two workers, of which one is killed again and again: nothing may be lost, doubled or left behind. */
export async function soak(options: SoakOptions): Promise<SoakReport> {
  const began = Date.now();
  const stack = await startStack({ env: { SIGNUP_CREDITS: String(CREDITS) }, keepData: true });
  await using folder = await temporaryFolder();
  const owner = new Client({ connectionString: stack.secrets()['DATABASE_OWNER_URL'] });
  // Its database is stopped at the end, and it is still there.
  owner.on('error', () => undefined);
  try {
    await owner.connect();
    const run = new Soak({ ...options, stack, owner, began, folder: folder.path });
    await run.make();
    return await run.prove();
  } finally {
    await owner.end();
    await stack.stop();
    await rm(stack.dataDir, { recursive: true, force: true });
  }
}

interface SoakParts extends SoakOptions {
  readonly stack: Stack;
  readonly owner: Client;
  readonly began: number;
  readonly folder: string;
}

class Soak {
  readonly #options: SoakParts;
  readonly #workers: SoakWorkers;
  readonly #films = new Map<string, SoakFilm>();
  readonly #faults: string[] = [];
  readonly #looked = new Set<string>();
  readonly #oneByOne = pLimit(1);
  #tenants: readonly Person[] = [];
  #verified = 0;
  #retried = 0;
  #states: Readonly<Record<string, number>> = {};

  constructor(options: SoakParts) {
    this.#options = options;
    this.#workers = new SoakWorkers(options.stack);
  }

  /** Until every film has ended and enough workers were killed, or the time is over. */
  async make(): Promise<void> {
    const { stack, tenants, films, kills, killsAtMost = Infinity, killEveryMs, boundMs, began, signal } = this.#options;
    this.#tenants = await openTenants(stack.url, tenants);
    await this.#workers.start();
    for (let index = 0; index < films; index += 1) await this.#ask(this.#kindOf(index));
    this.#show(`${films} films are asked for`);
    let killAt = Date.now() + killEveryMs;
    for (;;) {
      const open = await this.#look();
      if (open === 0 && this.#workers.kills >= kills) return;
      if (signal.aborted || Date.now() - began > boundMs * (1 - PROOF_SHARE)) {
        this.#faults.push(`${open} jobs were open, and ${this.#workers.kills} of ${kills} workers killed, when the time was over`);
        return;
      }
      if (Date.now() >= killAt && this.#workers.kills < killsAtMost) {
        killAt += killEveryMs;
        this.#show(`kill -9: ${await this.#workers.kill()}`);
      }
      if (open < films * OPEN_SHARE && this.#workers.kills < kills) await this.#ask('FILM');
      await pause(LOOK_EVERY_MS);
    }
  }

  /** Looks at everything that is left, and ends it. */
  async prove(): Promise<SoakReport> {
    const { owner, stack } = this.#options;
    this.#show('the proof');
    await this.#oneByOne(() => undefined);
    this.#faults.push(...(await faultsOfRest(owner, stack)), ...(await faultsOfRows(owner)));
    const { orphans, faults } = await deleteOrphans(stack);
    this.#faults.push(...faults);
    this.#faults.push(...(await faultsOfFolders(stack, this.#workers.pids())));
    for (const tenant of this.#tenants) this.#faults.push(...(await faultsOfCredits(tenant, CREDITS)));
    const restartsMs = this.#workers.restartsMs();
    await this.#workers.stop();
    await stack.stop();
    this.#faults.push(...this.#workers.faults, ...faultsOfProcesses(stack.dataDir));
    return { ...this.#counts(), faults: this.#faults, restartsMs, orphans };
  }

  /** The special ones lie spread among the others. */
  #kindOf(index: number): FilmKind {
    const { films, canceled, broken } = this.#options;
    const every = Math.max(1, Math.floor(films / (canceled + broken)));
    const turn = index % every === every - 1 ? Math.floor(index / every) : canceled + broken;
    if (turn < broken) return 'BROKEN';
    return turn < broken + canceled ? 'CANCELED' : 'FILM';
  }

  async #ask(kind: FilmKind): Promise<void> {
    const tenant = this.#tenants[this.#films.size % this.#tenants.length]!;
    const film = await askForFilm(tenant, kind);
    this.#films.set(film.id, film);
  }

  /** Returns how many jobs are open. */
  async #look(): Promise<number> {
    const { rows } = await this.#options.owner.query<{ id: string; status: string }>('select id, status from jobs');
    const states: Record<string, number> = {};
    const retriedBefore = this.#retried;
    for (const { id, status } of rows) {
      states[status] = (states[status] ?? 0) + 1;
      const film = this.#films.get(id);
      if (!film) this.#faults.push(`nobody asked for job ${id}`);
      else if (status === 'QUEUED' || status === 'RUNNING') await this.#mayCancel(film, status);
      else await this.#seeEnd(film, status);
    }
    this.#states = states;
    this.#show();
    return (states['QUEUED'] ?? 0) + (states['RUNNING'] ?? 0) + this.#retried - retriedBefore;
  }

  async #mayCancel(film: SoakFilm, status: string): Promise<void> {
    if (film.kind === 'CANCELED' && film.canceled === undefined && status === 'RUNNING' && anyNumber(CANCEL_ONE_IN - 1) === 0)
      await cancel(film);
  }

  async #seeEnd(film: SoakFilm, status: string): Promise<void> {
    if (this.#looked.has(film.id) || (status === 'FAILED' && (await this.#mayRetry(film)))) return;
    this.#looked.add(film.id);
    if (status !== rightEnd(film)) this.#faults.push(`job ${film.id} is ${status}, and should be ${rightEnd(film)}`);
    else if (status !== 'CANCELED') void this.#oneByOne(() => this.#verify(film, status));
  }

  /** A step in which we killed three workers is taken for one that kills workers: rightly so. The next request gets the film. */
  async #mayRetry(film: SoakFilm): Promise<boolean> {
    if ((await failureOf(film)) !== 'WORKER_CRASHED' || this.#workers.hits(film.id) < HITS_THAT_FAIL) return false;
    await retry(film);
    this.#retried += 1;
    return true;
  }

  async #verify(film: SoakFilm, status: string): Promise<void> {
    try {
      const faults = status === 'COMPLETED' ? await faultsOfFilm(film, this.#options.folder) : await faultsOfFailure(film);
      this.#faults.push(...faults);
      this.#verified += 1;
    } catch (error) {
      this.#faults.push(`film ${film.id} could not be looked at: ${String(error)}`);
    }
  }

  #show(news?: string): void {
    this.#options.show({ ...this.#counts(), faults: this.#faults.length + this.#workers.faults.length, news });
  }

  #counts() {
    return {
      states: this.#states,
      films: this.#films.size,
      verified: this.#verified,
      kills: this.#workers.kills,
      retried: this.#retried,
      elapsedMs: Date.now() - this.#options.began,
    };
  }
}
