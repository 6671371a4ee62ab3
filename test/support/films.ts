import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { locateFfmpeg } from '../../src/platform/media/locate-ffmpeg.ts';
import { gql, watch, type JobEvent, type Person, type Variables, type Watching } from './client.ts';

export const GENERATE = 'mutation ($input: GenerateVideoInput!) { generateVideo(input: $input) { id status title progress } }';

/** Asks for a small film whose pictures stand still, unless the input says otherwise; answers with the job's id. */
export async function generate(person: Person, input: Variables): Promise<string> {
  const { generateVideo } = await gql<{ generateVideo: { id: string } }>(person, GENERATE, {
    input: { workspaceId: person.workspaceId, resolution: 'P360', motion: 'NONE', ...input },
  });
  return generateVideo.id;
}

export interface Output {
  readonly id: string;
  readonly kind: string;
  readonly status: string;
  readonly fileName: string;
  readonly contentType: string;
  readonly byteSize: number;
  readonly sha256: string;
  readonly width: number | null;
  readonly height: number | null;
  readonly durationMs: number | null;
  readonly fps: number | null;
  readonly codecs: readonly string[];
  readonly downloadUrl: string;
}

export interface Job {
  readonly id: string;
  readonly status: string;
  readonly title: string;
  readonly progress: number;
  readonly cursor: string;
  readonly finishedAt: string | null;
  readonly steps: readonly {
    readonly name: string;
    readonly status: string;
    readonly done: number;
    readonly total: number;
    readonly reused: number;
  }[];
  readonly checks: readonly { readonly name: string; readonly expected: string; readonly measured: string; readonly ok: boolean }[];
  readonly failure: { readonly code: string; readonly message: string; readonly step: string | null } | null;
  readonly outputs: readonly Output[];
  readonly video: Output | null;
  readonly thumbnail: Output | null;
  readonly captions: Output | null;
  readonly captionsSrt: Output | null;
}

const OUTPUT = 'id kind status fileName contentType byteSize sha256 width height durationMs fps codecs downloadUrl';
const JOB = `query ($id: ID!) { job(id: $id) {
  id status title progress cursor finishedAt steps { name status done total reused } checks { name expected measured ok }
  failure { code message step } outputs { ${OUTPUT} } video { ${OUTPUT} } thumbnail { ${OUTPUT} } captions { ${OUTPUT} } captionsSrt { ${OUTPUT} }
} }`;

export const readJob = async (person: Person, id: string): Promise<Job> => (await gql<{ job: Job }>(person, JOB, { id })).job;

/** Waits for the job's end over its subscription. */
export async function finished(person: Person, jobId: string): Promise<Job> {
  await watch(person, { jobId }).ended;
  return readJob(person, jobId);
}

interface LogPage {
  readonly nodes: readonly JobEvent[];
  readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
}

/** The whole log of a job, read page by page. */
export async function readLog(person: Person, jobId: string, pageSize = 100): Promise<JobEvent[]> {
  const events: JobEvent[] = [];
  for (let after: string | null = null, more = true; more;) {
    const { jobEvents }: { jobEvents: LogPage } = await gql<{ jobEvents: LogPage }>(
      person,
      `query ($jobId: ID!, $after: String, $first: Int) { jobEvents(jobId: $jobId, after: $after, first: $first) {
        nodes { cursor sequence type status progress step sceneId message } pageInfo { endCursor hasNextPage } } }`,
      { jobId, after, first: pageSize },
    );
    events.push(...jobEvents.nodes);
    ({ endCursor: after, hasNextPage: more } = jobEvents.pageInfo);
  }
  return events;
}

/** An event without what only a live stream has. */
export const plain = ({ job: _, ...event }: Watching['events'][number]): JobEvent => event;

export const sequencesOf = (events: readonly JobEvent[]): number[] => events.map(({ sequence }) => sequence);

export async function download({ downloadUrl }: Pick<Output, 'downloadUrl'>): Promise<Buffer> {
  const response = await fetch(downloadUrl);
  if (!response.ok) throw new Error(`The storage answered ${response.status}: ${await response.text()}`);
  return Buffer.from(await response.arrayBuffer());
}

export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

export interface Probe {
  readonly durationMs: number;
  readonly streams: readonly {
    readonly codec_type: string;
    readonly codec_name: string;
    readonly width?: number;
    readonly height?: number;
  }[];
  /** First and last sound of the film, as a silence detector hears it; ms. */
  readonly speechMs: readonly [number, number];
}

const run = promisify(execFile);

let tools: ReturnType<typeof locateFfmpeg> | undefined;

function locate(): ReturnType<typeof locateFfmpeg> {
  const { FFMPEG_PATH: ffmpegPath, FFPROBE_PATH, PATH = '' } = process.env;
  return locateFfmpeg({ ffmpegPath, ffprobePath: FFPROBE_PATH, searchPath: PATH, cacheFolder: join(tmpdir(), 'reelwright-test-bin') });
}

/** What ffprobe and ffmpeg say of a film. */
export async function probe(film: Buffer, folder: string): Promise<Probe> {
  const file = join(folder, `${sha256(film).slice(0, 12)}.mp4`);
  await writeFile(file, film);
  const located = await (tools ??= locate());
  const shown = await run(located.ffprobePath, ['-v', 'error', '-show_streams', '-show_format', '-of', 'json', file]);
  const { streams, format } = JSON.parse(shown.stdout) as { streams: Probe['streams']; format: { duration: string } };
  const durationMs = Number(format.duration) * 1000;
  const filters = ['-vn', '-af', 'silencedetect=noise=-45dB:duration=0.1', '-f', 'null', '-'];
  const heard = await run(located.ffmpegPath, ['-hide_banner', '-nostats', '-threads', '1', '-i', file, ...filters]);
  const times = (edge: string): number[] =>
    [...heard.stderr.matchAll(new RegExp(`silence_${edge}: ([0-9.]+)`, 'g'))].map(([, at]) => Number(at) * 1000);
  const [starts, ends] = [times('start'), times('end')];
  // A silence at an edge of the film is one without speech before or behind it.
  const first = (starts[0] ?? 1) <= 0 ? (ends[0] ?? 0) : 0;
  const last = (ends.at(-1) ?? 0) >= durationMs - 50 ? (starts.at(-1) ?? durationMs) : durationMs;
  return { durationMs, streams, speechMs: [first, last] };
}

export interface Caption {
  readonly startMs: number;
  readonly endMs: number;
  readonly text: string;
}

const ENTITIES: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' };

/** Reads a WebVTT file as players do: blocks between empty lines, entities resolved. */
export function readCaptions(vtt: string): Caption[] {
  const [head = '', ...blocks] = vtt.trimEnd().split(/\n{2,}/);
  if (!head.startsWith('WEBVTT')) throw new Error(`No WebVTT: ${head}`);
  return blocks.map((block) => {
    const lines = block.split('\n');
    const at = lines.findIndex((line) => line.includes(' --> '));
    const [startMs = Number.NaN, endMs = Number.NaN] = (lines[at] ?? '').split(' --> ').map(milliseconds);
    const text = lines.slice(at + 1).join(' ');
    return { startMs, endMs, text: text.replace(/&(?:lt|gt|amp);/g, (entity) => ENTITIES[entity] ?? entity) };
  });
}

function milliseconds(stamp: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = stamp.split(':').map(Number);
  return Math.round(((hours * 60 + minutes) * 60 + seconds) * 1000);
}

/** Text with its white space made even, as captions may break lines where the script has none. */
export const evenSpaces = (text: string): string => text.replace(/\s+/g, ' ').trim();
