import { afterAll, expect, it } from 'vitest';
import { endPrograms } from '../support/program.ts';
import { soak } from '../soak/soak.ts';

afterAll(endPrograms);

it('a small soak loses, doubles and leaves behind nothing: `npm run soak` in little', async () => {
  const news: string[] = [];
  const report = await soak({
    films: 6,
    tenants: 2,
    kills: 3,
    killsAtMost: 3,
    killEveryMs: 1_500,
    canceled: 1,
    broken: 1,
    boundMs: 200_000,
    signal: new AbortController().signal,
    show: (picture) => void (picture.news && news.push(picture.news)),
  });
  expect(report.faults, news.join('\n')).toEqual([]);
  expect(report.kills).toBe(3);
  // A cancel may come too late, and what a worker had in its hands when it was killed was begun again.
  const { COMPLETED = 0, FAILED, CANCELED = 0 } = report.states;
  expect([COMPLETED + CANCELED, FAILED]).toEqual([report.films - 1, 1]);
  expect(report.verified).toBe(report.films - CANCELED);
  expect(report.restartsMs.length).toBeGreaterThan(0);
});
