import { open } from 'node:fs/promises';
import type { Storage } from '../../../../platform/storage/storage.ts';
import type { StreamSegment } from './segments.ts';

/**
 * Key of the sound of one segment while its film is made. The object is replaced when the final sound is known, because players refuse a
 * playlist whose segments have other addresses than before. It belongs to no row: after the job it is deleted as an orphan, which is later
 * than the addresses of the stream work.
 */
export const liveSoundKey = (job: { readonly id: string; readonly workspaceId: string }, part: number, segment: number): string =>
  `${job.workspaceId}/assets/${job.id}/live-${part}-${segment}.aac`;

/** Time for which such objects are kept at least, when their job has ended. Orphans are deleted after 12 hours. Milliseconds. */
export const LIVE_SOUND_MS = 11 * 60 * 60_000;

interface LiveSound {
  readonly job: { readonly id: string; readonly workspaceId: string };
  /** Position of the scene. */
  readonly part: number;
  /** The file that the segments are in. */
  readonly path: string;
  readonly segments: readonly Pick<StreamSegment, 'sound'>[];
  /** Rejects when another worker has the step, or had it: its sound may be newer. */
  readonly assertHeld: () => Promise<void>;
}

/** Stores the sound of each segment of a part as an object of its own, in place of an earlier one. */
export async function putLiveSound(
  storage: Storage,
  { job, part, path, segments, assertHeld }: LiveSound,
  signal: AbortSignal,
): Promise<void> {
  const file = await open(path);
  try {
    for (const [index, { sound }] of segments.entries()) {
      if (sound.length === 0) continue;
      const { buffer } = await file.read(Buffer.alloc(sound.length), 0, sound.length, sound.at);
      await assertHeld();
      await storage.putBytes(liveSoundKey(job, part, index), buffer, { contentType: 'audio/aac', signal });
    }
  } finally {
    await file.close();
  }
}
