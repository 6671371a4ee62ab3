import { randomUUID } from 'node:crypto';
import { extname, join } from 'node:path';
import { accountsFile, signIn } from './account.ts';
import { Api, ApiProblem } from './api.ts';
import { openDisplay, type Display } from './display.ts';
import { CANCEL_JOB, GENERATE_VIDEO, JOB, type FinishedJob, type GenerateVideoInput } from './documents.ts';
import { prepare, slug, type Destination } from './files.ts';
import { describe, settingsOf, summary, voiceHintOf, type Made, type NextSteps } from './made.ts';
import { readOptions, USAGE, type DemoOptions } from './options.ts';
import { runCommand } from '../run-command.ts';
import { Problem } from './problem.ts';
import { environment, reach, type Server } from './server.ts';
import { watch } from './watch.ts';

/** Makes a film through the API like any client and saves it; starts a server if none runs, and stops it afterwards. Returns the exit code. */
export async function runDemo(argv: readonly string[]): Promise<number> {
  const display = openDisplay(process.stderr, process.env);
  const command = {
    ...{ name: 'demo', usage: USAGE, interrupted: 'Canceled.', options: () => readOptions(argv) },
    ...{ onInterrupt: () => display.busy('Canceling'), end: () => display.end() },
  };
  return runCommand(command, async (options, signal) => {
    const { made, next } = await makeFilm(options, display, signal);
    display.end();
    process.stderr.write(describe(made, next));
    const paths = [made.files.video, made.files.captions].filter((path) => path !== undefined);
    process.stdout.write(options.json ? `${JSON.stringify(made)}\n` : `${paths.join('\n')}\n`);
    return 0;
  });
}

async function makeFilm(options: DemoOptions, display: Display, signal: AbortSignal): Promise<{ made: Made; next: NextSteps }> {
  const begun = Date.now();
  const destination = await prepare(outputOf(options), options.overwrite ? 'OVERWRITE' : options.out === undefined ? 'NUMBER' : 'REFUSE');
  const here = environment(process.env);
  display.busy('Connecting to Reelwright, or starting it');
  const server = await reach(options.url, here, signal);
  try {
    display.note(`Reelwright ${server.started ? 'started' : 'runs'} at ${server.url}`);
    const api = new Api(server.url);
    const ordered = await order(api, options, { dataDir: here.dataDir, isLocal: server.isLocal }, display, signal);
    const { job, voiceHint } = await follow(api, ordered, display, signal);
    display.busy('Saving');
    const files = await save(job, destination, signal);
    display.note(`Saved ${files.video}`);
    const next = {
      email: ordered.email,
      passwordFile: accountsFile(here.dataDir),
      url: server.started ? here.url : server.url,
      givenUrl: options.url,
      settings: settingsOf(process.env),
      voiceHint,
    };
    return { made: summary(job, files, server.started ? null : server.url, Date.now() - begun), next };
  } finally {
    if (server.started) display.busy('Stopping Reelwright');
    await server.leave();
  }
}

/** The name of the output file. The server chooses the title of the film, but the file name must be known before. */
function outputOf({ out, prompt, script }: DemoOptions): string {
  if (out !== undefined) return extname(out).toLowerCase() === '.mp4' ? out : `${out}.mp4`;
  const [firstSentence = ''] = /[^.!?。！？\n]+/.exec(prompt ?? script ?? '') ?? [];
  return join('out', `${slug(firstSentence)}.mp4`);
}

const inputOf = ({ prompt, script, language, voice, resolution, vertical }: DemoOptions, workspaceId: string): GenerateVideoInput => ({
  workspaceId,
  prompt,
  script,
  language,
  voice,
  resolution,
  aspectRatio: vertical ? 'PORTRAIT_9_16' : undefined,
  idempotencyKey: randomUUID(),
});

interface Ordered {
  /** Email address of the account that requested the film. */
  readonly email: string;
  readonly id: string;
  readonly title: string;
}

/** Requests the film. When the sign-up credits of the demo's account are used up, a new account is registered and used. */
async function order(
  api: Api,
  options: DemoOptions,
  at: { readonly dataDir: string } & Pick<Server, 'isLocal'>,
  display: Display,
  signal: AbortSignal,
  forceNew = false,
): Promise<Ordered> {
  const { email, workspaceId, isNew } = await signIn(api, at, forceNew);
  signal.throwIfAborted();
  try {
    return { ...(await api.send(GENERATE_VIDEO, { input: inputOf(options, workspaceId) }, await api.token())).generateVideo, email };
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.code !== 'INSUFFICIENT_CREDITS') throw error;
    if (isNew)
      throw new Problem(error.message, [`The operator can grant more: npm run grant-credits -- ${workspaceId} 100 "for the demo"`]);
    display.note('The demo account has too few credits: creating a new one');
    return order(api, options, at, display, signal, true);
  }
}

async function follow(api: Api, { id, title }: Ordered, display: Display, signal: AbortSignal) {
  try {
    await watch(api, id, title, display, signal);
  } catch (error) {
    // The original error is reported; a failure to cancel is ignored, because the server may be gone.
    await api.send(CANCEL_JOB, { id }, await api.token()).catch(() => undefined);
    throw error;
  }
  const { job, voices } = await api.send(JOB, { id }, await api.token());
  if (job?.status !== 'COMPLETED') throw notMade(job);
  return { job, voiceHint: voiceHintOf(job.input, voices) };
}

function notMade(job: FinishedJob | null): Problem {
  if (job?.status === 'CANCELED') return new Problem('The job was canceled by somebody else.');
  const failure = job?.failure;
  if (failure === null || failure === undefined) return new Problem('The film was not made, and the server gives no reason.');
  const where = failure.step === null ? failure.code : `${failure.code} in step ${failure.step}`;
  return new Problem(`The film was not made: ${failure.message} (${where})`, failure.hint === null ? [] : [failure.hint]);
}

async function save({ video, captions }: FinishedJob, destination: Destination, signal: AbortSignal): Promise<Made['files']> {
  if (typeof video?.downloadUrl !== 'string') throw new Problem('The film is done, but it cannot be downloaded.');
  const files = {
    video: { url: video.downloadUrl, byteSize: video.byteSize },
    captions: typeof captions?.downloadUrl === 'string' ? { url: captions.downloadUrl, byteSize: captions.byteSize } : undefined,
  };
  return destination.save(files, signal);
}
