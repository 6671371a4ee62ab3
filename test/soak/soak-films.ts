import { ask, gql, register, type Person } from '../support/client.ts';
import { newScript } from '../support/factories.ts';
import { download, generate, probe, readJob, sha256, type Job } from '../support/films.ts';

const SCENES = 3;
/** No bundled font has cuneiform: the film of this scene fails permanently, and says why. */
const UNDRAWABLE = 'These are the first signs of writing: 𒀀𒀁𒀂.';
const UNDRAWABLE_CODE = 'MISSING_GLYPHS';
/** A film may be longer or shorter than announced by the padding of its sound. */
const DURATION_OFF_BY_MS = 50;

/** FILM becomes a film, CANCELED is canceled at some moment of its work, BROKEN cannot be made. */
export type FilmKind = 'FILM' | 'CANCELED' | 'BROKEN';

/** A job as we asked for it. */
export interface SoakFilm {
  readonly id: string;
  readonly kind: FilmKind;
  readonly owner: Person;
  /** What `cancelJob` answered: the state it left, or the code of its refusal. */
  canceled?: string;
}

export const openTenants = (url: string, count: number): Promise<Person[]> =>
  Promise.all(Array.from({ length: count }, () => register(url)));

export async function askForFilm(owner: Person, kind: FilmKind): Promise<SoakFilm> {
  const script = kind === 'BROKEN' ? `${newScript(SCENES - 1)}\n\n${UNDRAWABLE}` : newScript(SCENES);
  return { id: await generate(owner, { script }), kind, owner };
}

export async function cancel(film: SoakFilm): Promise<void> {
  const mutation = 'mutation ($id: ID!) { cancelJob(id: $id) { status } }';
  const { data, errors } = await ask<{ cancelJob: { status: string } }>(film.owner, mutation, { id: film.id });
  film.canceled = errors[0]?.extensions.code ?? data?.cancelJob.status ?? 'nothing';
}

/** Asks again for what a job that failed lacks. */
export const retry = (film: SoakFilm): Promise<unknown> =>
  gql(film.owner, 'mutation ($id: ID!) { retryJob(id: $id) { id } }', { id: film.id });

export const failureOf = async ({ id, owner }: SoakFilm): Promise<string | undefined> => (await readJob(owner, id)).failure?.code;

/** The one right end of a job. A cancel that came too late is refused and changes nothing. */
export function rightEnd({ kind, canceled }: SoakFilm): string {
  if (canceled === 'CANCELED') return 'CANCELED';
  return kind === 'BROKEN' ? 'FAILED' : 'COMPLETED';
}

/** Reads a finished job as its owner does, downloads its film through the signed link and has ffprobe look at it. What is wrong, if anything. */
export async function faultsOfFilm({ id, owner }: SoakFilm, folder: string): Promise<string[]> {
  const job = await readJob(owner, id);
  const { video } = job;
  if (!video) return [`film ${id} has no file`];
  const bytes = await download(video);
  const film = await probe(bytes, folder);
  const streams = film.streams.map(({ codec_name }) => codec_name).toSorted();
  const said: readonly [string, boolean][] = [
    ['has other outputs than a film, two pictures and captions in two forms', kinds(job) !== 'CAPTION CAPTION IMAGE IMAGE VIDEO'],
    ['has failed checks', job.checks.length === 0 || job.checks.some(({ ok }) => !ok)],
    ['has other scenes', job.steps.find(({ name }) => name === 'SEGMENT')?.done !== SCENES],
    ['has other bytes than announced', sha256(bytes) !== video.sha256 || bytes.length !== video.byteSize],
    ['has other streams', streams.join(' ') !== 'aac h264'],
    ['is not 640x360', !film.streams.some(({ width, height }) => width === 640 && height === 360)],
    [`lasts ${film.durationMs} ms`, Math.abs(film.durationMs - (video.durationMs ?? 0)) > DURATION_OFF_BY_MS],
    ['is silent', film.speechMs[1] - film.speechMs[0] < film.durationMs / 2],
  ];
  return said.filter(([, isWrong]) => isWrong).map(([fault]) => `film ${id} ${fault}`);
}

const kinds = ({ outputs }: Job): string =>
  outputs
    .map(({ kind }) => kind)
    .toSorted()
    .join(' ');

/** What is wrong with the explanation of a broken film. */
export async function faultsOfFailure(film: SoakFilm): Promise<string[]> {
  const code = await failureOf(film);
  return code === UNDRAWABLE_CODE ? [] : [`broken film ${film.id} says ${code ?? 'nothing'}, not ${UNDRAWABLE_CODE}`];
}

/** What is wrong with a workspace's credits, as its owner sees them: nothing is held, and what is gone was charged. */
export async function faultsOfCredits(owner: Person, given: number): Promise<string[]> {
  const query = 'query ($id: ID!) { workspace(id: $id) { credits { available reserved } jobs(first: 100) { nodes { creditsCharged } } } }';
  const { workspace } = await gql<{
    workspace: { credits: { available: number; reserved: number }; jobs: { nodes: { creditsCharged: number }[] } };
  }>(owner, query, { id: owner.workspaceId });
  const charged = workspace.jobs.nodes.reduce((sum, { creditsCharged }) => sum + creditsCharged, 0);
  const { available, reserved } = workspace.credits;
  return reserved === 0 && available + charged === given
    ? []
    : [`workspace ${owner.workspaceId} has ${available} credits and ${reserved} reserved, of ${given}, for jobs that cost ${charged}`];
}
