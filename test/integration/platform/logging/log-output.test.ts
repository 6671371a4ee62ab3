import { execFile } from 'node:child_process';
import { expect, test } from 'vitest';

const FOLDER = `${import.meta.dirname}/../../../../src/platform/logging`;
const LINES = 2_000;

/** What a process of this name writes that logs so many lines and then ends in this way. */
function linesOf(name: string, end: string): Promise<readonly number[]> {
  const code = `
    import { openLogOutput } from '${FOLDER}/log-output.ts';
    import { openLog } from '${FOLDER}/logger.ts';
    const output = await openLogOutput({ level: 'info', format: 'json', dir: undefined }, '${name}');
    const log = openLog({ level: 'info', process: '${name}', stream: output.stream });
    for (let number = 0; number < ${LINES}; number += 1) log.info({ event: 'counted', number }, 'a line');
    ${end}`;
  const args = ['--import', 'tsx', '--input-type=module', '-e', code];
  const options = { maxBuffer: 16 * 1024 ** 2 };
  return new Promise((resolve) =>
    execFile(process.execPath, args, options, (_, written) =>
      resolve(
        written
          .trimEnd()
          .split('\n')
          .map((line) => (JSON.parse(line) as { number: number }).number),
      ),
    ),
  );
}

test.each([
  ['the output is closed', 'await output.close();'],
  ['the process exits', 'process.exit(3);'],
  ['an error ends the process', "throw new Error('the end');"],
  ['nothing is left to do', ''],
])('every line is written once, in order, when %s', async (_, end) => {
  for (const name of ['api', 'worker'])
    expect(await linesOf(name, end), name).toEqual(Array.from({ length: LINES }, (_, number) => number));
});
