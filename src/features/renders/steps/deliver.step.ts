import { newId } from '../../../kernel/id.ts';
import { settleAll } from '../../../kernel/settle-all.ts';
import type { AssetService } from '../../assets/asset.service.ts';
import { creditsFor } from '../../billing/billing.prices.ts';
import type { StepHandler } from '../../jobs/steps/step-handler.ts';
import { renditionOutputs } from '../deliveries/rendition-outputs.ts';
import type { DeliveredFile } from '../deliveries/rendition-outputs.ts';
import { thumbnailSize } from '../film/assemble.ts';
import type { FilmSpec } from '../film/film-spec.ts';
import { planTimeline } from '../film/timeline.ts';
import { filmProvenance, provenanceColumns } from './film-provenance.ts';
import type { FilmProvenance } from './film-provenance.ts';
import { loadResults, specOf } from './step-results.ts';
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
    const spec = specOf(run);
    const results = await loadResults(run);
    const voices = spec.scenes.map(({ position }) => results.at('VOICE', position).voice);
    const files = results.at('ASSEMBLE', 0);
    const durationMs = Math.round(planTimeline(spec, voices).durationMs);
    const delivery = newId();
    const made = await filmProvenance(run, spec, results);
    const renditions = await renditionOutputs(run, spec, made);
    const placed = [...outputsOf(spec, { files, made, durationMs }), ...renditions.files].map((file) => {
      const { source, ending, beside = {}, ...output } = file;
      const storageKey = `${run.job.workspaceId}/assets/${run.job.id}/${delivery}.${ending}`;
      const folder = storageKey.slice(0, storageKey.lastIndexOf('/') + 1);
      const others = Object.entries(beside).map(([name, other]) => ({ source: other.source, to: `${folder}${name}` }));
      return { copies: [{ source, to: storageKey }, ...others], output: { ...output, storageKey } };
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
    const creditsUsed = creditsFor(videoInput.parse(run.job.input).model, durationMs);
    const { checks } = renditions;
    return {
      creditsUsed,
      // Those of the film were stored by VERIFY.
      ...(checks.length > 0 && { checks: [...run.job.checks, ...checks] }),
      inTransaction: (em) => assets.createOutputs(em, run.job, outputs),
    };
  };

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
