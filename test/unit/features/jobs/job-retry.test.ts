import { expect, test } from 'vitest';
import { planRetry } from '../../../../src/features/jobs/job/job-retry.ts';
import type { StepName, StepStatus } from '../../../../src/features/jobs/job/job.states.ts';

const step = (id: string, name: StepName, unlocks: string[], status: StepStatus = 'COMPLETED', plannedBy: string | null = 'script') => ({
  id,
  name,
  unlocks,
  status,
  plannedBy,
  startedAt: new Date(0),
});

/** Two scenes; these steps stand otherwise than finished. */
const film = (states: Readonly<Record<string, StepStatus>> = {}) =>
  [
    step('script', 'SCRIPT', ['assemble'], 'COMPLETED', null),
    step('assemble', 'ASSEMBLE', ['deliver'], 'COMPLETED', null),
    step('deliver', 'DELIVER', [], 'COMPLETED', null),
    step('voice 0', 'VOICE', ['segment 0', 'segment 1']),
    step('voice 1', 'VOICE', ['segment 0', 'segment 1']),
    step('visual 0', 'VISUAL', ['segment 0']),
    step('visual 1', 'VISUAL', ['segment 0', 'segment 1']),
    step('segment 0', 'SEGMENT', ['assemble']),
    step('segment 1', 'SEGMENT', ['assemble']),
  ].map((one) => ({ ...one, status: states[one.id] ?? one.status }));

const none = (): boolean => false;

test('what has not finished is done again, and nothing else', () => {
  const steps = film({ deliver: 'CANCELED', assemble: 'CANCELED', 'segment 1': 'FAILED' });
  expect(planRetry(steps, undefined, none)).toEqual({ again: ['assemble', 'deliver', 'segment 1'], gone: [] });
});

test('a stage that is asked for is done again with all that waits for it', () => {
  const steps = film({ deliver: 'FAILED' });
  expect(planRetry(steps, 'VISUAL', none).again).toEqual(['assemble', 'deliver', 'visual 0', 'visual 1', 'segment 0', 'segment 1']);
});

test('so is a step whose artifact is missing', () => {
  const steps = film({ deliver: 'FAILED' });
  expect(planRetry(steps, undefined, (id) => id === 'visual 0').again).toEqual(['assemble', 'deliver', 'visual 0', 'segment 0']);
});

test('with the step that planned them, steps vanish: it plans others', () => {
  const { again, gone } = planRetry(film({ deliver: 'FAILED' }), 'SCRIPT', none);
  expect(again).toEqual(['script', 'assemble', 'deliver']);
  expect(gone.toSorted()).toEqual(['segment 0', 'segment 1', 'visual 0', 'visual 1', 'voice 0', 'voice 1']);
});
