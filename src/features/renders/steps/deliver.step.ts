import { newId } from '../../../kernel/id.ts';
import type { AssetService, NewOutput } from '../../assets/asset.service.ts';
import { creditsFor } from '../../billing/billing.prices.ts';
import type { StepHandler } from '../../jobs/steps/step-handler.ts';
import { thumbnailSize } from '../film/assemble.ts';
import type { FilmSpec } from '../film/film-spec.ts';
import { planTimeline } from '../film/timeline.ts';
import { loadResults, specOf } from './step-results.ts';
import type { FilmTools, ResultOf } from './step-results.ts';
import { videoInput } from '../video-request.ts';
import { fileNameOf } from '../file-name.ts';

/**
 * Gives the outputs to the workspace as assets of their own: copies that no collection of artifacts touches.
 * The keys name the job and are new each time: what a delivery that came to nothing leaves behind is removed as orphans once the
 * job has ended, and never under the hands of a later one.
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
    const placed = outputsOf(spec, files, durationMs).map(({ source, ending, ...output }) => ({
      source,
      output: { ...output, storageKey: `${run.job.workspaceId}/assets/${run.job.id}/${delivery}.${ending}` },
    }));
    for (const [index, { source, output }] of placed.entries()) {
      run.signal.throwIfAborted();
      await artifacts.copy(run.scope, source, output.storageKey);
      run.report((index + 1) / placed.length);
    }
    const outputs = placed.map(({ output }) => output);
    const creditsUsed = creditsFor(videoInput.parse(run.job.input).model, durationMs);
    return { creditsUsed, inTransaction: (em) => assets.createOutputs(em, run.job, outputs) };
  };

type Output = Omit<NewOutput, 'storageKey'> & { readonly source: string; readonly ending: string };

function outputsOf(spec: FilmSpec, { film, poster, thumbnail, captions }: ResultOf<'ASSEMBLE'>, durationMs: number): readonly Output[] {
  const { title, width, height, fps } = spec;
  const name = fileNameOf(title);
  const small = thumbnailSize(spec);
  const picture = { kind: 'IMAGE', contentType: 'image/jpeg', codecs: ['mjpeg'] } as const;
  return [
    {
      ...from(film),
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
  ];
}

const from = ({ storageKey, byteSize, sha256 }: { storageKey: string; byteSize: number; sha256: string }) => ({
  source: storageKey,
  byteSize,
  sha256,
});
