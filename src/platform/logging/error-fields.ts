/**
 * Fields of an error that a program or a library sets. All others (detail, query, parameters, body) may repeat text that a person wrote.
 */
const FIELDS = [
  'code',
  'errno',
  'syscall',
  'status',
  'statusCode',
  'severity',
  'schema',
  'table',
  'column',
  'constraint',
  'routine',
] as const;

const SQLSTATE = /^(?!E[A-Z])[0-9A-Z]{5}$/;

/**
 * An error as it is logged: type, message, stack and the fields without values. The message of a database error is replaced by its code,
 * because the driver's repeats the statement with its values, and PostgreSQL's own repeats a value that it could not read.
 */
export function errorFields(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const chain = chainOf(error);
  const known = Object.fromEntries(FIELDS.flatMap((name) => chain.flatMap((one) => field(one, name)).slice(0, 1)));
  return {
    type: error.constructor.name,
    message: chain.map(messageOf).join(': '),
    ...known,
    stack: chain.map((one) => `${one.constructor.name}: ${messageOf(one)}\n${framesOf(one)}`).join('\ncaused by: '),
  };
}

function chainOf(error: unknown): Error[] {
  const chain: Error[] = [];
  for (let next = error; next instanceof Error && !chain.includes(next); next = next.cause) chain.push(next);
  return chain;
}

const field = (error: Error, name: string): [string, unknown][] => {
  const value = (error as unknown as Record<string, unknown>)[name];
  return typeof value === 'string' || typeof value === 'number' ? [[name, value]] : [];
};

function messageOf(error: Error): string {
  const code = 'code' in error ? String(error.code) : '';
  return SQLSTATE.test(code) ? `database error ${code}` : error.message;
}

/** The lines of the stack with places in code. The first ones are the message, which may have many lines. */
const framesOf = ({ stack = '' }: Error): string =>
  stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');
