import { basename } from 'node:path';
import { signIn, signInAs } from '../demo/account.ts';
import { Api, ApiProblem } from '../demo/api.ts';
import { WORKSPACES } from '../demo/documents.ts';
import { Problem, reason } from '../demo/problem.ts';
import { environment, reach } from '../demo/server.ts';
import { openDisplay, type Display } from './display.ts';
import { readOptions, USAGE, type UploadOptions } from './options.ts';
import { sendFile } from './send.ts';

const INTERRUPTED = 130;

/**
 * Uploads files through the API like any client, and goes on with what was cut short.
 * Returns the exit code: 0, 1 after one clear line on standard error, 130 when it was interrupted.
 */
export async function runUpload(argv: readonly string[]): Promise<number> {
  const stop = new AbortController();
  const display = openDisplay(process.stderr, process.env);
  const interrupt = (): void => stop.abort(new Problem('Interrupted. Run the command again to go on.'));
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt).on('SIGHUP', interrupt);
  try {
    const options = readOptions(argv, process.env);
    if (options === 'help') process.stdout.write(USAGE);
    else await upload(options, display, stop.signal);
    return 0;
  } catch (error) {
    display.end();
    const problem: unknown = stop.signal.aborted ? stop.signal.reason : error;
    const { message, hints } = problem instanceof Problem ? problem : new Problem(`The upload failed: ${reason(problem)}.`);
    process.stderr.write(`${[message, ...hints].join('\n')}\n`);
    return stop.signal.aborted ? INTERRUPTED : 1;
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt).off('SIGHUP', interrupt);
  }
}

async function upload(options: UploadOptions, display: Display, signal: AbortSignal): Promise<void> {
  const here = environment(process.env);
  const server = await reach(options.url, here, signal);
  try {
    const api = new Api(server.url);
    const first = await enter(api, options, here.dataDir);
    const workspaceId = options.workspaceId ?? first;
    for (const path of options.files) {
      const name = basename(path);
      const onProgress = (sent: number, total: number): void => display.progress(name, sent, total);
      const { asset, wasThere } = await sendFile(api, path, { ...options, workspaceId, signal, onProgress });
      display.note(`${name} ${wasThere ? 'was uploaded before' : 'is uploaded'}`);
      process.stdout.write(`${options.json ? JSON.stringify({ ...asset, path, wasThere }) : asset.id}\n`);
    }
  } finally {
    await server.leave();
  }
}

/** From then on `api.token` gives a valid token. Returns the first workspace. */
async function enter(api: Api, { token, email, password }: UploadOptions, dataDir: string): Promise<string> {
  if (token === undefined && (email === undefined || password === undefined)) return (await signIn(api, dataDir, false)).workspaceId;
  if (token !== undefined) api.token = () => Promise.resolve(token);
  else if (email !== undefined && password !== undefined) await signInAs(api, { email, password });
  const [first] = (await api.send(WORKSPACES, {}, await api.token())).workspaces.nodes;
  if (!first) throw new ApiProblem({ message: 'The account has no workspace.' });
  return first.id;
}
