import type { AssetService, NewOutput } from '../../assets/asset.service.ts';
import type { StepWork } from '../../jobs/step.work.ts';
import { planTimeline } from '../film/timeline.ts';
import { loadResults, specOf } from '../film-work.ts';
import type { FilmTools } from '../film-work.ts';
import { fileNameOf } from '../file-name.ts';

/**
 * Gives the outputs to the workspace as assets of their own: copies that no collection of artifacts touches.
 * The keys name the job, so that a step that runs again writes the same objects again and leaves none behind.
 */
export const deliverStep =
  ({ storage }: FilmTools, assets: AssetService): StepWork =>
  async (run) => {
    const spec = specOf(run);
    const results = await loadResults(run);
    const { film, poster, thumbnail, captions } = results.at('ASSEMBLE', 0);
    const { durationMs } = planTimeline(
      spec,
      spec.scenes.map(({ position }) => results.at('VOICE', position).voice),
    );
    const name = fileNameOf(spec.title);
    const { width, height, fps } = spec;
    const thumbnailScale = 360 / Math.min(width, height);
    const picture = { kind: 'IMAGE', contentType: 'image/jpeg', codecs: ['mjpeg'] } as const;
    const outputs: readonly (Omit<NewOutput, 'storageKey'> & { readonly source: string; readonly ending: string })[] = [
      {
        role: 'VIDEO',
        source: film.storageKey,
        ending: 'mp4',
        kind: 'VIDEO',
        name: spec.title,
        fileName: `${name}.mp4`,
        contentType: 'video/mp4',
        ...sized(film),
        width,
        height,
        fps,
        durationMs: Math.round(durationMs),
        codecs: ['h264', 'aac'],
      },
      {
        role: 'POSTER',
        source: poster.storageKey,
        ending: 'poster.jpg',
        ...picture,
        name: `${spec.title} (poster)`,
        fileName: `${name}.jpg`,
        ...sized(poster),
        width,
        height,
      },
      {
        role: 'THUMBNAIL',
        source: thumbnail.storageKey,
        ending: 'thumbnail.jpg',
        ...picture,
        name: `${spec.title} (thumbnail)`,
        fileName: `${name}-thumbnail.jpg`,
        ...sized(thumbnail),
        width: 2 * Math.round((width * thumbnailScale) / 2),
        height: 2 * Math.round((height * thumbnailScale) / 2),
      },
      {
        role: 'CAPTIONS',
        source: captions.storageKey,
        ending: 'vtt',
        kind: 'CAPTION',
        name: `${spec.title} (captions)`,
        fileName: `${name}.vtt`,
        contentType: 'text/vtt',
        ...sized(captions),
        codecs: ['webvtt'],
      },
    ];
    const placed = outputs.map(({ source, ending, ...output }) => ({
      source,
      output: { ...output, storageKey: `${run.job.workspaceId}/assets/${run.job.id}.${ending}` },
    }));
    for (const [index, { source, output }] of placed.entries()) {
      run.signal.throwIfAborted();
      await storage.copy(source, output.storageKey);
      run.report((index + 1) / placed.length);
    }
    return {
      within: (em) =>
        assets.createOutputs(
          em,
          run.job,
          placed.map(({ output }) => output),
        ),
    };
  };

const sized = ({ byteSize, sha256 }: { byteSize: number; sha256: string }) => ({ byteSize, sha256 });
