import { beforeAll, expect, it } from 'vitest';
import type { KillReport } from '../proof/kills/judge-kills.ts';
import { proveKills } from '../proof/kills/prove-kills.ts';

/** `npm run proof -- --kills 200` kills more. */
const KILLS = 10;

let report: KillReport;
beforeAll(async () => void (report = await proveKills({ kills: KILLS })));

it('charges are what is booked, and no call is sent twice, however many workers die during paid calls', () => {
  expect(report.faults).toEqual([]);
  expect(report.kills).toBe(KILLS);
  for (const { charged, booked, uncertainCharged } of report.accounts) expect(booked + uncertainCharged).toBe(charged);
});

it('most of the killed calls are uncertain, and were charged', () => {
  const uncertain = report.accounts.reduce((sum, { uncertainCalls }) => sum + uncertainCalls, 0);
  expect(uncertain).toBeGreaterThanOrEqual(KILLS / 2);
});
