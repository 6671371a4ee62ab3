import { notFound } from '../../../../kernel/errors.ts';
import type { Scope } from '../../../../platform/database/scope.ts';
import type { Storage } from '../../../../platform/storage/storage.ts';
import { AssetEntity } from '../../../assets/asset.entity.ts';
import { outputsOfJob } from '../../../assets/asset.read.ts';
import { JobEntity, JobStepEntity } from '../../../jobs/job/job.entity.ts';
import type { JobRow } from '../../../jobs/job/job.entity.ts';
import { stepsOfJob } from '../../../jobs/job/job.read.ts';
import { filmSpec } from '../../film/film-spec.ts';
import { liveSoundKey } from './live-sound.ts';
import { mediaPlaylist, streamPlaylist } from './playlist.ts';
import type { ListedPart } from './playlist.ts';
import { AAC_SAMPLES, STREAM_SOUND } from './segments.ts';
import type { ByteRange, StreamSegment } from './segments.ts';
import { partsOf, wholeOf } from './stream-results.ts';
import { STREAM_SECONDS } from './stream-token.ts';
import type { StreamClaims, StreamTokens } from './stream-token.ts';

/** The playlists of a stream, by their names in its address. */
export const PLAYLISTS = ['index.m3u8', 'video.m3u8', 'sound.m3u8'] as const;
type PlaylistName = (typeof PLAYLISTS)[number];

/** Path of a stream's playlists on this server. */
export const streamPath = (token: string, name: string): string => `/streams/${token}/${name}`;

/** A player that reloads a playlist gets the same links for this time, so that caches work. Milliseconds. */
const SAME_LINK_MS = 5 * 60_000;
/** Time for pauses of a player that read the playlist last, when the address expired. Milliseconds. */
const PAUSES_MS = 30 * 60_000;
/** Bits per second of the sound, with the containers of both. */
const SOUND_BANDWIDTH = 160_000;
const TYPES = { video: 'video/mp2t', sound: 'audio/aac' } as const;

/** Where picture and sound of a segment are. */
interface PlacedSegment extends Pick<StreamSegment, 'frames' | 'blocks'> {
  readonly video: { readonly key: string; readonly range: ByteRange };
  readonly sound: { readonly key: string; readonly range?: ByteRange; readonly isEmpty: boolean };
}

/** A playlist, and what it was made from. */
export interface ReadPlaylist {
  readonly text: string;
  /** Segments in it; none for the one that names the others. */
  readonly segments: number;
  readonly isFinished: boolean;
  readonly job: Pick<JobRow, 'id' | 'workspaceId' | 'sequence'>;
}

/** Streams of films that are being made, or finished: their addresses and playlists. Segments come from the store. */
export class StreamService {
  constructor(
    private readonly storage: Pick<Storage, 'presignGet'>,
    private readonly tokens: StreamTokens,
    private readonly publicUrl: string,
  ) {}

  /**
   * The address of a job's stream for the acting person; null until its first segment is stored, for a job without a stream, and after the
   * stream was deleted.
   */
  async urlOf(scope: Scope, job: Pick<JobRow, 'id' | 'status'>): Promise<string | null> {
    const { actor } = scope;
    if (actor.kind !== 'user' && actor.kind !== 'key') return null;
    if (job.status === 'QUEUED' || job.status === 'FAILED' || job.status === 'CANCELED') return null;
    if (job.status === 'COMPLETED') {
      const outputs = await outputsOfJob.rows(scope, job.id);
      if (!outputs.some(({ role, status }) => role === 'HLS' && status === 'READY')) return null;
    }
    const steps = await stepsOfJob.rows(scope, job.id);
    if (!steps.some(({ name, status }) => name === 'STREAM' && status === 'COMPLETED')) return null;
    const token = this.tokens.sign(actor, { jobId: job.id, isLive: job.status !== 'COMPLETED' });
    return `${this.publicUrl}${streamPath(token, 'index.m3u8')}`;
  }

