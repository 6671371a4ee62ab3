import type { Result } from '../results.ts';
import type { ComposedFilm } from './composed-film.ts';
import { COMPOSED } from './composed-films.ts';

/** Films of other sources whose sources are damaged, contradict themselves, or have almost nothing in them. */
const HOSTILE_BEFORE: Readonly<Record<number, string>> = {
  71: 'late.mkv, negative-start.mp4',
  72: 'two-frames.mp4, one-frame.mov',
  73: 'damaged.mp4, grows.ts',
  74: 'cut-short.ts, shorter.ts',
  79: 'no-duration.mkv, audio-is-longer.mp4',
};

const CHECKS: readonly string[] = [
  '`heard`: each source is a tone of its own, which must be there in its scenes and nowhere else; `gain`: differences between their levels;',
  '`seen`: texts and clips over the picture are there in their frames and in no other;',
  '`together`: a flash and a click of the same clip begin within 10 ms of each other (one frame where the clip has another speed), and where they were planned;',
  'renditions are decoded: every frame, the length and loudness of the sound, the tones, flashes and clicks again; WebVTT and SubRip of each translation are read and compared.',
];

/** The part of the page about films that are composed of known signals. */
export function composedPart(results: readonly Result[]): readonly string[] {
  const rows = results.flatMap((result) => {
    const film = COMPOSED.find(({ number }) => number === result.number);
    return film ? [{ ...result, film }] : [];
  });
  const hostile: readonly (readonly [number, string])[] = [
    ...Object.entries(HOSTILE_BEFORE).map(([number, what]) => [Number(number), what] as const),
    ...COMPOSED.flatMap(({ number, hostile: what }) => (what === undefined ? [] : [[number, what] as const])),
  ];
  const versions = [...new Set(rows.map(({ ffmpeg = '' }) => ffmpeg))];
  return [
    '## Sound, overlays and renditions',
    '',
    `${COMPOSED.length} films are composed of tones, flashes and clicks whose times are known (\`test/proof/composed\`): sound of clips, recordings, own music, overlays, picture-in-picture, translated captions, two formats, and renditions. ${versions
      .map((version) => {
        const own = rows.filter(({ ffmpeg }) => ffmpeg === version);
        return `With ffmpeg ${version}, ${own.filter(({ faults }) => faults.length === 0).length} of ${own.length} have no fault.`;
      })
      .join(' ')} Beside the checks above:`,
    '',
    ...CHECKS.map((check) => `- ${check}`),
    '',
    '| film | ffmpeg | what | renditions | scenes | seconds | LUFS | dBTP | faults |',
    '| ---: | --- | --- | --- | ---: | ---: | ---: | ---: | --- |',
    ...rows.map(row),
    '',
    '## Hostile films',
    '',
    `${hostile.length} films have hostile sources or requests: damaged or cut off files, files that contradict themselves or have almost nothing in them, and requests at the limits. Odd shapes of intact files, such as those of films 66, 75, 76 and 80, do not count. Film ${COMPOSED.find(({ fails }) => fails)?.number} must be refused, with \`MISSING_GLYPH\`; the others must be as good as every film.`,
    '',
    '| film | what is hostile |',
    '| ---: | --- |',
    ...hostile.map(([number, what]) => `| ${number} | ${what} |`),
    '',
  ];
}

const decimals = (value: number | null): string => value?.toFixed(1).replace('-', '−') ?? 'none';

function row({ film, ffmpeg = '', scenes, durationMs, loudness, truePeak, faults }: Result & { readonly film: ComposedFilm }): string {
  const found = faults.map(({ check, found: what }) => `${check}: ${what.replaceAll('|', '\\|')}`).join('; ');
  const seconds = film.fails ? 'none' : (durationMs / 1_000).toFixed(1);
  return `| ${[film.number, ffmpeg, film.name, film.renditions?.join(', ') ?? 'none', scenes, seconds, decimals(loudness), decimals(truePeak), found || 'none'].join(' | ')} |`;
}
