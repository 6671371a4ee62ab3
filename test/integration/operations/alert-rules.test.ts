import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { ALERT_TESTS_FILE, RULES_FILE } from '../../support/operations-pages.ts';
import { findTool } from '../../support/prometheus.ts';

const run = promisify(execFile);
const promtool = findTool('promtool');

// promtool is in Debian's package `prometheus`, which `.ci/run` fetches.
test.skipIf(promtool === undefined)('promtool accepts the rules, and each fires after its fault and not before', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'promtool-'));
  try {
    const file = join(folder, 'tests.yml');
    await writeFile(file, (await readFile(ALERT_TESTS_FILE, 'utf8')).replace('RULES_FILE', RULES_FILE));
    await run(promtool ?? '', ['check', 'rules', RULES_FILE]);
    const { stdout } = await run(promtool ?? '', ['test', 'rules', file]);
    expect(stdout).toContain('SUCCESS');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
