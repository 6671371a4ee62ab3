import { loadavg } from 'node:os';
import { gql, register } from '../support/client.ts';
import type { Person } from '../support/client.ts';
import { descendants } from '../support/processes.ts';
import { editScene, importProject, render } from '../support/projects.ts';
import { startStack } from '../support/stack.ts';
import { median } from './figures.ts';
import { cpuMilliseconds } from './reads-load.ts';
import { OURS } from './report/result.ts';
import type { BenchReport } from './report/result.ts';

/** Twelve scenes of about five seconds: a minute of film. */
const SCENES = 12;
const MOTIONS = ['NONE', 'GENTLE'] as const;
const PREVIEWS = 12;

const narration = (motion: string, scene: number): string =>
  `This is the ${motion.toLowerCase()} scene number ${scene + 1}, and it says a few plain words about a quiet garden.`;

interface Edited {
  readonly firstSeconds: number;
  readonly againSeconds: number;
  readonly filmMs: number;
}

/** P5: what a film costs again after one of its scenes was edited, and how soon one frame of a project is there. */
export async function benchEdits(): Promise<BenchReport> {
  const load = loadavg()[0]?.toFixed(1);
  const stack = await startStack();
  try {
    const person = await register(stack.url);
    const worker = descendants(stack.program.pid).find(({ command }) => command.endsWith(' worker'))?.pid ?? 0;
    // A tool counts when it has ended; speech is a process that is kept for the next film.
    const cpu = (): number => (cpuMilliseconds(worker) + cpuMilliseconds(worker, { ofEndedChildren: true })) / 1_000;
    // The first film loads fonts and starts the voice.
    await edited(person, 'warm', 'NONE', cpu);
    const films = new Map<string, Edited>();
    for (const motion of MOTIONS) films.set(motion, await edited(person, motion, motion, cpu));
    const previews = await previewTimes(person);
    const share = (motion: string): number => (100 * (films.get(motion)?.againSeconds ?? NaN)) / (films.get(motion)?.firstSeconds ?? NaN);
    return {
      sentences: [
        ...[...films].map(
          ([motion, { firstSeconds, againSeconds, filmMs }]) =>
            `${SCENES} scenes, ${(filmMs / 1_000).toFixed(1)} s at 720p, motion ${motion}: ${firstSeconds.toFixed(1)} s CPU of the worker and its tools; ${againSeconds.toFixed(1)} s (${share(motion).toFixed(0)} %) after one scene was edited (goal: 15 %).`,
        ),
        `A frame of a project by previewFrame until its answer: ${median(previews).toFixed(0)} ms, at most ${Math.max(...previews).toFixed(0)} ms of ${previews.length} (goal: 1,000). Load of the machine before: ${load}.`,
      ],
      measures: [
        ...MOTIONS.map((motion) => ({
          ...{ id: 'P5', name: `CPU after an edit of one of ${SCENES} scenes, motion ${motion}`, unit: '% of the first film' },
          ...{ values: { [OURS]: share(motion) }, goals: [{ atMost: 15 }] },
        })),
        { id: 'preview', name: 'A frame of a project', unit: 'ms', values: { [OURS]: median(previews) }, goals: [{ atMost: 1_000 }] },
      ],
    };
  } finally {
    await stack.stop();
  }
}

async function edited(person: Person, name: string, motion: string, cpu: () => number): Promise<Edited> {
  const scenes = Array.from({ length: SCENES }, (_, scene) => ({ narration: narration(name, scene), motion }));
  const projectId = await importProject(person, `Film ${name}`, scenes);
  const before = cpu();
  const first = await render(person, projectId);
  const between = cpu();
  await editScene(person, projectId, SCENES / 2, { narration: 'Now this scene says something else about the same quiet garden.' });
  await render(person, projectId);
  return { firstSeconds: between - before, againSeconds: cpu() - between, filmMs: first.video?.durationMs ?? NaN };
}

/** Milliseconds until `previewFrame` answers, of frames that nobody has asked for. */
async function previewTimes(person: Person): Promise<readonly number[]> {
  const scenes = Array.from({ length: PREVIEWS + 1 }, (_, scene) => ({ narration: narration('shown', scene) }));
  const projectId = await importProject(person, 'Previews', scenes);
  const times: number[] = [];
  for (let frame = 0; frame <= PREVIEWS; frame += 1) {
    const began = performance.now();
    await gql(person, 'mutation ($input: PreviewFrameInput!) { previewFrame(input: $input) { url } }', {
      input: { projectId, atMs: frame * 5_000 + 2_000 },
    });
    times.push(performance.now() - began);
  }
  // The first one warms the worker.
  return times.slice(1);
}
