import { parseArgs } from 'node:util';
import { Problem, reason } from '../demo/problem.ts';

export interface UploadOptions {
  readonly files: readonly string[];
  /** Address of a running server; by default one is found or started. */
  readonly url: string | undefined;
  /** An access token or an API key. */
  readonly token: string | undefined;
  readonly email: string | undefined;
  readonly password: string | undefined;
  /** Id of the workspace; by default the first one of the account. */
  readonly workspaceId: string | undefined;
  /** Id of an upload that was begun by another command or on another machine. */
  readonly session: string | undefined;
  readonly parallel: number;
  readonly json: boolean;
}

export const USAGE = `Usage: npm run upload -- [options] FILE…

Uploads files in parts to the storage of a workspace and prints the ids of their assets. The same command resumes an
interrupted upload and sends only what is missing. It waits until each file is checked; a rejected file is reported with
its code and a hint, and the command exits with 1.

  --url URL          use this server; default: one that runs here, else a new one
  --token TOKEN      an access token or an API key; or REELWRIGHT_TOKEN
  --email EMAIL      sign in with this account, and the password in REELWRIGHT_PASSWORD; default: the account of the demo
  --workspace ID     target; default: the first workspace of the account
  --session ID       continue an upload that was begun elsewhere, for one FILE
  --parallel NUMBER  parts sent at once: 1 to 16 (4)
  --json             print one JSON object per line, one for each file (use npm run -s upload -- --json to silence npm)
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

/** Throws a `Problem` with the usage for unknown options; returns 'help' when requested. */
export function readOptions(argv: readonly string[], env: NodeJS.ProcessEnv): UploadOptions | 'help' {
  const { values, positionals: files } = parsed(argv);
  if (values.help) return 'help';
  if (files.length === 0) throw wrongUse('No file given.');
  if (values.session !== undefined && files.length > 1) throw wrongUse('--session needs exactly one file.');
  const parallel = Number(values.parallel);
  if (!Number.isInteger(parallel) || parallel < 1 || parallel > 16)
    throw wrongUse(`--parallel ${values.parallel}: must be a number from 1 to 16.`);
  const password = env['REELWRIGHT_PASSWORD'] || undefined;
  if (values.email !== undefined && password === undefined) throw wrongUse('--email needs the password in REELWRIGHT_PASSWORD.');
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
