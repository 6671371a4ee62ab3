import { cpus, loadavg } from 'node:os';
import type { Motion } from '../../src/platform/catalogue/motions.ts';
import { descendants } from '../support/processes.ts';
import { startStack } from '../support/stack.ts';
import type { Stack } from '../support/stack.ts';
import { median } from './figures.ts';
import { cpuMilliseconds } from './reads-load.ts';
import { OURS, type BenchReport } from './report/result.ts';
import { MEASURES } from './report/scaling-page.ts';
import { Session } from './session.ts';

/** One film of each. */
const SUBJECTS = ['scene', 'picture', 'garden', 'river', 'winter'];
const GENTLE_SUBJECTS = ['forest', 'summer', 'harbour'];
/** What works on a film: programs, speech and drawing. Writing a script is no work worth counting. */
const TOOLS = new Set(['ffmpeg', 'ffprobe', 'SPEECH', 'VISUAL', 'CAPTION']);

/** Twelve scenes of about five seconds; no two films share a sentence, so nothing of an earlier film is found again. */
const script = (film: string): string =>
  Array.from(
    { length: 12 },
    (_, scene) => `This is ${film} number ${scene + 1}, and it says a few plain words about a quiet ${film}.`,
  ).join('\n\n');

interface Film {
  readonly filmMs: number;
  readonly wallMs: number;
  /** No tool at work, one tool at work. */
  readonly noneMs: number;
  readonly oneMs: number;
  /** Of the worker and its tools. */
  readonly cpuSeconds: number;
}

/** P4: a minute of film whose cards stand still, and of one whose cards move. How much of its time passes with no tool at work, and with one, which leaves a core to spare? */
export async function benchFilm(): Promise<BenchReport> {
  const load = loadavg()[0]?.toFixed(1);
  const stack = await startStack({ env: { LOG_LEVEL: 'debug' } });
  try {
    const session = await Session.open(stack.url);
    const films: Film[] = [];
    for (const subject of SUBJECTS) films.push(await make(stack, session, subject, 'NONE'));
    const gentle: Film[] = [];
    for (const subject of GENTLE_SUBJECTS) gentle.push(await make(stack, session, subject, 'GENTLE'));
    const [first, ...later] = films;
    const of = (read: (film: Film) => number, some: readonly Film[] = later): number => median(some.map(read));
    const none = ({ noneMs, wallMs }: Film): number => (100 * noneMs) / wallMs;
    const one = ({ oneMs, wallMs }: Film): number => (100 * oneMs) / wallMs;
    const sentence = (name: string, some: readonly Film[]): string =>
      `${name}, ${(of(({ filmMs }) => filmMs, some) / 1000).toFixed(1)} s at 720p, 12 scenes: ${(of(({ wallMs }) => wallMs, some) / 1000).toFixed(2)} s from start to end; no tool at work for ${of(none, some).toFixed(1)} % of that, one tool alone for ${of(one, some).toFixed(1)} %; ${of(({ cpuSeconds }) => cpuSeconds, some).toFixed(1)} s CPU of the worker and its tools.`;
    return {
      sentences: [
        `Tools are ffmpeg, ffprobe, speech and drawing; load of the machine before: ${load} on ${cpus().length} cores.`,
        sentence('The first film of a worker', first ? [first] : []),
        sentence(`The next ${later.length}, medians`, later),
        sentence(`${gentle.length} in gentle motion, medians`, gentle),
      ],
      measures: [
        {
          id: 'P4',
          name: 'A minute of film: no tool at work',
          unit: '% of its time',
          values: { [OURS]: of(none) },
          goals: [{ atMost: 5 }],
        },
        {
          id: 'P4',
          name: MEASURES.filmCpu,
          unit: 's',
          values: { [OURS]: of(({ cpuSeconds, filmMs }) => (cpuSeconds * 60_000) / filmMs) },
          goals: [],
        },
        {
          ...{ id: 'motion', name: 'A minute of film in gentle motion, CPU', unit: 's', goals: [{ atMost: 52 }] },
          values: { [OURS]: of(({ cpuSeconds, filmMs }) => (cpuSeconds * 60_000) / filmMs, gentle) },
        },
        {
          ...{ id: 'motion', name: 'A minute of film in gentle motion, start to end', unit: 's', goals: [{ atMost: 30 }] },
          values: { [OURS]: of(({ wallMs, filmMs }) => (wallMs * 60) / filmMs, gentle) },
        },
        { id: 'P4', name: 'A minute of film: one tool alone', unit: '% of its time', values: { [OURS]: of(one) }, goals: [{ atMost: 30 }] },
      ],
    };
  } finally {
    await stack.stop();
  }
}

async function make(stack: Stack, session: Session, subject: string, motion: Motion): Promise<Film> {
  const worker = descendants(stack.program.pid).find(({ command }) => command.endsWith(' worker'))?.pid ?? 0;
  // A tool counts when it has ended; speech is a process that is kept for the next film.
  const cpu = (): number => cpuMilliseconds(worker) + cpuMilliseconds(worker, { ofEndedChildren: true });
  const cpuBefore = cpu();
  const jobId = await session.film({ script: script(subject), resolution: 'P720', motion });
  const client = session.socket();
  const events = client.iterate({ query: 'subscription($id: ID!) { jobProgress(jobId: $id) { sequence } }', variables: { id: jobId } });
  for await (const _ of events) continue;
  await client.dispose();
  const cpuSeconds = (cpu() - cpuBefore) / 1_000;
  const { job } = await session.ask('query($id: ID!) { job(id: $id) { status startedAt finishedAt video { durationMs } } }', { id: jobId });
  const { status, startedAt, finishedAt, video } = job as {
    status: string;
    startedAt: string;
    finishedAt: string;
    video: { durationMs: number };
  };
  if (status !== 'COMPLETED') throw new Error(`the film is ${status}`);
  const [from, to] = [Date.parse(startedAt), Date.parse(finishedAt)];
  return {
    filmMs: video.durationMs,
    wallMs: to - from,
    cpuSeconds,
    ...atWork(stack.program.stdout().split('\n').flatMap(readTool), from, to),
  };
}

interface Stretch {
  readonly from: number;
  readonly to: number;
}

function readTool(line: string): Stretch[] {
  if (!line.includes('"tool ended"')) return [];
  const { time, tool, wallMs } = JSON.parse(line) as { time: string; tool: string; wallMs: number };
  const to = Date.parse(time);
  return TOOLS.has(tool) ? [{ from: to - wallMs, to }] : [];
}

/** Milliseconds with none and with one of the stretches open. */
function atWork(stretches: readonly Stretch[], from: number, to: number): { noneMs: number; oneMs: number } {
  const inside = stretches
    .map((each) => ({ from: Math.max(from, each.from), to: Math.min(to, each.to) }))
    .filter((each) => each.to > each.from);
  const changes = [
    ...inside.map((each) => ({ at: each.from, by: 1 })),
    ...inside.map((each) => ({ at: each.to, by: -1 })),
    { at: to, by: 0 },
  ];
  const spent = [0, 0];
  let [open, since] = [0, from];
  for (const { at, by } of changes.toSorted((a, b) => a.at - b.at)) {
    if (open < 2) spent[open] = (spent[open] ?? 0) + at - since;
    open += by;
    since = at;
  }
  return { noneMs: spent[0] ?? 0, oneMs: spent[1] ?? 0 };
}
