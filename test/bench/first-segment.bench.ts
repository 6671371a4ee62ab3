import { register, watch } from '../support/client.ts';
import { newScript } from '../support/factories.ts';
import { generate } from '../support/films.ts';
import { startStack } from '../support/stack.ts';
import { median } from './figures.ts';
import { OURS, type BenchReport } from './report/result.ts';
import { firstOfStream } from './single-pass/first-of-stream.ts';

const ROUNDS = 3;
const SCENES = 6;
const GOALS_MS = { NONE: 1_500, GENTLE: 4_000 } as const;

/** P6 with narration: from the mutation until the first segment of a stream is loaded, for films of cards by the built-in voice at 720p. */
export async function benchFirstSegment(): Promise<BenchReport> {
  const stack = await startStack();
  try {
    const person = await register(stack.url);
    const found = { NONE: [] as number[], GENTLE: [] as number[] };
    // The first films of a worker load what later ones find.
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (const motion of ['NONE', 'GENTLE'] as const) {
        const began = performance.now();
        const jobId = await generate(person, { script: newScript(SCENES), motion, resolution: 'P720', renditions: ['HLS'] });
        const loaded = await firstOfStream(person, jobId);
        await watch(person, { jobId }).ended;
        if (round > 0) found[motion].push(loaded - began);
      }
    }
    const measure = (motion: keyof typeof found, name: string) => ({
      ...{ id: 'P6', name, unit: 'ms', values: { [OURS]: median(found[motion]) }, goals: [{ atMost: GOALS_MS[motion] }] },
    });
    const told = (values: readonly number[]): string => values.map((ms) => ms.toFixed(0)).join(', ');
    return {
      sentences: [
        `Films of ${SCENES} cards with the built-in voice and music at 720p30, each of new words, one after the other; medians of ${ROUNDS}.`,
        `First segment of a stream after ${told(found.NONE)} ms where cards stand still, and after ${told(found.GENTLE)} ms where they move (GENTLE).`,
      ],
      measures: [
        measure('NONE', 'First segment of a narrated stream, motion NONE'),
        measure('GENTLE', 'First segment of a narrated stream, motion GENTLE'),
      ],
    };
  } finally {
    await stack.stop();
  }
}
