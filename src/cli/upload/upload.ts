import { basename } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { signIn, signInAs } from '../demo/account.ts';
import { Api, ApiProblem } from '../demo/api.ts';
import { WORKSPACES } from '../demo/documents.ts';
import { Problem } from '../demo/problem.ts';
import { environment, reach } from '../demo/server.ts';
import { runCommand } from '../run-command.ts';
import { openDisplay, type Display } from './display.ts';
import { ASSET_VERDICT, type Asset } from './documents.ts';
import { readOptions, USAGE, type UploadOptions } from './options.ts';
import { sendFile } from './send.ts';

/**
 * Uploads files through the API like any client, and resumes interrupted ones. Returns the exit code: 0, 1 after one line on standard
 * error for each rejected file, 130 after an interrupt.
 */
export async function runUpload(argv: readonly string[]): Promise<number> {
  const display = openDisplay(process.stderr, process.env);
  const command = {
    ...{ name: 'upload', usage: USAGE, interrupted: 'Interrupted. Run the command again to continue.' },
    ...{ options: () => readOptions(argv, process.env), end: () => display.end() },
  };
  return runCommand(command, async (options, signal) => ((await upload(options, display, signal)) ? 0 : 1));
}

/** Uploads every file, whatever happens to the others. False if one was rejected. */
async function upload(options: UploadOptions, display: Display, signal: AbortSignal): Promise<boolean> {
  const here = environment(process.env);
  const server = await reach(options.url, here, signal);
  try {
    const api = new Api(server.url);
    const first = await enter(api, options, { dataDir: here.dataDir, isLocal: server.isLocal });
    const workspaceId = options.workspaceId ?? first;
    let allTaken = true;
    for (const path of options.files) {
      try {
        await uploadOne(api, path, { ...options, workspaceId }, display, signal);
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof Problem)) throw error;
        allTaken = false;
        display.end();
        process.stderr.write(`${[error.message, ...error.hints].join('\n')}\n`);
        if (options.json && !(error instanceof Refused)) process.stdout.write(`${JSON.stringify({ path, error: errorOf(error) })}\n`);
      }
    }
    return allTaken;
  } finally {
    await server.leave();
  }
}

const errorOf = (error: Problem): object => ({ code: error instanceof ApiProblem ? error.code : null, message: error.message });

/** A file that arrived and was rejected. */
class Refused extends Problem {}

async function uploadOne(
  api: Api,
  path: string,
  options: UploadOptions & { readonly workspaceId: string },
  display: Display,
  signal: AbortSignal,
): Promise<void> {
  const name = basename(path);
  const onProgress = (sent: number, total: number): void => display.progress(name, sent, total);
  const { asset: sent, wasThere } = await sendFile(api, path, { ...options, signal, onProgress });
  display.note(`${name} ${wasThere ? 'was uploaded before' : 'is uploaded'}`);
  const asset = await awaitVerdict(api, sent, signal);
  process.stdout.write(`${options.json ? JSON.stringify({ ...asset, path, wasThere }) : asset.id}\n`);
  if (asset.status === 'READY') display.note(`${name} is ready`);
  else
    throw new Refused(`${name} is rejected: ${asset.rejection ?? asset.status}`, asset.rejectionHint === null ? [] : [asset.rejectionHint]);
}

/** Milliseconds between two queries: doubles from FIRST_PAUSE to the last. */
const FIRST_PAUSE = 100;
const MAX_PAUSE = 2_000;

/** Polls until the file has been checked. */
async function awaitVerdict(api: Api, sent: Asset, signal: AbortSignal): Promise<Asset> {
  let asset = sent;
  for (let wait = FIRST_PAUSE; asset.status === 'PENDING' || asset.status === 'PROCESSING'; wait = Math.min(wait * 2, MAX_PAUSE)) {
    await pause(wait, undefined, { signal });
    const { asset: found } = await api.send(ASSET_VERDICT, { id: sent.id }, await api.token());
    if (!found) throw new Problem(`${sent.fileName} was deleted before it was checked.`);
    asset = found;
  }
  return asset;
}

/** Signs in, so that `api.token` returns a valid token. Returns the id of the first workspace. */
async function enter(api: Api, { token, email, password }: UploadOptions, at: Parameters<typeof signIn>[1]): Promise<string> {
  if (token === undefined && (email === undefined || password === undefined)) return (await signIn(api, at, false)).workspaceId;
  if (token !== undefined) api.token = () => Promise.resolve(token);
  else if (email !== undefined && password !== undefined) await signInAs(api, { email, password });
  const [first] = (await api.send(WORKSPACES, {}, await api.token())).workspaces.nodes;
  if (!first) throw new ApiProblem({ message: 'The account has no workspace.' });
  return first.id;
}
