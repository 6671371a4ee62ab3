import { CHECK_NAMES } from './checker/check-film.ts';
import { composedPart } from './composed/composed-page.ts';
import { coverage, FILMS, type ProofFilm } from './films.ts';
import type { Result } from './results.ts';

type Row = Result & { readonly film: ProofFilm };

/** docs/reference/proof.md: what was made, and what the checker found. */
export function proofPage(results: readonly Result[]): string {
  const rows = results.flatMap((result): Row[] => {
    const film = FILMS.find(({ number }) => number === result.number);
    return film ? [{ ...result, film }] : [];
  });
  const films = [...new Set(rows.map(({ film }) => film))];
  const date =
    rows
      .map((row) => row.date)
      .toSorted()
      .at(-1) ?? '';
  const { covered, all } = coverage(films);
  return [
    '# Proof of films',
    '',
    '```sh',
    'npm run proof              # make and check them again',
    'npm run proof -- --write   # and write this page',
    'FFMPEG_PATH=/usr/bin/ffmpeg FFPROBE_PATH=/usr/bin/ffprobe npm run proof -- --write   # with another ffmpeg',
    '```',
    '',
    `On ${date}, Reelwright made films, and a checker that shares no code with it (\`test/proof/checker\`) judged their files:`,
    '',
    ...[...new Set(rows.map(versionOf))].map((ffmpeg) => summaryOf(ffmpeg, rows)),
    '',
    `The films combine languages, voices, shapes, looks, transitions, motions, music, frame rates and caption styles: ${covered} of ${all} pairs of values meet in at least one film. Twenty scripts are odd: Markdown, tables, addresses, emoji, invisible characters, several scripts in one sentence. Twenty films show files of the workspace (\`test/proof/sources.ts\`): pictures of each shape, clips that are turned, interlaced, anamorphic, of variable rate, in HDR or 10 bits, with alpha, at each speed, too short, damaged, cut short, or changing their size.`,
    '',
    `The checker reads the boxes of MP4, WebVTT, JPEG and the loudness of ITU-R BS.1770 itself; ffmpeg only decodes. Its ${CHECK_NAMES.length} checks: ${CHECK_NAMES.map((name) => `\`${name}\``).join(', ')}. \`test/integration/proof\` plants faults into a good film and sees each one found.`,
    '',
    legibilityOf(rows),
    '',
    '| film | ffmpeg | script | language | voice | shape | look | transition | motion | music | fps | captions | scenes | seconds | LUFS | dBTP | faults |',
    '| ---: | --- | --- | --- | --- | --- | --- | --- | --- | --- | ---: | --- | ---: | ---: | ---: | ---: | --- |',
    ...rows.map(row),
    '',
    ...composedPart(results),
  ].join('\n');
}

const versionOf = ({ ffmpeg = '(version not kept)' }: Pick<Row, 'ffmpeg'>): string => ffmpeg;

function summaryOf(ffmpeg: string, all: readonly Row[]): string {
  const rows = all.filter((one) => versionOf(one) === ffmpeg);
  const faulty = rows.filter(({ faults }) => faults.length > 0).length;
  const seconds = rows.reduce((sum, { durationMs }) => sum + durationMs, 0) / 1_000;
  return `- ffmpeg ${ffmpeg}: ${rows.length} films of ${Math.round(seconds)} s in all, ${rows.length - faulty} without a fault, ${faulty} with one.`;
}

/** A sentence about titles and captions, of the films in whose language they are read. */
function legibilityOf(rows: readonly Row[]): string {
  const read = rows.flatMap(({ legibility }) => legibility ?? []);
  const errors = (kind: 'title' | 'caption'): string => {
    const [letters, wrong] = [read.reduce((sum, one) => sum + one[kind].letters, 0), read.reduce((sum, one) => sum + one[kind].wrong, 0)];
    return letters === 0 ? 'none' : `${((100 * wrong) / letters).toFixed(1)} % of ${letters} letters`;
  };
  return `Tesseract, an optical character recognition, read frames of ${read.length} films in English and German, at 360 lines. It got wrong: of titles ${errors('title')}, of captions ${errors('caption')} (goal: 10 %). The best of six readings of a title, or of eight of a caption, counts (of captions that show one word at a time, for each word), and letters of other scripts are left out, so that this shows that letters can be read, and is no error rate of a reader who does not know them.`;
}

const decimals = (value: number | null): string => value?.toFixed(1).replace('-', '−') ?? 'none';

function row({ film: { number, text, options }, ffmpeg = '', scenes, durationMs, loudness, truePeak, faults }: Row): string {
  const { aspectRatio, look, transition, motion, musicMood, fps, captionStyle } = options;
  const found = faults.map(({ check, found: what }) => `${check}: ${what.replaceAll('|', '\\|')}`).join('; ');
  return `| ${[
    ...[number, ffmpeg, text.name, text.language, text.isSpoken ? 'espeak-ng' : 'none', aspectRatio.replace(/^.*?_(\d+)_(\d+)$/, '$1:$2')],
    ...[look, transition, motion, musicMood, fps, captionStyle, scenes, (durationMs / 1_000).toFixed(1)],
    ...[decimals(loudness), decimals(truePeak), found || 'none'],
  ].join(' | ')} |`;
}
