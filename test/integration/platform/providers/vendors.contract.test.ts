import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Failure } from '../../../../src/kernel/failure.ts';
import { silentLog } from '../../../../src/kernel/log.ts';
import type { ProviderCall } from '../../../../src/platform/providers/provider.ts';
import { decodeSpeech } from '../../../../src/platform/providers/vendors/results/decode-speech.ts';
import { fitPicture } from '../../../../src/platform/providers/vendors/results/fit-picture.ts';
import { until } from '../../../support/engine.ts';
import { expectFailure } from '../../../support/failure-catalogue.ts';
import { ffmpegs } from '../../../support/ffmpegs.ts';
import { spokenTones, stripes } from '../../../support/vendors/made.ts';
import { MemoryAttempts } from '../../../support/vendors/memory-attempts.ts';
import { openStandIn, type Fault, type StandIn } from '../../../support/vendors/stand-in.ts';
import { worksOf } from '../../../support/vendors/subject.ts';
import { SUBJECTS } from '../../../support/vendors/subjects.ts';

/** The one contract of all adapters: at most one paid call for each attempt, and what was charged is what is booked. */

const [tool] = ffmpegs;
if (!tool) throw new Error('no ffmpeg to test with');

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'vendors-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

const LONG = 20_000;
/** For a vendor that never answers. */
const SHORT = 400;

describe.each(SUBJECTS)('$name', ({ vendor, open, isFree, canFind, hasTasks, hasNoKey, isStream, answers }) => {
  let standIn: StandIn;
  let attempts: MemoryAttempts;
  beforeEach(async () => {
    standIn = await openStandIn(vendor(), folder);
    attempts = new MemoryAttempts();
  });
  afterEach(() => standIn.close());

  const run = (signal = new AbortController().signal, more: { key?: string; maxWaitMs?: number } = {}): Promise<unknown> => {
    const call: ProviderCall = {
      ...{ signal, workDir: folder, attempts, log: silentLog },
      ...{ report: () => undefined },
    };
    return open({ url: standIn.url, key: standIn.key, media: tool.media, maxWaitMs: LONG, ...more })(call);
  };
  const failure = async (result: Promise<unknown>): Promise<string> => {
    const error: unknown = await result.then(
      () => 'no failure',
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof Failure)) throw error as Error;
    expect(error.message).not.toContain(standIn.key);
    return error.code;
  };
  const fails = (...faults: Fault[]): void => standIn.fail(...faults);

  test('makes what was asked for by one call, and books what it cost', async () => {
    expect(await run()).toMatchObject({});
    expect(worksOf(standIn)).toBe(1);
    expect(attempts.states).toEqual(['DONE']);
    expect(attempts.booked).toEqual(isFree ? [] : standIn.charges());
  });

  test.each(answers)('%s is the failure of its code, charged nothing and sent once', async (_, answer, code) => {
    fails({ answer });
    const retryAfter = answer.headers?.['retry-after'];
    expect(await failure(run())).toBe(code);
    // Bytes that are no sound and no picture are found out when they are decoded: the call itself was answered.
    expect(code === 'GARBAGE' ? ['DONE', 'FAILED GARBAGE'] : [`FAILED ${code}`]).toContain(attempts.states.join());
    expect(worksOf(standIn)).toBe(1);
    expect(standIn.charges()).toEqual([]);
    if (retryAfter) {
      fails({ answer });
      await expect(run()).rejects.toMatchObject({ retryAfterSeconds: Number(retryAfter) });
    }
  });

  test.runIf(!hasNoKey)('a wrong key is BAD_KEY, and no work is done', async () => {
    expect(await failure(run(undefined, { key: 'sk-wrong' }))).toBe('BAD_KEY');
    expect(standIn.charges()).toEqual([]);
  });

  test('a redirect is never followed, so that no key arrives elsewhere', async () => {
    fails('redirect');
    expect(await failure(run())).toBe('GARBAGE');
    expect(standIn.elsewhere).toEqual([]);
  });

  /** Work that goes on after an answer that cannot be read is found by nobody. */
  const unread = hasTasks && !canFind ? 'UNCERTAIN' : 'GARBAGE';
  const spoilt: readonly Fault[] = ['HTML with 200', 'nothing', ...(isStream ? [] : (['half the JSON'] as const))];
  test.each(spoilt)('%s is GARBAGE', async (fault) => {
    fails(fault);
    expect(await failure(run())).toBe(unread);
    // Bytes that are no sound are found out when they are decoded.
    if (!isFree && !hasTasks && attempts.states[0] !== 'DONE') expect(attempts.rows[0]?.cost).toBe('UNKNOWN');
    expect(worksOf(standIn)).toBe(1);
  });

  test('a body without an end is cut off', async () => {
    fails('endless body');
    expect(await failure(run())).toBe(unread);
  });

  test('a vendor that is away received nothing, so the call may be repeated', async () => {
    await standIn.close();
    expect(await failure(run())).toBe('VENDOR_DOWN');
    // Without its inputs a call is not even recorded.
    expect(['FAILED VENDOR_DOWN', '']).toContain(attempts.states.join());
    await standIn.restart();
    await run();
    expect(worksOf(standIn)).toBe(1);
  });

  /** What a step sees in its next attempt, after the answer of the first one was lost. */
  async function nextAttempt(): Promise<void> {
    if (!isFree && !canFind) {
      expect(await failure(run())).toBe('UNCERTAIN');
      expect(attempts.states).toEqual(['UNCERTAIN UNCERTAIN']);
      expect(worksOf(standIn)).toBe(1);
      return;
    }
    await run();
    expect(attempts.states.at(-1)).toBe('DONE');
    // Found again, or asked for again where nothing is charged.
    expect(worksOf(standIn)).toBe(canFind ? 1 : 2);
    if (!isFree) expect(attempts.booked).toEqual(standIn.charges());
  }

  test('a lost answer is looked up or left to the user, and paid for once', async () => {
    fails('lose the answer');
    expect(await failure(run())).toBe(isFree || canFind ? 'VENDOR_DOWN' : 'UNCERTAIN');
    await nextAttempt();
  });

  test.each<Fault>(['hang before the head', 'hang in the body'])('%s ends in time', async (fault) => {
    fails(fault);
    expect(await failure(run(undefined, { maxWaitMs: SHORT }))).toBe(isFree || canFind ? 'TIMEOUT' : 'UNCERTAIN');
    await nextAttempt();
  });

  test('a worker that dies during the call, and a vendor that is restarted, change nothing of it', async () => {
    const killed = new AbortController();
    fails('hang before the head');
    const dying = run(killed.signal);
    await until(() => worksOf(standIn) === 1 && attempts.states[0] === 'SENT');
    await until(() => standIn.charges().length === 1);
    killed.abort(new Error('killed'));
    await expect(dying).rejects.toThrow('killed');
    expect(attempts.states).toEqual(['SENT']);
    await standIn.restart();
    await nextAttempt();
  });

  test('a worker that dies after the answer does not pay again', async () => {
    await run();
    if (isFree) return;
    if (hasTasks) await run();
    else expect(await failure(run())).toBe('UNCERTAIN');
    expect(worksOf(standIn)).toBe(1);
    expect(attempts.booked).toEqual(standIn.charges());
  });
});

