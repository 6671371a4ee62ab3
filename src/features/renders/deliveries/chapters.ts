import { shownWords } from '../film/film-spec.ts';
import type { FilmSpec, SceneSpec } from '../film/film-spec.ts';
import type { Timeline } from '../film/timeline.ts';
import { captionsToWebVtt } from '../film/caption-files.ts';

/** A part of the film that viewers can jump to. */
export interface Chapter {
  /** Whole milliseconds of the film. */
  readonly startMs: number;
  readonly endMs: number;
  readonly title: string;
}

/** Minimum milliseconds of a chapter; YouTube ignores lists with shorter ones. */
const MIN_CHAPTER_MS = 10_000;
const MAX_TITLE_LENGTH = 60;

/**
 * The chapters of a film, without gaps. A chapter begins with a scene, and has as many scenes as it needs for its minimum length; a film
 * that is shorter than two of them is one chapter.
 */
export function chaptersOf({ scenes }: Pick<FilmSpec, 'scenes'>, timeline: Timeline): readonly Chapter[] {
  const startOf = (index: number): number => Math.round(((timeline.scenes[index]?.firstFrame ?? 0) * 1_000) / timeline.fps);
  const filmMs = Math.round(timeline.durationMs);
  const starts: number[] = [0];
  for (let index = 1; index < scenes.length; index += 1) {
    const since = startOf(index) - startOf(starts.at(-1) ?? 0);
    if (since >= MIN_CHAPTER_MS && filmMs - startOf(index) >= MIN_CHAPTER_MS) starts.push(index);
  }
  return starts.map((scene, at) => ({
    startMs: startOf(scene),
    endMs: starts[at + 1] === undefined ? filmMs : startOf(starts[at + 1] ?? 0),
    title: titleOf(scenes[scene]) || String(at + 1),
  }));
}

/** The heading of the chapter's first scene, or the first words that it shows. */
function titleOf(scene: SceneSpec | undefined): string {
  const words = (scene?.heading || (scene ? shownWords(scene) : '')).replace(/[\s\p{Cc}]+/gu, ' ').trim();
  const characters = [...words];
  if (characters.length <= MAX_TITLE_LENGTH) return words;
  const cut = characters.slice(0, MAX_TITLE_LENGTH - 1).join('');
  // Scripts without spaces are cut anywhere.
  const space = cut.lastIndexOf(' ');
  return `${(space > MAX_TITLE_LENGTH / 2 ? cut.slice(0, space) : cut).trimEnd()}…`;
}

/** A WebVTT file of the kind `chapters`. */
export const chaptersToWebVtt = (chapters: readonly Chapter[]): string =>
  captionsToWebVtt(chapters.map(({ startMs, endMs, title }) => ({ startMs, endMs, lines: [title] })));

/** Lines with time and title, as YouTube reads them in the description of a video: `1:05 The title`. */
export const chaptersToText = (chapters: readonly Chapter[]): string =>
  chapters.map(({ startMs, title }) => `${clockTime(startMs)} ${title}\n`).join('');

function clockTime(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  const [hours, minutes, rest] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (value: number): string => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** The chapters for the file of the film, as ffmpeg's `ffmetadata`; undefined for a film of one chapter, in which there is nowhere to jump. */
export function fileChapters(spec: Pick<FilmSpec, 'scenes'>, timeline: Timeline): string | undefined {
  const chapters = chaptersOf(spec, timeline);
  return chapters.length > 1 ? chaptersToMetadata(chapters) : undefined;
}

const chaptersToMetadata = (chapters: readonly Chapter[]): string =>
  [
    ';FFMETADATA1',
    ...chapters.map(({ startMs, endMs, title }) =>
      ['[CHAPTER]', 'TIMEBASE=1/1000', `START=${startMs}`, `END=${endMs}`, `title=${title.replace(/[=;#\\]/g, String.raw`\$&`)}`].join(
        '\n',
      ),
    ),
    '',
  ].join('\n');
