/** Denial of service by wrong passwords: a stranger tries one account again and again, from many networks. Runs against an engine with limits. */
import { newId } from '../../src/kernel/id.ts';
import type { Scope } from '../../src/platform/database/scope.ts';
import type { Engine } from '../support/engine.ts';
import { lettersTo, tokenIn } from '../support/emails.ts';

const requestFrom = (engine: Engine, address: string, userAgent: string): Scope =>
  engine.database.scope({
    actor: { kind: 'anonymous' },
    requestId: newId(),
    client: { address, userAgent },
    signal: new AbortController().signal,
  });

/** The code of the refusal, or 'signed in'. */
export async function signIn(engine: Engine, input: { email: string; password: string }, address: string, userAgent = 'a browser') {
  return engine.identity.login(requestFrom(engine, address, userAgent), input).then(
    async ({ scope }) => {
      await scope.close();
      return 'signed in';
    },
    (error: unknown) => (error as { code: string }).code,
  );
}

export async function registerFrom(engine: Engine, input: { email: string; password: string }, address: string, userAgent = 'a browser') {
  const { scope } = await engine.identity.register(requestFrom(engine, address, userAgent), { ...input, name: 'Ada' });
  await scope.close();
}

/** The owner of the address resets the password to the same one. */
export async function resetFrom(engine: Engine, { email, password }: { email: string; password: string }, address: string) {
  const scope = requestFrom(engine, address, 'a browser');
  await engine.passwords.requestReset(scope, { email });
  await engine.passwords.sendReset(scope, { version: 1, emailKey: email });
  const text = (await lettersTo(engine, email)).findLast((letter) => letter.text.includes('/reset-password#'))?.text ?? '';
  await engine.passwords.reset(scope, { token: tokenIn(text), password });
}

let networks = 0;

/** So many wrong passwords for one account, each from a network of its own, or all from `address`. */
export async function tryWrongPasswords(engine: Engine, email: string, count: number, address?: string): Promise<void> {
  for (let time = 0; time < count; time += 1) {
    networks += 1;
    const from = address ?? `198.51.${Math.floor(networks / 250)}.${networks % 250}`;
    await signIn(engine, { email, password: 'not the password' }, from, 'a script');
  }
}
