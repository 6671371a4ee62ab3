import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { failureOf } from '../../src/features/jobs/steps/step-failure.ts';
import type { Failure } from '../../src/kernel/failure.ts';

const [, jobs = ''] = (await readFile(join(import.meta.dirname, '../../docs/errors.md'), 'utf8')).split('\n## A failed job\n');

/** What docs/errors.md promises of each code of a failed job. */
export const failureCatalogue = new Map(
  jobs.split('\n').flatMap((line) => {
    const [, code, category, retryable] = /^\| `([A-Z_]+)` *\| ([A-Z_]+) *\| (yes|no) /.exec(line) ?? [];
    return code ? [[code, { category, retryable: retryable === 'yes' }] as const] : [];
  }),
);

/** Fails by `cause` as the catalogue promises, in words for people. */
export async function expectFailure(cause: () => Promise<unknown>, code: string): Promise<void> {
  const error: unknown = await cause().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeDefined();
  const failure: Failure = failureOf(error);
  expect(failure, String((error as Error).stack)).toMatchObject({ code, ...failureCatalogue.get(code) });
  expect(failure.hint).toMatch(/^[A-Z].{15,}\.$/);
  expect(failure.message).toMatch(/^(?:[A-Z]|ffmpeg ).{10,}\.$/s);
  // Neither paths nor SQL nor stacks, in nothing of what the person reads.
  expect(JSON.stringify([failure.message, failure.hint, failure.logTail])).not.toMatch(
    /\/tmp|\/dev|\/sys|node_modules|select |\bat .+:\d+:\d+/,
  );
}
