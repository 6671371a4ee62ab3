import type { KillReport } from './judge-kills.ts';

/** docs/reference/kills.md: how often workers were killed during paid calls, and what was charged and booked. */
export function killsPage({ kills, jobs, accounts, faults }: KillReport, date: string): string {
  const uncertain = accounts.reduce((sum, { uncertainCalls }) => sum + uncertainCalls, 0);
  return [
    '# Proof of paid calls',
    '',
    '```sh',
    'npm run proof -- --kills 200           # kill and compare again',
    'npm run proof -- --kills 200 --write   # and write this page',
    '```',
    '',
    `On ${date}, workers were killed (\`kill -9\`) ${kills} times while they waited for the answers of paid calls. ${jobs} jobs made pictures and voices at servers that speak the protocols of the providers, keep accounts, and answer after 0.1 to 0.9 s. When all jobs had ended, each call of the providers was compared with the attempts in the database: ${faults.length} differences.`,
    '',
    `No job sent a second call by itself. ${uncertain} calls ended as [\`UNCERTAIN\`](../errors.md), each of a worker that was killed; every other cost that was charged is booked, and the spending of the workspace is the sum of the booked costs.`,
    '',
    '| provider | calls | charged | booked | charged for uncertain calls | uncertain calls |',
    '| --- | ---: | ---: | ---: | ---: | ---: |',
    ...accounts.map(
      ({ name, calls, charged, booked, uncertainCharged, uncertainCalls }) =>
        `| \`${name}\` | ${[calls, charged, booked, uncertainCharged, uncertainCalls].join(' | ')} |`,
    ),
    '',
    'Amounts are in the unit of each provider (tokens, characters, credits). The same with ten kills is an end-to-end test (`test/e2e/kills.test.ts`).',
    '',
  ].join('\n');
}
