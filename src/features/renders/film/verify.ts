import type { Media, MediaCall } from '../../../platform/media/media.ts';
import { decodingCommand, readDecoding } from './decoding.ts';
import { checkFilm, type Evidence, type FilmCheck } from './film-check.ts';
import { readMp4Layout } from './mp4.ts';

export interface VerifyRequest extends MediaCall, Pick<Evidence, 'spec' | 'timeline' | 'voices' | 'cues'> {
  readonly media: Media;
  /** The finished MP4. */
  readonly film: string;
  readonly threads: number;
  readonly report: (fraction: number) => void;
}

/**
 * Checks that the file is the planned film: reads its structure, probes it and decodes it once. Returns every check, passed ones too;
 * rejects only when the file cannot be read.
 */
export const verifyFilm = async (request: VerifyRequest): Promise<FilmCheck[]> => {
  const { media, film, spec, timeline, voices, cues, threads, report, workDir, signal } = request;
  const call = { workDir, signal };
  const layout = await readMp4Layout(film);
  const probe = await media.probe({ path: film, format: 'mov' }, call);
  const kinds = (['video', 'audio'] as const).filter((kind) => probe.streams.some((stream) => stream.kind === kind));
  const { log } = await media.run(decodingCommand({ film, kinds, expectedMs: timeline.durationMs, threads, onProgress: report }), call);
  return checkFilm({ spec, timeline, voices, cues, probe, layout, decoding: readDecoding(log, timeline.durationMs) });
};
