import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { silentLog } from '../../src/kernel/log.ts';
import { vendorOpeners } from '../../src/platform/providers/vendors/open-vendors.ts';
import { expectFailure } from '../support/failure-catalogue.ts';
import { ffmpegs } from '../support/ffmpegs.ts';
import { MemoryAttempts } from '../support/vendors/memory-attempts.ts';
import { VENDOR_FAULTS, subjectNamed } from '../support/vendors/faults.ts';
import { openStandIn } from '../support/vendors/stand-in.ts';

/** Everything that can break on the way to a provider: what the person reads must be right. */

const [tool] = ffmpegs;
if (!tool) throw new Error('no ffmpeg to test with');

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'vendors-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

test.each(VENDOR_FAULTS)('%s is %s', async (_, code, name, faults) => {
  const subject = subjectNamed(name);
  const standIn = await openStandIn(subject.vendor(), folder);
  standIn.fail(...faults);
  const call = {
    ...{ signal: new AbortController().signal, workDir: folder, attempts: new MemoryAttempts(), log: silentLog },
    ...{ report: () => undefined },
  };
  try {
    await expectFailure(() => subject.open({ url: standIn.url, key: standIn.key, media: tool.media, maxWaitMs: 1_000 })(call), code);
  } finally {
    await standIn.close();
  }
});

test('a provider that is not set up is NOT_CONFIGURED', async () => {
  const off = vendorOpeners(undefined);
  for (const open of [off.SCRIPT.openai, off.SPEECH['openai-compatible'], off.VISUAL.comfyui]) await expectFailure(open, 'NOT_CONFIGURED');
  expect.hasAssertions();
});
