import type { Client } from 'pg';
import { ACCOUNT_NAMES, markIn, type Account, type Accounts } from './paid-jobs.ts';

/** What was found after the kills, by provider and in all. */
export interface KillReport {
  readonly kills: number;
  readonly jobs: number;
  readonly accounts: readonly AccountReport[];
  readonly faults: readonly string[];
}

interface AccountReport {
  readonly name: Account;
  /** Calls that did paid work. */
  readonly calls: number;
  /** In the vendor's unit. */
  readonly charged: number;
  readonly booked: number;
  /** Charged for calls that ended as UNCERTAIN, whose cost nobody told. */
  readonly uncertainCharged: number;
  readonly uncertainCalls: number;
}

interface Attempt {
  readonly job_id: string;
  readonly provider: Account;
  readonly state: string;
  readonly failure: string | null;
  readonly amount: number | null;
  readonly was_sent: boolean;
}

interface Ended {
  readonly id: string;
  readonly status: string;
  readonly code: string | null;
}

interface Judged {
  readonly kills: number;
  readonly ids: ReadonlyMap<number, string>;
  readonly killedJobs: ReadonlySet<string>;
  readonly accounts: Accounts;
}

/** Compares what the vendors charged with what the database says, call by call. */
export async function judgeKills(owner: Client, { kills, ids, killedJobs, accounts }: Judged): Promise<KillReport> {
  const jobs = await owner.query<Ended>(`select id, status, failure->>'code' as code from jobs where type in ('IMAGE', 'SPEECH')`);
  const attempts = await owner.query<Attempt>(
    `select job_id, provider, state, failure, (cost->>'amount')::float as amount, sent_at is not null as was_sent from provider_attempts`,
  );
  const byJob = Map.groupBy(attempts.rows, ({ job_id: jobId }) => jobId);
  const works = ACCOUNT_NAMES.flatMap((name) =>
    accounts[name].works().map((work) => ({ ...work, name, jobId: ids.get(markIn(work.body) ?? -1) })),
  );
  const worksByJob = Map.groupBy(works, ({ jobId }) => jobId ?? '');
  const faults: string[] = [];
  if (worksByJob.has('')) faults.push(`${worksByJob.get('')?.length} calls belong to no job`);
  for (const { id, status, code } of jobs.rows) {
    const tried = byJob.get(id) ?? [];
    const done = worksByJob.get(id) ?? [];
    faults.push(...faultsOf(tried, done).map((fault) => `job ${id}: ${fault}`));
    if (status !== 'COMPLETED' && code !== 'UNCERTAIN') faults.push(`job ${id} is ${status} with ${code}`);
    if (code === 'UNCERTAIN' && !killedJobs.has(id)) faults.push(`job ${id} is UNCERTAIN although no worker was killed with it`);
  }
  faults.push(...(await faultsOfSpend(owner)));
  return { kills, jobs: jobs.rows.length, accounts: ACCOUNT_NAMES.map((name) => reportOf(name)), faults };

  function reportOf(name: Account): AccountReport {
    const mine = attempts.rows.filter(({ provider }) => provider === name);
    const uncertain = mine.filter(({ state }) => state === 'UNCERTAIN');
    const lost = new Set(uncertain.map(({ job_id: jobId }) => jobId));
    const calls = works.filter((work) => work.name === name);
    const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);
    return {
      ...{ name, calls: calls.length, uncertainCalls: uncertain.length },
      charged: sum(accounts[name].charges()),
      booked: sum(mine.map(({ amount }) => amount ?? 0)),
      uncertainCharged: sum(calls.filter(({ jobId = '' }) => lost.has(jobId)).map(({ charge }) => charge)),
    };
  }
}

/** What is wrong with the calls of one job. */
function faultsOf(attempts: readonly Attempt[], works: readonly { readonly charge: number }[]): readonly string[] {
  const faults: string[] = [];
  const sent = attempts.filter(({ was_sent: wasSent }) => wasSent);
  if (works.length > sent.length) faults.push(`${works.length} calls for ${sent.length} attempts`);
  if (sent.length > 1) faults.push(`${sent.length} attempts were sent: it was paid again by itself`);
  const charged = works.reduce((total, { charge }) => total + charge, 0);
  const booked = attempts.reduce((total, { amount }) => total + (amount ?? 0), 0);
  const open = sent.filter(({ state }) => state === 'UNCERTAIN');
  if (open.length === 0 && charged !== booked) faults.push(`charged ${charged}, booked ${booked}`);
  if (open.length > 0 && booked !== 0) faults.push(`booked ${booked} for a call that is uncertain`);
  for (const { state } of sent) if (!['DONE', 'UNCERTAIN'].includes(state)) faults.push(`an attempt stays ${state}`);
  return faults;
}

/** The spending of each workspace is the sum of its calls; what is uncertain stays reserved. */
async function faultsOfSpend(owner: Client): Promise<readonly string[]> {
  const { rows } = await owner.query<{ spent: string; booked: string; reserved: string; open: string }>(
    `select m.spent_micros as spent, m.reserved_micros as reserved,
       (select coalesce(sum(ceil((cost->>'usd')::float * 1e6)), 0) from provider_attempts a where a.workspace_id = m.workspace_id) as booked,
       (select coalesce(sum(expected_micros), 0) from provider_attempts a
         where a.workspace_id = m.workspace_id and a.spend_month is not null and a.state in ('SENT', 'UNCERTAIN')) as open
     from spend_months m`,
  );
  return rows.flatMap(({ spent, booked, reserved, open }) => [
    ...(Number(spent) === Number(booked) ? [] : [`spent ${spent} millionths of a dollar, booked ${booked}`]),
    ...(Number(reserved) === Number(open) ? [] : [`reserved ${reserved} millionths of a dollar, open calls have ${open}`]),
  ]);
}
