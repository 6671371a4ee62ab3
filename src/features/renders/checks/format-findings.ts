import type { FilmFormat } from '../request/video-formats.ts';
import type { Finding } from './project-finding.ts';

/** The findings of a check in each format: a problem of all formats once, others with the format that has them. */
export function ofFormats(formats: readonly FilmFormat[], check: (format: FilmFormat) => readonly Finding[]): readonly Finding[] {
  const found = new Map<string, { readonly finding: Finding; readonly formats: FilmFormat[] }>();
  for (const format of formats) {
    for (const finding of check(format)) {
      const key = JSON.stringify(finding);
      const same = found.get(key) ?? { finding, formats: [] };
      same.formats.push(format);
      found.set(key, same);
    }
  }
  return [...found.values()].flatMap(({ finding, formats: own }): readonly Finding[] =>
    own.length === formats.length ? [finding] : own.map((format) => inFormat(finding, format)),
  );
}

const inFormat = (finding: Finding, format: FilmFormat): Finding => ({
  ...finding,
  message: `In ${format.aspectRatio} at ${format.resolution}: ${finding.message}`,
  format,
});
