import { appendFileSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addSecret, addSecretsIn, leaksIn, type Secrets } from './secrets.ts';

/**
 * What a run of the product's own programs leaves behind for the look at its end (record-setup.ts): what they said, the refusals that
 * clients read, and the secrets that may stand in neither. Nothing is kept outside of such a run, in a benchmark for one.
 */
const FOLDER = 'REELWRIGHT_RUN_RECORD';

/** Those of this test file so far. */
const known: Secrets = new Map();
export const secretsSoFar = (): Secrets => known;

const keep = (name: string, text: string): void => {
  const folder = process.env[FOLDER];
  if (folder !== undefined) appendFileSync(join(folder, name), text);
};

function note(add: (secrets: Secrets) => void): void {
  const added: Secrets = new Map();
  add(added);
  for (const [secret, name] of added) {
    if (known.has(secret)) continue;
    known.set(secret, name);
    keep('secrets', `${JSON.stringify([secret, name])}\n`);
  }
}

export const noteSecret = (name: string, secret: string | undefined): void => note((secrets) => addSecret(secrets, name, secret));
/** Of an input or an answer. */
export const noteSecretsIn = (value: unknown): void => note((secrets) => addSecretsIn(secrets, value));

/** Of an environment that a program was given: secrets, keys, and the passwords in addresses. */
export function noteEnvironment(env: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value] of Object.entries(env)) {
    if (/SECRET|ENCRYPTION_KEY/.test(name)) noteSecret(name, value);
    else if (name.endsWith('_URL')) noteSecret(`the password in ${name}`, URL.parse(value ?? '')?.password);
  }
}

/** What a program wrote to stdout or stderr. */
export const keepSaid = (program: number, text: string): void => keep(`said-${program}`, text);
/** The errors of an answer, as the client read them. */
export const keepRefusal = (errors: readonly unknown[]): void => keep('refusals', `${JSON.stringify(errors)}\n`);

export function beginRecord(): void {
  process.env[FOLDER] = mkdtempSync(join(tmpdir(), 'reelwright-run-'));
}

/** Reads what was recorded and forgets it. @throws when a secret is found where anybody may read it. */
export function endRecord(): void {
  const folder = process.env[FOLDER] ?? '';
  const files = readdirSync(folder).map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));
  rmSync(folder, { recursive: true });
  const lines =
    files
      .find(({ name }) => name === 'secrets')
      ?.text.split('\n')
      .filter(Boolean) ?? [];
  const secrets: Secrets = new Map(lines.map((line) => JSON.parse(line) as [string, string]));
  const texts = files.filter(({ name }) => name !== 'secrets');
  const leaks = texts.flatMap(({ name, text }) => leaksIn(text, secrets).map((leak) => `${name}: ${leak}`));
  if (leaks.length > 0) throw new Error(`${leaks.length} times a secret was said in the clear:\n${leaks.slice(0, 20).join('\n')}`);
  console.log(`None of ${secrets.size} secrets stands in what ${texts.length} programs and clients received.`);
}
