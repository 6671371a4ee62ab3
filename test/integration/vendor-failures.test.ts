import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadImage } from '@napi-rs/canvas';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { silentLog } from '../../src/kernel/log.ts';
import { wavHeader } from '../../src/platform/audio/wav-header.ts';
import { decodeSpeech } from '../../src/platform/providers/vendors/results/decode-speech.ts';
import { fitClip } from '../../src/platform/providers/vendors/results/fit-clip.ts';
import { fitPicture } from '../../src/platform/providers/vendors/results/fit-picture.ts';
import { vendorOpeners } from '../../src/platform/providers/vendors/open-vendors.ts';
import { expectFailure } from '../support/failure-catalogue.ts';
import { ffmpegs } from '../support/ffmpegs.ts';
import { stripes } from '../support/vendors/made.ts';
import { madeClip } from '../support/vendors/made-clip.ts';
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

const call = () => ({ workDir: folder, signal: new AbortController().signal });

test.each([
  ['that is cut off', (clip: Buffer) => clip.subarray(0, 600)],
  ['whose picture is noise', (clip: Buffer) => Buffer.concat([clip.subarray(0, 40), randomBytes(4_000)])],
  ['that is only a header', () => Buffer.from('\0\0\0\x18ftypisom\0\0\x02\0isomiso2')],
])('a clip %s, which ffprobe refuses, is GARBAGE', async (_, spoil) => {
  const bytes = spoil(madeClip({ width: 64, height: 64, seconds: 1 }));
  await expectFailure(() => fitClip(tool.media, 'Vendor', bytes, { durationMs: 1_000, hasSound: false }, call()), 'GARBAGE');
});

test.each([8_000, 22_050, 96_000])('sound of %d Hz keeps its length', async (rate) => {
  const tone = Int16Array.from({ length: rate }, (_, index) => 8_000 * Math.sin((index * 2 * Math.PI * 440) / rate));
  const wav = Buffer.concat([wavHeader(tone.length, rate), new Uint8Array(tone.buffer)]);
  const speech = await decodeSpeech(tool.media, 'Vendor', wav, call());
  expect(speech.sampleRate).toBe(48_000);
  expect(speech.durationMs).toBeCloseTo(1_000, -2);
});

test.each([
  ['smaller', 64, 64],
  ['wider', 700, 100],
  ['taller', 100, 700],
])('a picture that is %s than the frame covers all of it', async (_, width, height) => {
  const frame = { width: 320, height: 180, position: 0 };
  const path = await fitPicture(tool.media, 'Vendor', { bytes: stripes(width, height, 3), frame }, call());
  const picture = await loadImage(path);
  expect([picture.width, picture.height]).toEqual([320, 180]);
});

test('a provider that is not set up is NOT_CONFIGURED', async () => {
  const off = vendorOpeners(undefined);
  for (const open of [off.SCRIPT.openai, off.SPEECH['openai-compatible'], off.VISUAL.comfyui]) await expectFailure(open, 'NOT_CONFIGURED');
  expect.hasAssertions();
});
