import { parseArgs } from 'node:util';
import { Problem, reason } from '../demo/problem.ts';

export interface UploadOptions {
  readonly files: readonly string[];
  /** A running server; found or started when left out. */
  readonly url: string | undefined;
  /** An access token or an API key. */
  readonly token: string | undefined;
  readonly email: string | undefined;
  readonly password: string | undefined;
  /** The first one of the account when left out. */
  readonly workspaceId: string | undefined;
  /** An upload that somebody began elsewhere. */
  readonly session: string | undefined;
  readonly parallel: number;
  readonly json: boolean;
}

export const USAGE = `Usage: npm run upload -- [options] FILE…

Sends files straight to the storage of a workspace, in parts, and prints the ids of their assets. The same command takes up
again what was cut short, and sends only what is missing. Waits until each file is checked: a refused one is named with
the code and a hint, and the command ends with 1.

  --url URL          use this server; else one that runs here, else one is started
  --token TOKEN      an access token or an API key; or REELWRIGHT_TOKEN
  --email EMAIL      sign in with this account, and the password in REELWRIGHT_PASSWORD; else with the account of the demo
  --workspace ID     where to; else the first workspace of the account
  --session ID       go on with an upload that was begun elsewhere, for one FILE
  --parallel NUMBER  parts that travel at once: 1 to 16 (4)
  --json             print one JSON object a line, one for each file (npm run -s upload -- --json, or npm's own words come first)
  --help             print this
`;

const OPTIONS = {
  url: { type: 'string' },
  token: { type: 'string' },
  email: { type: 'string' },
  workspace: { type: 'string' },
  session: { type: 'string' },
  parallel: { type: 'string', default: '4' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** Throws a `Problem` with the usage for what it does not know; 'help' when that was asked for. */
export function readOptions(argv: readonly string[], env: NodeJS.ProcessEnv): UploadOptions | 'help' {
  const { values, positionals: files } = parsed(argv);
  if (values.help) return 'help';
  if (files.length === 0) throw wrongUse('Which file?');
  if (values.session !== undefined && files.length > 1) throw wrongUse('--session is for one file.');
  const parallel = Number(values.parallel);
  if (!Number.isInteger(parallel) || parallel < 1 || parallel > 16) throw wrongUse(`--parallel ${values.parallel}: a number from 1 to 16.`);
  const password = env['REELWRIGHT_PASSWORD'] || undefined;
  if (values.email !== undefined && password === undefined) throw wrongUse('--email: give the password in REELWRIGHT_PASSWORD.');
  return {
    files,
    url: values.url?.replace(/\/+$/, ''),
    token: values.token ?? (env['REELWRIGHT_TOKEN'] || undefined),
    email: values.email,
    password,
    workspaceId: values.workspace,
    session: values.session,
    parallel,
    json: values.json,
  };
}

const wrongUse = (message: string): Problem => new Problem(message, [USAGE.trimEnd()]);

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw wrongUse(reason(error).split(/\. |\n/, 1)[0] ?? '');
  }
}
