import type { NewOutput } from '../../../assets/asset.service.ts';
import type { JobStepRow } from '../../../jobs/job/job.entity.ts';
import type { FilmCheck } from '../../film/checks/film-check.ts';
import type { FilmSpec } from '../../film/film-spec.ts';
import { STREAM_SOUND } from './segments.ts';
import { wholeOf } from './stream-results.ts';

/** The stream as an output of the film: its picture, with its sound stored beside it. */
export function streamOutput(
  rows: readonly JobStepRow[],
  {
    spec: { title, width, height, fps },
    name,
    shared,
  }: { readonly spec: FilmSpec; readonly name: string; readonly shared: Pick<NewOutput, 'synthetic' | 'provenance' | 'attribution'> },
) {
  const stream = wholeOf(rows);
  if (!stream) throw new Error('the stream is made before it is delivered');
  const { video, sound, segments, checks } = stream;
  const frames = segments.reduce((sum, segment) => sum + segment.frames, 0);
  const file = {
    ...shared,
    ...({ role: 'HLS', kind: 'VIDEO', contentType: 'video/mp2t', codecs: ['h264'] } as const),
    ...{ name: `${title} (stream)`, fileName: `${name}.ts`, byteSize: video.byteSize, sha256: video.sha256 },
    ...{ width, height, fps, durationMs: Math.round((frames * 1_000) / fps) },
    ...{ source: video.storageKey, ending: 'hls/original' },
    ...{ derived: [STREAM_SOUND] as const, derivedBytes: sound.byteSize, beside: { [STREAM_SOUND]: { source: sound.storageKey } } },
  };
  return { file, checks: checks satisfies readonly FilmCheck[] };
}
