import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cutSound } from '../../../src/platform/audio/sound-parts.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const CUTTING = { sampleRate: 1_000, maxSeconds: 10, searchSeconds: 4 };

/** A tone with one second of silence from each of these seconds on. */
const sound = (seconds: number, silences: readonly number[]): Uint8Array => {
  const samples = Int16Array.from({ length: seconds * CUTTING.sampleRate }, (_, at) =>
    silences.some((second) => at >= second * 1_000 && at < (second + 1) * 1_000) ? 0 : 9_000 * (at % 2 === 0 ? 1 : -1),
  );
  return new Uint8Array(samples.buffer);
};

test('a recording is cut in its pauses, and no sample is lost', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'sound.raw');
  await writeFile(path, sound(24, [3, 7, 14]));
  const parts = await cutSound(path, CUTTING);
  expect(parts).toHaveLength(3);
  expect(parts[0]?.from).toBe(0);
  expect(parts.at(-1)?.to).toBe(24_000);
  for (const [index, { from, to }] of parts.entries()) {
    expect(to - from).toBeLessThanOrEqual(10_000);
    if (index > 0) expect(from).toBe(parts[index - 1]?.to);
  }
  const cuts = parts.slice(0, -1).map(({ to }) => Math.floor(to / 1_000));
  expect(cuts).toEqual([7, 14]);
});

test('a short recording is one part', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'sound.raw');
  await writeFile(path, sound(10, []));
  expect(await cutSound(path, CUTTING)).toEqual([{ from: 0, to: 10_000 }]);
});
