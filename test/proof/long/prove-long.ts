import { readFileSync } from 'node:fs';
import { gql, register, withApiKey } from '../../support/client.ts';
import { download } from '../../support/films.ts';
import { descendants } from '../../support/processes.ts';
import { endPrograms, type LogLine } from '../../support/program.ts';
import { importProject, render, type RenderedJob } from '../../support/projects.ts';
import { startStack } from '../../support/stack.ts';

interface LongFilm {
  readonly minutes: number;
  readonly resolution: string;
  readonly motion: string;
}

interface LongReport extends LongFilm {
  readonly status: string;
  readonly failure: RenderedJob['failure'];
  readonly filmSeconds: number;
  readonly wallSeconds: number;
  /** Most of the worker with its tools at one time, and of its process alone. MiB. */
  readonly peakMiB: number;
  readonly workerMiB: number;
  readonly fileMiB: number;
  readonly checks: number;
  readonly failedChecks: readonly string[];
  /** Seconds from the start of the job to the end of each stage. */
  readonly stages: Readonly<Record<string, number>>;
}

/** Each scene speaks a sentence and holds its picture. */
const SCENE_MS = 10_000;
const SAMPLE_MS = 250;

/** Makes one long film, and measures its time and the memory of the worker with its tools. */
export async function proveLong(film: LongFilm): Promise<LongReport> {
  const stack = await startStack({ env: { LOG_LEVEL: 'info' } });
  try {
    const person = await withApiKey(await register(stack.url));
    const scenes = Array.from({ length: Math.ceil((film.minutes * 60_000) / SCENE_MS) }, (_, index) => ({
      ...{ narration: `This is scene number ${index + 1} of a long film.`, durationMs: SCENE_MS, motion: film.motion },
    }));
    const projectId = await importProject(person, `A film of ${film.minutes} minutes`, scenes);
    const { createPreset } = await gql<{ createPreset: { id: string } }>(
      person,
      'mutation ($input: CreatePresetInput!) { createPreset(input: $input) { id } }',
      { input: { workspaceId: person.workspaceId, name: 'Long', resolution: film.resolution } },
    );
    const { pid } = await stack.program.heard(({ msg }) => msg === 'worker is ready');
    const memory = watchMemory(pid);
    const startedAt = Date.now();
    const job = await render(person, projectId, { presetId: createPreset.id });
    const wallSeconds = seconds(Date.now() - startedAt);
    const peak = memory.stop();
    const bytes = job.video ? (await download(job.video)).length : 0;
    return {
      ...film,
      ...{ status: job.status, failure: job.failure, wallSeconds, ...peak, stages: stagesOf(stack.program.log(), job.id, startedAt) },
      filmSeconds: seconds(job.video?.durationMs ?? 0),
      fileMiB: Math.round(bytes / 1024 ** 2),
      checks: job.checks.length,
      failedChecks: job.checks.filter(({ ok }) => !ok).map(({ name, measured }) => `${name}: ${measured}`),
    };
  } finally {
    await stack.stop();
    await endPrograms();
  }
}

const seconds = (ms: number): number => Math.round(ms / 100) / 10;

/** Shared pages count once, as their share in each process. */
function memoryOf(pid: number): number {
  try {
    return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0; // It has ended meanwhile.
  }
}

function watchMemory(worker: number): { stop(): { peakMiB: number; workerMiB: number } } {
  let [peakMiB, workerMiB] = [0, 0];
  const timer = setInterval(() => {
    const own = memoryOf(worker);
    const all = descendants(worker).reduce((sum, { pid }) => sum + memoryOf(pid), own);
    [peakMiB, workerMiB] = [Math.max(peakMiB, all), Math.max(workerMiB, own)];
  }, SAMPLE_MS);
  return {
    stop: () => {
      clearInterval(timer);
      return { peakMiB: Math.round(peakMiB), workerMiB: Math.round(workerMiB) };
    },
  };
}

/** When the last step of each stage ended, by the log. */
function stagesOf(log: readonly LogLine[], jobId: string, startedAt: number): Record<string, number> {
  const ended = log.filter((line) => line['msg'] === 'step finished' && line['jobId'] === jobId);
  return Object.fromEntries(ended.map((line) => [String(line['step']), seconds(Date.parse(line['time']) - startedAt)]));
}
