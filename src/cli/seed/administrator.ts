import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Api } from '../demo/api.ts';
import { Problem } from '../demo/problem.ts';
import { IS_INITIALIZED } from './documents.ts';

/** The rights that filling the showcase needs. */
export interface Rights {
  /** Whether the account stays the first administrator, because the set-up was open. */
  readonly isFirst: boolean;
  /** Takes the rights back, unless they stay. */
  leave(): Promise<void>;
}

/**
 * Makes the account an administrator with the command `admin`, as the operator of this machine may. The first administrator of an
 * installation stays one: without any, the set-up would be closed for nobody.
 */
export async function becomeAdministrator(api: Api, email: string): Promise<Rights> {
  const { systemStatus } = await api.send(IS_INITIALIZED, {}, await api.token());
  await runAdmin([email]);
  const isFirst = !systemStatus.initialized;
  return { isFirst, leave: () => (isFirst ? Promise.resolve() : runAdmin([email, '--remove'])) };
}

async function runAdmin(args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [process.argv[1] ?? '', 'admin', ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Problem('The account of the examples could not be made an administrator.', said.trim().split('\n').slice(0, 3));
}
