import { describe, expect, test } from 'vitest';
import type { JobStepRow } from '../../../../src/features/jobs/job/job.entity.ts';
import { foldStages } from '../../../../src/features/jobs/job/job-stages.ts';
import { JOB_MOVES, JOB_STATUSES, isTerminal } from '../../../../src/features/jobs/job/job.states.ts';
import type { StepStatus } from '../../../../src/features/jobs/job/job.states.ts';

const at = (second: number): Date => new Date(second * 1_000);
const row = (status: StepStatus, more: Partial<JobStepRow> = {}): JobStepRow =>
  ({
    name: 'VOICE',
    status,
    progress: status === 'COMPLETED' ? 1 : 0,
    reused: false,
    startedAt: null,
    finishedAt: null,
    ...more,
  }) as JobStepRow;
const stageOf = (...rows: JobStepRow[]) => foldStages(['VOICE'], rows)[0];

describe('the state of a stage', () => {
  test.each<[StepStatus[], StepStatus]>([
    [[], 'PENDING'],
    [['PENDING', 'PENDING'], 'PENDING'],
    [['PENDING', 'RUNNING'], 'RUNNING'],
    [['COMPLETED', 'PENDING'], 'RUNNING'],
    [['COMPLETED', 'COMPLETED'], 'COMPLETED'],
    [['COMPLETED', 'CANCELED'], 'CANCELED'],
    [['RUNNING', 'FAILED', 'CANCELED'], 'FAILED'],
  ])('%j together are %s', (statuses, status) => {
    expect(stageOf(...statuses.map((one) => row(one)))?.status).toBe(status);
  });
});

test('a stage counts its steps, means their progress, and lasts from the first beginning to the last end', () => {
  const stage = stageOf(
    row('COMPLETED', { reused: true, startedAt: at(5), finishedAt: at(6) }),
    row('COMPLETED', { startedAt: at(3), finishedAt: at(9) }),
    row('RUNNING', { progress: 0.5, startedAt: at(4) }),
    row('PENDING'),
  );
  expect(stage).toEqual({
    name: 'VOICE',
    status: 'RUNNING',
    progress: 0.625,
    done: 2,
    total: 4,
    reused: 1,
    startedAt: at(3),
    finishedAt: null,
  });
  expect(
    stageOf(row('COMPLETED', { startedAt: at(5), finishedAt: at(6) }), row('COMPLETED', { startedAt: at(1), finishedAt: at(2) })),
  ).toMatchObject({
    status: 'COMPLETED',
    startedAt: at(1),
    finishedAt: at(6),
  });
});

test('stages come in the order of their names, also those that are not known yet', () => {
  const stages = foldStages(['SCRIPT', 'VOICE', 'SEGMENT'], [row('RUNNING'), row('COMPLETED', { name: 'SCRIPT' })]);
  expect(stages.map(({ name, status, total }) => `${name} ${status} ${total}`)).toEqual([
    'SCRIPT COMPLETED 1',
    'VOICE RUNNING 1',
    'SEGMENT PENDING 0',
  ]);
});

test('a job that has ended moves by retry only', () => {
  const moves = JOB_STATUSES.filter(isTerminal).flatMap((from) => JOB_MOVES[from].map((to) => `${from} → ${to}`));
  expect(moves).toEqual(['FAILED → QUEUED']);
  for (const status of JOB_STATUSES) expect(JOB_MOVES[status]).not.toContain(status);
});

test('a stage without steps is PENDING until all steps are known, and then left out', () => {
  const names = (...weights: number[]) =>
    foldStages(
      ['SCRIPT', 'VOICE'],
      weights.map((weight) => row('PENDING', { weight })),
    ).map(({ name }) => name);
  expect(names(0.4)).toEqual(['SCRIPT', 'VOICE']);
  expect(names(0.7, 0.1, 0.2)).toEqual(['VOICE']);
});
