import { notFound } from '../../../../kernel/errors.ts';
import type { Scope } from '../../../../platform/database/scope.ts';
import type { Storage } from '../../../../platform/storage/storage.ts';
import { AssetEntity } from '../../../assets/asset.entity.ts';
import { JobEntity, JobStepEntity } from '../../../jobs/job/job.entity.ts';
import type { JobRow } from '../../../jobs/job/job.entity.ts';
import { stepsOfJob } from '../../../jobs/job/job.read.ts';
import { filmSpec } from '../../film/film-spec.ts';
import { mediaPlaylist, streamPlaylist } from './playlist.ts';
import { AAC_SAMPLES, STREAM_SOUND } from './segments.ts';
import { partsOf, wholeOf } from './stream-results.ts';
import { STREAM_SECONDS } from './stream-token.ts';
import type { StreamTokens } from './stream-token.ts';

/** The playlists of a stream, by their names in its address. */
export const PLAYLISTS = ['index.m3u8', 'video.m3u8', 'sound.m3u8'] as const;
export type PlaylistName = (typeof PLAYLISTS)[number];

/** Path of a stream's playlists on this server. */
export const streamPath = (token: string, name: string): string => `/streams/${token}/${name}`;

/** A player that reloads a playlist gets the same links for this time, so that it can tell segments that it has. Milliseconds. */
const SAME_LINK_MS = 5 * 60_000;
/** Bits per second of the sound, with the containers of both. */
const SOUND_BANDWIDTH = 160_000;
const TYPES = { video: 'video/mp2t', sound: 'audio/aac' } as const;

/** Streams of films that are being made, or finished: their addresses and playlists. Segments come from the store. */
export class StreamService {
  constructor(
    private readonly storage: Pick<Storage, 'presignGet'>,
    private readonly tokens: StreamTokens,
    private readonly publicUrl: string,
  ) {}

  /** The address of a job's stream for the acting person; null until its first segment is stored, and for a job without a stream. */
  async urlOf(scope: Scope, job: Pick<JobRow, 'id' | 'status'>): Promise<string | null> {
    const { actor } = scope;
    if (actor.kind !== 'user' && actor.kind !== 'key') return null;
    if (job.status === 'QUEUED' || job.status === 'FAILED' || job.status === 'CANCELED') return null;
    const steps = await stepsOfJob.rows(scope, job.id);
    if (!steps.some(({ name, status }) => name === 'STREAM' && status === 'COMPLETED')) return null;
    return `${this.publicUrl}${streamPath(this.tokens.sign(actor, job.id), 'index.m3u8')}`;
  }

  /**
   * A playlist of a job's stream. @throws ReelwrightError NOT_FOUND for a job that the actor may not see, that has no stream or that has
   * failed, and when the stream was deleted
   */
  async playlist(scope: Scope, jobId: string, name: PlaylistName): Promise<string> {
    const { spec, result, parts } = await this.#read(scope, jobId);
    const isFinished = result !== undefined;
    const segments = parts.flatMap((part) => part.segments);
    if (name === 'index.m3u8') {
      const { width, height, fps, language } = spec;
      const rates = segments.map(({ frames, video }) => (video.length * 8 * fps) / frames);
      const codec = result?.codec ?? parts[0]?.codec ?? '';
      return streamPlaylist({ ...{ width, height, fps, language, codec }, bandwidth: Math.ceil(Math.max(...rates)) + SOUND_BANDWIDTH });
    }
    const kind = name === 'video.m3u8' ? 'video' : 'sound';
    const lists = parts.map(async ({ keys, segments: own }) => {
      const url = await this.#sign(keys[kind], kind);
      return own.map(({ frames, blocks, [kind]: range }) => ({
        seconds: kind === 'video' ? frames / spec.fps : (blocks * AAC_SAMPLES) / 48_000,
        range,
        url,
      }));
    });
    // A segment without sound is shorter than an AAC frame.
    const listed = (await Promise.all(lists)).flat().filter(({ range }) => range.length > 0);
    return mediaPlaylist(listed, isFinished);
  }

  async #read(scope: Scope, jobId: string) {
    return scope.read(async (em) => {
      const job = await em.findOne(JobEntity, { id: jobId });
      if (!job?.spec || job.status === 'FAILED' || job.status === 'CANCELED') throw notFound('Stream');
      const rows = await em.find(JobStepEntity, { jobId, name: 'STREAM', status: 'COMPLETED' });
      const result = wholeOf(rows);
      const spec = filmSpec.parse(job.spec);
      if (job.status === 'COMPLETED') {
        const asset = await em.findOne(AssetEntity, { jobId, role: 'HLS', status: 'READY' });
        if (!asset || !result) throw notFound('Stream');
        const folder = asset.storageKey.slice(0, asset.storageKey.lastIndexOf('/') + 1);
        const keys = { video: asset.storageKey, sound: `${folder}${STREAM_SOUND}` };
        return { spec, result, parts: [{ keys, segments: result.segments, codec: result.codec }] };
      }
      const parts = (result ? [result] : partsOf(rows)).map(({ video, sound, segments, codec }) => ({
        ...{ keys: { video: video.storageKey, sound: sound.storageKey }, segments, codec },
      }));
      if (parts.length === 0) throw notFound('Stream');
      return { spec, result, parts };
    });
  }

  #sign(key: string, kind: keyof typeof TYPES): Promise<string> {
    return this.storage.presignGet(key, {
      ...{ expiresIn: STREAM_SECONDS + SAME_LINK_MS / 1_000, disposition: 'INLINE', fileName: kind === 'video' ? 'video.ts' : STREAM_SOUND },
      ...{ contentType: TYPES[kind], signedAt: new Date(Math.floor(Date.now() / SAME_LINK_MS) * SAME_LINK_MS) },
    });
  }
}
