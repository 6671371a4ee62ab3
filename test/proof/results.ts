import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Fault } from './checker/check-film.ts';
import { COMPOSED } from './composed/composed-films.ts';
import { FILMS } from './films.ts';
import type { Proof } from './prove-film.ts';

/** What was found in one film. */
export interface Judged {
  readonly film: { readonly number: number };
  readonly scenes: number;
  readonly durationMs: number;
  readonly loudness: number;
  readonly truePeak: number;
  readonly faults: readonly Fault[];
  readonly legibility?: Proof['legibility'];
}

/** What was found in a film, as it is kept. */
export interface Result {
  /** Of the film. */
  readonly number: number;
  /** Version of the ffmpeg that made it and decoded it; missing in results from before it was kept. */
  readonly ffmpeg?: string;
  readonly date: string;
  readonly scenes: number;
  readonly durationMs: number;
  /** LUFS and dBTP; null without a sound. */
  readonly loudness: number | null;
  readonly truePeak: number | null;
  readonly faults: readonly Fault[];
  readonly legibility?: Proof['legibility'];
}

const FILE = join(import.meta.dirname, 'results.json');

export const readResults = (): readonly Result[] => JSON.parse(readFileSync(FILE, 'utf8')) as Result[];

/** Replaces the results of these films with this ffmpeg. Those of films that no longer are go. */
export async function storeResults(
  proofs: readonly Judged[],
  { ffmpeg, date }: { readonly ffmpeg: string; readonly date: string },
): Promise<void> {
  const rounded = (value: number): number | null => (Number.isFinite(value) ? Math.round(value * 10) / 10 : null);
  const news = proofs.map(({ film, scenes, durationMs, loudness, truePeak, faults, legibility }): Result => ({
    ...{ number: film.number, ffmpeg, date, scenes, durationMs },
    ...{ loudness: rounded(loudness), truePeak: rounded(truePeak), faults, ...(legibility && { legibility }) },
  }));
  const replaced = new Set(news.map(({ number }) => number));
  const kept = readResults().filter((result) => (result.ffmpeg ?? ffmpeg) !== ffmpeg || !replaced.has(result.number));
  const known = new Set([...FILMS, ...COMPOSED].map(({ number }) => number));
  const all = [...kept, ...news].filter(({ number }) => known.has(number));
  const inOrder = all.toSorted((one, other) => one.number - other.number || ((one.ffmpeg ?? '') < (other.ffmpeg ?? '') ? -1 : 1));
  const lines = inOrder.map((result) => JSON.stringify(result));
  await writeFile(FILE, `[\n${lines.join(',\n')}\n]\n`);
}
