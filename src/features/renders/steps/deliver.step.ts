import { newId } from '../../../kernel/id.ts';
import { settleAll } from '../../../kernel/settle-all.ts';
import type { AssetService } from '../../assets/asset.service.ts';
import { creditsFor } from '../../billing/billing.prices.ts';
import type { JobStepRow } from '../../jobs/job/job.entity.ts';
import type { StepHandler, StepRun } from '../../jobs/steps/step-handler.ts';
import { renditionOutputs } from '../deliveries/rendition-outputs.ts';
import type { DeliveredFile } from '../deliveries/rendition-outputs.ts';
import { thumbnailSize } from '../film/assemble.ts';
import type { FilmCheck } from '../film/checks/film-check.ts';
import { filmInFormat, formatCount, inFormat, sizeName } from './film-formats.ts';
import type { FilmSpec } from '../film/film-spec.ts';
import { planTimeline } from '../film/timeline.ts';
import { filmProvenance, provenanceColumns } from './film-provenance.ts';
import type { FilmProvenance } from './film-provenance.ts';
import { resultsIn, wholeSpecOf } from './step-results.ts';
import type { FilmTools, ResultOf } from './step-results.ts';
import { videoInput } from '../request/video-request.ts';
import { filmFileName } from '../file-name.ts';

/**
 * Handler of DELIVER: copies the outputs to assets of the workspace, which are not deleted with artifacts. Keys contain the job and are new
 * for each attempt: leftovers of a failed delivery cannot collide with a later one, and are removed as orphans after the job has ended.
 */
export const deliverStep =
  ({ artifacts }: FilmTools, assets: AssetService): StepHandler =>
  async (run) => {
    const whole = wholeSpecOf(run);
    const rows = await run.results();
    const films = await settleAll(
      Array.from({ length: formatCount(whole) }, (_, format) => formatOutputs(run, filmInFormat(whole, format), rows, format)),
    );
    const placed = films.flatMap(({ files }, format) => {
      const size = films.length > 1 ? sizeName(filmInFormat(whole, format)) : undefined;
      const delivery = newId();
      return files.map((file) => place(run.job, delivery, { ...named(file, size), format }));
    });
    const copies = placed.flatMap((file) => file.copies);
    let copied = 0;
    await settleAll(
      copies.map(async ({ source, to }) => {
        await artifacts.copy(run.scope, source, to);
        run.report((copied += 1) / copies.length);
      }),
    );
    const outputs = placed.map(({ output }) => output);
    const { model } = videoInput.parse(run.job.input);
    return {
      creditsUsed: films.reduce((sum, { durationMs }) => sum + creditsFor(model, durationMs), 0),
      checks: films.flatMap(({ checks }, format) => {
        const size = films.length > 1 ? sizeName(filmInFormat(whole, format)) : undefined;
        return checks.map((check) => ({ ...check, name: inFormat(check.name, size) }));
      }),
      inTransaction: (em) => assets.createOutputs(em, run.job, outputs),
    };
  };

/** The files of one format with the results of their checks, before they are stored. */
async function formatOutputs(run: StepRun, spec: FilmSpec, all: readonly JobStepRow[], format: number) {
  const rows = all.filter((row) => row.format === format);
  const results = resultsIn(all, format);
  const voices = spec.scenes.map(({ position }) => results.at('VOICE', position).voice);
  const durationMs = Math.round(planTimeline(spec, voices).durationMs);
  const made = await filmProvenance(run, spec, results);
  const renditions = renditionOutputs(rows, spec, made);
  // A film that was checked before its checks were kept with its step has them in its job.
  const verified = rows.find(({ name, result }) => name === 'VERIFY' && result !== null)
    ? results.at('VERIFY', 0).checks
    : (run.job.checks as readonly FilmCheck[]);
  const files = [...outputsOf(spec, { files: results.at('ASSEMBLE', 0), made, durationMs }), ...renditions.files];
  return { durationMs, files, checks: [...verified, ...renditions.checks] };
}

/** The file with the size of its format in its names, in a film of several formats. */
const named = (file: DeliveredFile, size: string | undefined): DeliveredFile => {
  if (size === undefined) return file;
  const { name, fileName } = file;
  const [, stem = fileName, extension = ''] = /^(.*)(\.[^.]+)$/.exec(fileName) ?? [];
  return { ...file, name: `${name} (${size})`, fileName: `${stem}-${size}${extension}` };
};

function place({ id, workspaceId }: StepRun['job'], delivery: string, { source, ending, beside = {}, ...output }: DeliveredFile) {
  const storageKey = `${workspaceId}/assets/${id}/${delivery}.${ending}`;
  const folder = storageKey.slice(0, storageKey.lastIndexOf('/') + 1);
  const others = Object.entries(beside).map(([name, other]) => ({ source: other.source, to: `${folder}${name}` }));
  return { copies: [{ source, to: storageKey }, ...others], output: { ...output, storageKey } };
}

interface Delivered {
  readonly files: ResultOf<'ASSEMBLE'>;
  readonly made: FilmProvenance;
  readonly durationMs: number;
}

function outputsOf(spec: FilmSpec, { files, made, durationMs }: Delivered): readonly DeliveredFile[] {
  const { film, poster, thumbnail, captions, captionsSrt } = files;
  const { title, width, height, fps } = spec;
  const name = filmFileName(title);
  const small = thumbnailSize(spec);
  const picture = { kind: 'IMAGE', contentType: 'image/jpeg', codecs: ['mjpeg'], ...provenanceColumns(made.poster) } as const;
  return [
    {
      ...from(film),
      ...provenanceColumns(made.film),
      role: 'VIDEO',
      kind: 'VIDEO',
      ending: 'mp4',
      name: title,
      fileName: `${name}.mp4`,
      contentType: 'video/mp4',
      width,
      height,
      fps,
      durationMs,
      codecs: ['h264', 'aac'],
    },
    {
      ...from(poster),
      ...picture,
      role: 'POSTER',
      ending: 'poster.jpg',
      name: `${title} (poster)`,
      fileName: `${name}.jpg`,
      width,
      height,
    },
    {
      ...from(thumbnail),
      ...picture,
      ...small,
      role: 'THUMBNAIL',
      ending: 'thumbnail.jpg',
      name: `${title} (thumbnail)`,
      fileName: `${name}-thumbnail.jpg`,
    },
    {
      ...from(captions),
      role: 'CAPTIONS',
      kind: 'CAPTION',
      ending: 'vtt',
      name: `${title} (captions)`,
      fileName: `${name}.vtt`,
      contentType: 'text/vtt',
      codecs: ['webvtt'],
    },
    ...(captionsSrt
      ? [
          {
            ...from(captionsSrt),
            role: 'CAPTIONS_SRT',
            kind: 'CAPTION',
            ending: 'srt',
            name: `${title} (captions, SRT)`,
            fileName: `${name}.srt`,
            contentType: 'application/x-subrip',
            codecs: ['subrip'],
          } as const,
        ]
      : []),
  ];
}

const from = ({ storageKey, byteSize, sha256 }: { storageKey: string; byteSize: number; sha256: string }) => ({
  source: storageKey,
  byteSize,
  sha256,
});