describe('a picture', () => {
  const call = () => ({ workDir: folder, signal: new AbortController().signal });
  const fit = (bytes: Buffer) => fitPicture(tool.media, 'Vendor', { bytes, frame: { width: 64, height: 36, position: 0 } }, call());

  test.each([
    [1, 1],
    [1_000, 2],
    [2, 1_000],
    [37, 41],
  ])('of %d x %d becomes one of the size of the frame', async (width, height) => {
    const png = await readFile(await fit(stripes(width, height, 1)));
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([64, 36]);
  });

  const whole = stripes(64, 36, 1);
  test.each([
    ['that is cut off', whole.subarray(0, 60)],
    ['that is only a signature', whole.subarray(0, 8)],
    ['whose pixels are noise', Buffer.concat([whole.subarray(0, 41), randomBytes(2_000)])],
    ['of no width', Buffer.concat([whole.subarray(0, 16), Buffer.alloc(4), whole.subarray(20)])],
    [
      'that announces more pixels than memory has',
      Buffer.concat([whole.subarray(0, 16), Buffer.from('0000ffff0000ffff', 'hex'), whole.subarray(24)]),
    ],
    ['that begins as a JPEG', Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), randomBytes(2_000)])],
    ['that begins as WebP', Buffer.concat([Buffer.from('RIFF0000WEBPVP8 '), randomBytes(2_000)])],
    ['of one colour by one byte', Buffer.from('P1')],
  ])('%s is GARBAGE, and not made again', async (_, bytes) => {
    await expectFailure(() => fit(bytes), 'GARBAGE');
  });
});

describe('sound', () => {
  const { wav } = spokenTones('A river bends.');
  const decode = (bytes: Buffer) => decodeSpeech(tool.media, 'Vendor', bytes, { workDir: folder, signal: new AbortController().signal });

  test('whose header states no length, or a wrong one, is read to its end', async () => {
    const whole = await decode(wav);
    for (const length of ['00000000', 'ffffffff', '10000000'])
      expect((await decode(Buffer.concat([wav.subarray(0, 40), Buffer.from(length, 'hex'), wav.subarray(44)]))).durationMs).toBe(
        whole.durationMs,
      );
  });

  test.each([
    ['that is only a header', wav.subarray(0, 44)],
    ['without a format', Buffer.concat([wav.subarray(0, 12), randomBytes(2_000)])],
    ['that begins as FLAC', Buffer.concat([Buffer.from('fLaC'), randomBytes(2_000)])],
    ['that begins as Ogg', Buffer.concat([Buffer.from('OggS'), randomBytes(2_000)])],
    ['that begins as MP3 and has nothing', Buffer.concat([Buffer.from('ID3'), Buffer.alloc(2_000)])],
  ])('%s is GARBAGE, and not made again', async (_, bytes) => {
    await expectFailure(() => decode(bytes), 'GARBAGE');
  });
});
