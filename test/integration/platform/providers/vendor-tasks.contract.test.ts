import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Failure } from '../../../../src/kernel/failure.ts';
import { silentLog } from '../../../../src/kernel/log.ts';
import type { Polling } from '../../../../src/platform/providers/vendors/paid-task.ts';
import type { LeftCall, LeftEnd, ProviderCall } from '../../../../src/platform/providers/provider.ts';
import { until } from '../../../support/engine.ts';
import { ffmpegs } from '../../../support/ffmpegs.ts';
import { DIdAvatarProvider } from '../../../../src/platform/providers/vendors/d-id/d-id.avatar-provider.ts';
import { VendorHttp } from '../../../../src/platform/providers/vendors/vendor-http.ts';
import { didVendor } from '../../../support/vendors/d-id-vendor.ts';
import { omniVendor } from '../../../support/vendors/clip-vendors.ts';
import type { TaskVendor } from '../../../support/vendors/task-vendor.ts';
import { MemoryAttempts } from '../../../support/vendors/memory-attempts.ts';
import { openStandIn, type Reply, type StandIn, type Vendor } from '../../../support/vendors/stand-in.ts';
import { presents, worksOf } from '../../../support/vendors/subject.ts';
import { SUBJECTS } from '../../../support/vendors/subjects.ts';

/** The contract of vendors that work on after they have answered: work is submitted once, found by its id, canceled with the job, and booked as charged. */

const [tool] = ffmpegs;
if (!tool) throw new Error('no ffmpeg to test with');

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'tasks-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

const total = (amounts: readonly number[]): number => amounts.reduce((sum, one) => sum + one, 0);
const DOWN: Reply = { status: 503, body: {} };
const isTaskVendor = (vendor: Vendor): vendor is TaskVendor => 'outcome' in vendor;
const TASKS = SUBJECTS.filter(({ hasTasks }) => hasTasks);

