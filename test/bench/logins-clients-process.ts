import { gql, LOGIN, type Tokens } from '../support/client.ts';

/** Signs in so many times at once, in a process of its own: what it costs here must not count there. */
export interface LoginsOrder {
  readonly url: string;
  readonly count: number;
  readonly email: string;
  readonly password: string;
}

export interface LoginsReport {
  /** Of each sign-in, in the order in which they were answered. */
  readonly ms: readonly number[];
}

process.on('message', async ({ url, count, email, password }: LoginsOrder) => {
  const began = performance.now();
  const ms: number[] = [];
  await Promise.all(
    Array.from({ length: count }, async () => {
      await gql<{ login: Tokens }>({ url }, LOGIN, { input: { email, password } });
      ms.push(performance.now() - began);
    }),
  );
  const report: LoginsReport = { ms };
  process.send?.(report);
});
process.on('disconnect', () => process.exit());
