import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';
import pLimit from 'p-limit';

/** OWASP Password Storage Cheat Sheet: argon2id with 19 MiB, 2 passes, 1 lane. Runs in libuv's pool, off the event loop. */
// 2 is argon2id; the package's enum has no value at run time.
const OPTIONS = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/**
 * Limits concurrent hashes. One processor is left for the event loop, and one of libuv's four threads for files and DNS, so that a burst of
 * sign-ins does not slow other requests.
 */
const inTurn = pLimit(Math.max(1, Math.min(availableParallelism() - 1, 3)));

export const hashPassword = (password: string): Promise<string> => inTurn(() => hash(password.normalize('NFKC'), OPTIONS));

let decoy: Promise<string> | undefined;

/**
 * Whether the password is correct. Takes equally long for an unknown address (`hashed` undefined) and a wrong password, so that the time
 * reveals nothing.
 */
export async function passwordMatches(password: string, hashed: string | undefined): Promise<boolean> {
  decoy ??= hashPassword('a password that no one has');
  const against = hashed || (await decoy);
  const matches = await inTurn(() => verify(against, password.normalize('NFKC')));
  return matches && against === hashed;
}
