import type { NewOutput } from '../../assets/asset.service.ts';
import type { JobStepRow } from '../../jobs/job/job.entity.ts';
import type { FilmCheck } from '../film/checks/film-check.ts';
import type { FilmSpec } from '../film/film-spec.ts';
import { filmFileName } from '../file-name.ts';
import { provenanceColumns } from '../steps/film-provenance.ts';
import type { FilmProvenance } from '../steps/film-provenance.ts';
import { fileRenditions, renditionResult } from './rendition-files.ts';
import { streamOutput } from './stream/stream-output.ts';

/** An output of a film before it is stored: the artifact to copy, and the end of its key. */
export type DeliveredFile = Omit<NewOutput, 'storageKey'> & {
  readonly source: string;
  readonly ending: string;
  /** Files that are stored beside it, by their names. */
  readonly beside?: Readonly<Record<string, { readonly source: string }>>;
};

/** The renditions of a film, and the results of their checks. */
export interface DeliveredRenditions {
  readonly files: readonly DeliveredFile[];
  readonly checks: readonly FilmCheck[];
}

/** The outputs of all finished RENDITION and STREAM steps of one format. `rows`: the finished steps of that format. */
export function renditionOutputs(rows: readonly JobStepRow[], spec: FilmSpec, made: FilmProvenance): DeliveredRenditions {
  const kinds = fileRenditions(spec);
  if (!spec.renditions) return { files: [], checks: [] };
  const name = filmFileName(spec.title);
  const shared = provenanceColumns(made.film);
  const renditions = kinds.map((role, position) => {
    const row = rows.find((step) => step.name === 'RENDITION' && step.position === position);
    return { role, result: renditionResult.parse(row?.result) };
  });
  const files = renditions.flatMap(({ role, result }) =>
    result.files.map(({ hash: _, storageKey: source, label, durationMs, language, ...file }): DeliveredFile => {
      const output = { ...file, ...shared, role, source };
      const known = { ...(durationMs !== undefined && { durationMs }), ...(language !== undefined && { metadata: { language } }) };
      return { ...output, ...known, name: `${spec.title} (${label})`, fileName: `${name}${fileEnding(file.ending)}` } as DeliveredFile;
    }),
  );
  const stream = spec.renditions.includes('HLS') ? streamOutput(rows, { spec, name, shared }) : undefined;
  return {
    files: stream ? [...files, stream.file] : files,
    checks: [...renditions.flatMap(({ result }) => result.checks), ...(stream?.checks ?? [])],
  };
}

/** `.webm`, but `-thumbnail-1.jpg`. */
const fileEnding = (ending: string): string => (ending.includes('.') ? `-${ending}` : `.${ending}`);
