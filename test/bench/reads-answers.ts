import { isDeepStrictEqual } from 'node:util';
import type { ReadsOrder } from './reads-clients-process.ts';

/** Workspaces whose answers are compared. */
const COMPARED = 20;

/** PostGraphile names fields by its own rules. */
const NAMES: Readonly<Record<string, string>> = {
  workspaceById: 'workspace',
  jobsByWorkspaceId: 'jobs',
  userByCreatedBy: 'createdBy',
  assetsByJobId: 'outputs',
  jobEventsByJobId: 'events',
};
const LISTS = new Set(['outputs']);
const TIMES = new Set(['createdAt', 'at']);
const NUMBERS = new Set(['byteSize', 'sequence', 'progress']);

/** Asks every contestant the same questions. Returns how many answers of each are equal. @throws Error at the first difference */
export async function compareAnswers(orders: readonly Omit<ReadsOrder, 'ms'>[]): Promise<number> {
  const count = Math.min(COMPARED, ...orders.map(({ bodies }) => bodies.length));
  for (let index = 0; index < count; index += 1) {
    const [first, ...others] = await Promise.all(orders.map((order) => answerOf(order, index)));
    for (const other of others) {
      if (!isDeepStrictEqual(first, other))
        throw new Error(`two answers differ: ${JSON.stringify(first).slice(0, 600)} and ${JSON.stringify(other).slice(0, 600)}`);
    }
  }
  return count;
}

async function answerOf({ url, headers, bodies }: Omit<ReadsOrder, 'ms'>, index: number): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: bodies[index] ?? '',
  });
  // Only Reelwright reports what an operation costs.
  const { data, errors } = (await response.json()) as { data?: unknown; errors?: unknown };
  return normalized(errors === undefined ? { data } : { data, errors });
}

/** One notation for what all of them say: Reelwright's names, times in milliseconds, numbers as numbers, lists of outputs without `nodes`. */
export function normalized(value: unknown, field = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => normalized(item));
  if (TIMES.has(field)) return new Date(String(value)).getTime();
  if (NUMBERS.has(field) && value !== null) return Number(value);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, inner]) => {
    const known = NAMES[name] ?? name;
    return [known, normalized(inner, known)] as const;
  });
  const object = Object.fromEntries(entries);
  return LISTS.has(field) && 'nodes' in object ? object['nodes'] : object;
}