describe.each(TASKS)('$name', ({ vendor: make, open, provider, canFind, cannotCancel, hidesCost }) => {
  let vendor: TaskVendor;
  let standIn: StandIn;
  let attempts: MemoryAttempts;
  beforeEach(async () => {
    const made = make();
    if (!isTaskVendor(made)) throw new Error('a vendor without tasks');
    vendor = made;
    standIn = await openStandIn(vendor, folder);
    attempts = new MemoryAttempts();
  });
  afterEach(() => standIn.close());

  const reports: number[] = [];
  const run = (signal = new AbortController().signal, polling?: Polling): Promise<unknown> => {
    const call: ProviderCall = {
      ...{ signal, workDir: folder, attempts, log: silentLog },
      ...{ report: (fraction) => void reports.push(fraction) },
    };
    return open({ url: standIn.url, key: standIn.key, media: tool.media, maxWaitMs: 20_000, polling })(call);
  };
  const failure = async (result: Promise<unknown>): Promise<Failure> => {
    const error: unknown = await result.then(
      () => 'no failure',
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof Failure)) throw error as Error;
    return error;
  };
  const asked = (pattern: RegExp): number => standIn.requests().filter((request) => pattern.test(request)).length;
  /** The task is at work; `stop` ends the worker. */
  async function begun() {
    vendor.hold = true;
    const worker = new AbortController();
    const running = run(worker.signal);
    running.catch(() => undefined);
    await until(() => attempts.rows[0]?.taskId !== undefined);
    await until(() => reports.length > 3);
    return { stop: () => worker.abort(new Error('stopped')), running };
  }
  beforeEach(() => void reports.splice(0));

  test('a worker that dies while the vendor works is followed by one that waits for the same work', async () => {
    const { stop, running } = await begun();
    stop();
    await expect(running).rejects.toThrow('stopped');
    expect(attempts.states).toEqual(['SENT']);
    await standIn.restart();
    vendor.hold = false;
    await run();
    expect(worksOf(standIn)).toBe(1);
    expect(asked(/^DELETE|cancel$/)).toBe(0);
    expect([attempts.states, attempts.booked]).toEqual([['DONE'], standIn.charges()]);
  });

  test('says before it is paid what it costs at most', async () => {
    await run();
    expect([attempts.rows[0]?.expected?.amount]).toEqual(standIn.charges());
  });

  test('a job that is canceled cancels the work, or says that nobody knows its end', async () => {
    const { stop, running } = await begun();
    attempts.end = 'CANCELED';
    stop();
    await expect(running).rejects.toThrow('stopped');
    expect(asked(/^DELETE|cancel$/)).toBe(1);
    expect(attempts.states).toEqual([cannotCancel ? 'UNCERTAIN UNCERTAIN' : 'FAILED CANCELED']);
    if (hidesCost) expect(attempts.rows[0]?.cost).toBe('UNKNOWN');
    else if (!cannotCancel) expect(total(attempts.booked)).toBe(total(standIn.charges()));
  });

  test('a job that fails leaves work that is finished to its retry', async () => {
    const { stop, running } = await begun();
    attempts.end = 'FAILED';
    vendor.hold = false;
    stop();
    await expect(running).rejects.toThrow('stopped');
    expect([asked(/^DELETE|cancel$/), attempts.states]).toEqual([0, ['SENT']]);
    await run();
    expect([worksOf(standIn), attempts.booked]).toEqual([1, standIn.charges()]);
  });

  test('a result that is there at the deadline is used', async () => {
    const { stop, running } = await begun();
    stop();
    await expect(running).rejects.toThrow('stopped');
    vendor.hold = false;
    await run(undefined, { everyMs: 5, atMostMs: 0 });
    expect([asked(/^DELETE|cancel$/), attempts.states]).toEqual([0, ['DONE']]);
  });

  describe('whose job has ended while no worker waited for it', () => {
    const leftCall = (isWanted: boolean): LeftCall => {
      const [row] = attempts.rows;
      if (!row?.sentAt) throw new Error('nothing was sent');
      const earlier = { id: row.id, sentAt: row.sentAt, model: row.model, ...(row.taskId !== undefined && { taskId: row.taskId }) };
      return { earlier, isWanted, signal: new AbortController().signal, apiKey: undefined };
    };
    const settle = async (isWanted: boolean): Promise<LeftEnd> => {
      const end = await provider?.({ url: standIn.url, key: standIn.key, media: tool.media, maxWaitMs: 20_000 }).settle?.(
        leftCall(isWanted),
      );
      if (!end) throw new Error('an adapter that cannot settle its calls');
      return end;
    };
    const settled = async (isWanted: boolean): Promise<Exclude<LeftEnd, 'RUNNING'>> => {
      for (;;) {
        const end = await settle(isWanted);
        if (end !== 'RUNNING') return end;
      }
    };
    const killed = async (): Promise<void> => {
      const { stop, running } = await begun();
      stop();
      await expect(running).rejects.toThrow('stopped');
    };

    test('is canceled, and booked as charged where that is stated', async () => {
      await killed();
      if (cannotCancel) expect(await settle(false)).toBe('RUNNING');
      vendor.hold = !cannotCancel;
      const end = await settled(false);
      expect(end).toMatchObject({ taskId: attempts.rows[0]?.taskId, failure: 'CANCELED' });
      if (hidesCost) expect(end).toMatchObject({ cost: 'UNKNOWN' });
      else expect(end).toMatchObject({ cost: { amount: total(standIn.charges()) } });
    });

    test('is booked and left where a retry would use it', async () => {
      await killed();
      vendor.hold = false;
      const end = await settled(true);
      expect(end).toMatchObject({ taskId: expect.any(String), cost: { amount: total(standIn.charges()) } });
      expect([asked(/^DELETE|cancel$/), worksOf(standIn)]).toEqual([0, 1]);
    });

    test('is searched for when the answer to its submission was lost, or cannot be found', async () => {
      standIn.fail('lose the answer');
      await failure(run());
      expect(await settled(true)).toMatchObject(canFind ? { cost: { amount: total(standIn.charges()) } } : {});
      if (!canFind) expect(await settled(true)).toBe('UNKNOWN');
      expect(worksOf(standIn)).toBe(1);
    });
  });

  test('work that takes too long is canceled, and not paid again without the user', async () => {
    vendor.hold = true;
    const late = await failure(run(undefined, { everyMs: 5, atMostMs: 50 }));
    expect(late.code).toBe('TIMEOUT');
    expect(attempts.states).toEqual([cannotCancel ? 'SENT' : 'FAILED TIMEOUT']);
    if (hidesCost) expect([attempts.rows[0]?.cost, late.retryable]).toEqual(['UNKNOWN', false]);
  });

  test('work that the vendor no longer has ends with an unknown cost', async () => {
    vendor.looks.push({ status: 404, body: {} });
    expect(await failure(run())).toMatchObject({ code: 'GARBAGE', retryable: false });
    expect([attempts.states, attempts.rows[0]?.cost]).toEqual([['FAILED GARBAGE'], 'UNKNOWN']);
  });

  test('a submission whose answer cannot be read is looked up or left to the user', async () => {
    standIn.fail('HTML with 200');
    expect(await failure(run())).toMatchObject(canFind ? { code: 'GARBAGE', retryable: true } : { code: 'UNCERTAIN' });
    expect(attempts.states).toEqual([canFind ? 'SENT' : 'UNCERTAIN UNCERTAIN']);
  });

  test('a step that is stopped while it submits learns the id of the work', async () => {
    const worker = new AbortController();
    const submitted = attempts.sent.bind(attempts);
    attempts.sent = async (id) => {
      await submitted(id);
      setImmediate(() => worker.abort(new Error('stopped')));
    };
    await expect(run(worker.signal)).rejects.toThrow('stopped');
    expect(attempts.rows[0]?.taskId).toEqual(expect.any(String));
    attempts.sent = submitted;
    await run();
    expect(worksOf(standIn)).toBe(1);
  });

  test('work that the vendor refuses afterwards is REFUSED, and booked as charged', async () => {
    vendor.outcome = 'REFUSED';
    expect((await failure(run())).code).toBe('REFUSED');
    expect(attempts.states).toEqual(['FAILED REFUSED']);
    expect(total(attempts.booked)).toBe(total(standIn.charges()));
    expect(worksOf(standIn)).toBe(1);
  });

  test.each(['NO CLIP', 'TOO SHORT'] as const)('a result that is %s is GARBAGE, and booked as charged', async (outcome) => {
    vendor.outcome = outcome;
    expect((await failure(run())).code).toBe('GARBAGE');
    expect(attempts.booked).toEqual(standIn.charges());
  });

  test('a vendor that does not tell the state for a while is asked again', async () => {
    vendor.looks.push(DOWN, { status: 429, body: {} }, { status: 200, body: '<html></html>' }, DOWN);
    // A header states the pause; without one the adapter would wait for a minute.
    vendor.looks[1] = { status: 429, headers: { 'retry-after': '0' }, body: {} };
    await run();
    expect(worksOf(standIn)).toBe(1);
    expect(attempts.booked).toEqual(standIn.charges());
  });

  test('a vendor that tells nothing for longer is asked by the next attempt of the step', async () => {
    vendor.looks.push(...Array.from({ length: 5 }, () => DOWN));
    expect(await failure(run())).toMatchObject({ code: 'VENDOR_DOWN', retryable: true });
    expect(attempts.states).toEqual(['SENT']);
    await run();
    expect(worksOf(standIn)).toBe(1);
    expect([attempts.states, attempts.booked]).toEqual([['DONE'], standIn.charges()]);
  });

  test('a key that is revoked while the vendor works leaves the end to the user', async () => {
    vendor.looks.push({ status: 401, body: {} });
    expect((await failure(run())).code).toBe('BAD_KEY');
    expect(attempts.states).toEqual(['UNCERTAIN UNCERTAIN']);
  });

  test('an address that has expired is asked for again', async () => {
    vendor.expires = true;
    await run();
    expect(worksOf(standIn)).toBe(1);
    expect(attempts.states).toEqual(['DONE']);
  });

  test('progress only rises, and the vendor is not asked sooner than it allows', async () => {
    await run();
    expect(reports).toEqual(reports.toSorted((one, other) => one - other));
    expect(vendor.hasty).toBe(0);
  });
});

