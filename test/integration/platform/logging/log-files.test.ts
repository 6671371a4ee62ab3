import { mkdtemp, readFile, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RotatingFileStream } from 'rotating-file-stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openLog } from '../../../../src/platform/logging/logger.ts';
import { deleteOldFiles, openLogFiles } from '../../../../src/platform/logging/log-files.ts';

const DAY_MS = 86_400_000;
let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'log-files-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

test('files have the day, the pid and a number, and together every line once, redacted', async () => {
  const files = await openLogFiles(folder, 'worker', { maxSize: '4K' });
  const log = openLog({ level: 'info', process: 'worker', stream: files });
  for (let number = 0; number < 100; number += 1)
    log.info({ event: 'counted', number, password: 'a-secret-password' }, 'a line of the log');
  await files.close();
  const names = (await readdir(folder)).toSorted();
  expect(names.length).toBeGreaterThan(2);
  const day = new Date().toISOString().slice(0, 10);
  expect(names).toContain(`worker-${day}-${process.pid}.log`);
  expect(names).toContain(`worker-${day}-${process.pid}.2.log`);
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  const numbers = texts
    .join('')
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { number: number }).number);
  expect(numbers.toSorted((one, other) => one - other)).toEqual(Array.from({ length: 100 }, (_, number) => number));
  expect(texts.join('')).not.toContain('a-secret-password');
  expect((await stat(join(folder, names[0] ?? ''))).mode & 0o777).toBe(0o600);
});

test('files are deleted 30 days after their last line, and nothing else is', async () => {
  const now = Date.now();
  const ages: Readonly<Record<string, number>> = {
    'api-2026-01-01-12.log': 31,
    'api-2026-01-02-12.2.log': 31,
    'api-2026-01-03-12.log': 29,
    'notes.log': 400,
    'api.txt': 400,
  };
  for (const [name, days] of Object.entries(ages)) {
    await writeFile(join(folder, name), 'a line\n');
    await utimes(join(folder, name), new Date(now), new Date(now - days * DAY_MS));
  }
  await deleteOldFiles(folder, now);
  expect((await readdir(folder)).toSorted()).toEqual(['api-2026-01-03-12.log', 'api.txt', 'notes.log']);
});

test('a folder that cannot be written is reported once, and once more when it can be written again', async () => {
  const obstacle = join(folder, 'a-file');
  await writeFile(obstacle, '');
  const said = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
  const at = vi.spyOn(performance, 'now').mockReturnValue(0);
  const emit = vi.spyOn(RotatingFileStream.prototype, 'emit');
  const errors = () => emit.mock.calls.filter(([event]) => event === 'error');
  const reports = () => said.mock.calls.map(([text]) => String(text));
  try {
    const files = await openLogFiles(join(obstacle, 'below'), 'api');
    for (let line = 0; line < 3; line += 1) files.write('lost\n');
    await vi.waitFor(() => expect(reports()).toHaveLength(1));
    expect(reports()[0]).toMatch(/^LOG_DIR: log files cannot be written/);
    // The second attempt fails as well and reports nothing.
    at.mockReturnValue(60_000);
    files.write('lost\n');
    await vi.waitFor(() => expect(errors()).toHaveLength(2));
    await rm(obstacle);
    at.mockReturnValue(119_999);
    files.write('lost before a minute has passed\n');
    expect(await readdir(folder)).toEqual([]);
    at.mockReturnValue(120_000);
    files.write('the first line\n');
    files.write('the second line\n');
    await vi.waitFor(() => expect(reports()).toHaveLength(2));
    expect(reports()[1]).toMatch(/^LOG_DIR: log files are written again; they lack lines from \d{4}-/);
    files.write('the third line\n');
    await files.close();
    const [name = ''] = await readdir(join(obstacle, 'below'));
    expect(await readFile(join(obstacle, 'below', name), 'utf8')).toBe('the first line\nthe second line\nthe third line\n');
    expect(reports()).toHaveLength(2);
  } finally {
    said.mockRestore();
    at.mockRestore();
    emit.mockRestore();
  }
});
