import type { Check, FinishedJob } from './documents.ts';
import { seconds } from './frame.ts';

/** The output of `--json`. Times in milliseconds. */
export interface Made {
  readonly jobId: string;
  readonly title: string;
  /** Address of the server; null if it was started for this film and stopped afterwards. */
  readonly server: string | null;
  readonly files: { readonly video: string; readonly captions: string | undefined };
  readonly width: number | null;
  readonly height: number | null;
  readonly filmMs: number | null;
  /** Milliseconds from the start of the first step to the finished film. */
  readonly renderMs: number | null;
  /** Milliseconds from the start of the command to the saved file. */
  readonly totalMs: number;
  readonly checks: readonly Check[];
}

export const summary = (
  { id, title, video, checks, startedAt, finishedAt }: FinishedJob,
  files: Made['files'],
  server: string | null,
  totalMs: number,
): Made => ({
  jobId: id,
  title,
  server,
  files,
  width: video?.width ?? null,
  height: video?.height ?? null,
  filmMs: video?.durationMs ?? null,
  renderMs: startedAt === null || finishedAt === null ? null : Date.parse(finishedAt) - Date.parse(startedAt),
  totalMs,
  checks,
});

/** How to see the film in the explorer, and what to try next. */
export interface NextSteps {
  readonly email: string;
  /** The file with the password of the account. */
  readonly passwordFile: string;
  /** Address of the explorer, which may only exist after `npm start`. */
  readonly url: string;
  /** The address given with `--url`, for the next command. */
  readonly givenUrl: string | undefined;
  /** `DATA_DIR=… `: the settings that the next command needs to find the same installation. */
  readonly settings: string;
  /** How to get a natural voice; undefined unless the film has a synthetic one. */
  readonly voiceHint: string | undefined;
}

/** Result and next steps for people. Each line below "Next:" is a complete command. */
export function describe({ filmMs, totalMs, width, height, checks, server }: Made, next: NextSteps): string {
  const passed = checks.filter(({ ok }) => ok).length;
  const film = filmMs === null ? 'A film' : `${seconds(filmMs)} of film`;
  const size = width === null || height === null ? '' : `, ${String(width)} × ${String(height)}`;
  const address = next.givenUrl === undefined ? '' : `--url ${quoted(next.givenUrl)} `;
  const open = `open ${next.url}/graphql and sign in as ${next.email} with the password in ${next.passwordFile}`;
  return `
${film}${size}, in ${seconds(totalMs)}. ${String(passed)} of ${String(checks.length)} checks passed.
${next.voiceHint === undefined ? '' : `${next.voiceHint}\n`}The explorer shows this film: ${server === null ? 'start the server, then ' : ''}${open}.

Next:
${server === null ? `${next.settings}npm start\n` : ''}${next.settings}npm run demo -- ${address}--vertical --language de "Warum der Himmel blau ist. Licht trifft auf Luft. Die Luft streut das Blau."
`;
}

/** One line about the voice of the film; undefined for a natural one, and for a film that nobody speaks. */
export function voiceHintOf(
  { voice, language }: { readonly voice: string | null; readonly language: string | null },
  voices: readonly { readonly name: string; readonly provider: string }[],
): string | undefined {
  if (!voices.some(({ name, provider }) => name === voice && provider === 'builtin')) return undefined;
  const how = language?.startsWith('en') ? 'npm run voices -- add en-us-heart' : 'docs/voices.md';
  return `The voice is espeak-ng, which sounds synthetic. For a natural one: ${how}`;
}

const SETTINGS = ['DATA_DIR', 'PORT', 'PUBLIC_URL'] as const;

export const settingsOf = (env: NodeJS.ProcessEnv): string =>
  SETTINGS.map((name) => (env[name] ? `${name}=${quoted(env[name])} ` : '')).join('');

/** Quotes a value for a POSIX shell. */
const quoted = (value: string): string => (/^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", String.raw`'\''`)}'`);