test('Gemini that makes clips only while the caller waits is asked in this way, and paid once', async () => {
  const standIn = await openStandIn(omniVendor(true), folder);
  const attempts = new MemoryAttempts();
  const open = SUBJECTS.find(({ name }) => name === 'Gemini Omni')?.open;
  const call: ProviderCall = {
    ...{ signal: new AbortController().signal, workDir: folder, attempts, log: silentLog },
    ...{ report: () => undefined },
  };
  const made = await open?.({ url: standIn.url, key: standIn.key, media: tool.media, maxWaitMs: 20_000 })(call);
  expect(made).toMatchObject({ durationMs: 3_000, frames: 72 });
  expect([attempts.states, attempts.booked]).toEqual([['DONE'], standIn.charges()]);
  await standIn.close();
});

describe('a talk whose creation was not answered', () => {
  const others = Array.from({ length: 100 }, (_, index) => ({ id: `tlk_other_${index}`, status: 'done', user_data: 'another' }));
  test.each([
    ['is UNCERTAIN when there are older pages', { talks: others, token: 'next' }, 0, { code: 'UNCERTAIN', retryable: false }],
    ['is UNCERTAIN when the list does not repeat what talks carry', { talks: [{ id: 'tlk_1' }] }, 0, { code: 'UNCERTAIN' }],
    ['is UNCERTAIN when the list may be that of another account', { talks: [] }, 0, { code: 'UNCERTAIN' }, true],
    ['is searched for again when it may still appear', { talks: [] }, 60_000, { code: 'TIMEOUT', retryable: true, retryAfterSeconds: 60 }],
  ])('%s', async (_, list, settledMs, expected, hasOtherKey = false) => {
    const vendor = didVendor();
    const listed: Vendor = {
      ...vendor,
      answer: (asked, state) =>
        asked.method === 'GET' && asked.path === '/talks' ? { status: 200, body: list } : vendor.answer(asked, state),
    };
    const standIn = await openStandIn(listed, folder);
    const attempts = new MemoryAttempts();
    await attempts.sent(await attempts.prepare({ key: 'talk', model: 'talks', isFree: false }));
    attempts.hasOtherKey = hasOtherKey;
    const call: ProviderCall = {
      ...{ signal: new AbortController().signal, workDir: folder, attempts, log: silentLog },
      ...{ report: () => undefined },
    };
    const avatars = new DIdAvatarProvider(
      new VendorHttp('D-ID', standIn.url, silentLog),
      { url: standIn.url, apiKey: standIn.key },
      tool.media,
      { polling: { everyMs: 5, atMostMs: 1_000 }, settledMs },
    );
    await expect(presents(avatars)(call)).rejects.toMatchObject(expected);
    expect(worksOf(standIn)).toBe(0);
    await standIn.close();
  });
});

test('a file of Gemini that is elsewhere is fetched from public addresses alone, without the key, and booked', async () => {
  const vendor = omniVendor();
  const elsewhere: string[] = [];
  const moved: Vendor = {
    ...vendor,
    answer: (asked, state) => {
      if (asked.path.startsWith('/elsewhere')) elsewhere.push(asked.path);
      const location = `http://${asked.headers.host ?? ''}/elsewhere.mp4`;
      return asked.path.includes('/files/') ? { status: 302, headers: { location }, body: '' } : vendor.answer(asked, state);
    },
  };
  const standIn = await openStandIn(moved, folder);
  const attempts = new MemoryAttempts();
  const open = SUBJECTS.find(({ name }) => name === 'Gemini Omni')?.open;
  const call: ProviderCall = {
    ...{ signal: new AbortController().signal, workDir: folder, attempts, log: silentLog },
    ...{ report: () => undefined },
  };
  const made = open?.({ url: standIn.url, key: standIn.key, media: tool.media, maxWaitMs: 20_000 })(call);
  await expect(made).rejects.toThrow('an address that is not public');
  expect([elsewhere, attempts.states, attempts.booked]).toEqual([[], ['FAILED GARBAGE'], standIn.charges()]);
  await standIn.close();
});