  /**
   * A playlist of a job's stream. @throws ReelwrightError NOT_FOUND for a job that the actor may not see, that has no stream or that has
   * failed, and when the stream was deleted
   */
  async playlist(scope: Scope, claims: Omit<StreamClaims, 'credential'>, name: PlaylistName): Promise<ReadPlaylist> {
    const { job, spec, codec, isFinished, segments } = await this.#read(scope, claims);
    if (name === 'index.m3u8') {
      const { width, height, fps, language } = spec;
      const rates = segments.map(({ frames, video }) => (video.range.length * 8 * fps) / frames);
      const text = streamPlaylist({
        ...{ width, height, fps, language, codec },
        bandwidth: Math.ceil(Math.max(...rates)) + SOUND_BANDWIDTH,
      });
      return { text, segments: 0, isFinished, job };
    }
    const signing = signingOf(claims.expiresAt, segments.reduce((sum, { frames }) => sum + frames, 0) / spec.fps);
    const listed =
      name === 'video.m3u8'
        ? segments.map(({ frames, video }) => this.#listed(frames / spec.fps, 'video', video, signing))
        : // Shorter than an AAC frame: the next segment has its sound.
          segments
            .filter(({ sound }) => !sound.isEmpty)
            .map(({ blocks, sound }) => this.#listed((blocks * AAC_SAMPLES) / 48_000, 'sound', sound, signing));
    return { text: mediaPlaylist(await Promise.all(listed), isFinished), segments: listed.length, isFinished, job };
  }

  /** The segments of a finished stream are in the objects of its asset; those of a film that is being made, in those of its parts. */
  #read(scope: Scope, { jobId, isLive }: Pick<StreamClaims, 'jobId' | 'isLive'>) {
    return scope.read(async (em) => {
      const job = await em.findOne(JobEntity, { id: jobId });
      if (!job?.spec || job.status === 'FAILED' || job.status === 'CANCELED') throw notFound('Stream');
      const asset = job.status === 'COMPLETED' ? await em.findOne(AssetEntity, { jobId, role: 'HLS', status: 'READY' }) : null;
      if (job.status === 'COMPLETED' && !asset) throw notFound('Stream');
      const rows = await em.find(JobStepEntity, { jobId, name: 'STREAM', status: 'COMPLETED' });
      const whole = wholeOf(rows);
      const parts = partsOf(rows);
      const segments = asset && whole && !isLive ? ofAsset(asset.storageKey, whole.segments) : ofParts(job, parts);
      const [first] = parts;
      if (!first) throw notFound('Stream');
      const { id, workspaceId, sequence } = job;
      return {
        job: { id, workspaceId, sequence },
        spec: filmSpec.parse(job.spec),
        codec: first.codec,
        isFinished: whole !== undefined,
        segments,
      };
    });
  }

  async #listed(
    seconds: number,
    kind: keyof typeof TYPES,
    { key, range }: { readonly key: string; readonly range?: ByteRange },
    signing: Signing,
  ): Promise<ListedPart> {
    const fileName = kind === 'video' ? 'video.ts' : STREAM_SOUND;
    const url = await this.storage.presignGet(key, { ...signing, disposition: 'INLINE', fileName, contentType: TYPES[kind] });
    return { seconds, url, ...(range && { range }) };
  }
}

interface Signing {
  readonly signedAt: Date;
  /** Seconds. */
  readonly expiresIn: number;
}

/**
 * How the links of a playlist are signed. Nobody can revoke them, so they outlast the address of the stream only by the time that a player
 * needs to show the rest of the film.
 */
function signingOf(expiresAt: Date, filmSeconds: number): Signing {
  const signedAt = new Date(Math.floor(Date.now() / SAME_LINK_MS) * SAME_LINK_MS);
  // Rounded, so that a film that grows keeps its links for a while.
  const filmMs = Math.ceil((filmSeconds * 1_000) / SAME_LINK_MS) * SAME_LINK_MS;
  const remainingMs = expiresAt.getTime() - signedAt.getTime() + filmMs + PAUSES_MS;
  return { signedAt, expiresIn: Math.min(STREAM_SECONDS, Math.ceil(remainingMs / 1_000)) };
}

function ofAsset(storageKey: string, segments: readonly StreamSegment[]): readonly PlacedSegment[] {
  const soundKey = `${storageKey.slice(0, storageKey.lastIndexOf('/') + 1)}${STREAM_SOUND}`;
  return segments.map(({ frames, blocks, video, sound }) => ({
    ...{ frames, blocks, video: { key: storageKey, range: video } },
    sound: { key: soundKey, range: sound, isEmpty: sound.length === 0 },
  }));
}

function ofParts(job: Pick<JobRow, 'id' | 'workspaceId'>, parts: ReturnType<typeof partsOf>): readonly PlacedSegment[] {
  return parts.flatMap(({ video: { storageKey }, segments }, part) =>
    segments.map(({ frames, blocks, video, sound }, index) => ({
      ...{ frames, blocks, video: { key: storageKey, range: video } },
      sound: { key: liveSoundKey(job, part, index), isEmpty: sound.length === 0 },
    })),
  );
}
