import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { StreamService } from '../../../../../src/features/renders/deliveries/stream/stream.service.ts';
import type { StreamTokens } from '../../../../../src/features/renders/deliveries/stream/stream-token.ts';
import { JobEntity } from '../../../../../src/features/jobs/job/job.entity.ts';
import type { Scope } from '../../../../../src/platform/database/scope.ts';
import { newId } from '../../../../../src/kernel/id.ts';
import { smallSpec } from '../../../../support/small-spec.ts';

const HOUR = 3_600_000;
const spec = smallSpec({ voicesMs: [2_000] });
const storedFile = { hash: 'a', storageKey: 'a', byteSize: 100, sha256: 'a' };
/** Ten minutes. */
const segments = [{ frames: 600 * spec.fps, video: { at: 0, length: 100 }, blocks: 28_125, sound: { at: 0, length: 100 } }];
const part = {
  name: 'STREAM',
  sceneId: newId(),
  position: 0,
  result: { video: storedFile, sound: storedFile, segments, codec: 'avc1', checks: [] },
};
const em = {
  findOne: async (entity: unknown) => (entity === JobEntity ? { id: newId(), workspaceId: newId(), status: 'RUNNING', spec } : null),
  find: async () => [part],
};
const scope = { read: (work: (manager: typeof em) => unknown) => work(em) } as unknown as Scope;

beforeEach(() => void vi.useFakeTimers({ now: new Date('2026-01-01T12:02:00Z') }));
afterEach(() => void vi.useRealTimers());

/** Times at which the links of a playlist expire that is read with an address that works for so long. */
async function linkEnds(remainingMs: number): Promise<readonly number[]> {
  const ends: number[] = [];
  const presignGet = async (_key: string, { signedAt, expiresIn }: { readonly signedAt?: Date; readonly expiresIn: number }) => {
    ends.push((signedAt?.getTime() ?? Date.now()) + expiresIn * 1_000);
    return 'http://store/a';
  };
  const service = new StreamService({ presignGet }, {} as StreamTokens, '');
  const expiresAt = new Date(Date.now() + remainingMs);
  for (const name of ['video.m3u8', 'sound.m3u8'] as const)
    await service.playlist(scope, { jobId: newId(), isLive: true, expiresAt }, name);
  return ends;
}

test('the links of segments work no longer than six hours, nor longer after the address than the film with some pauses lasts', async () => {
  for (const end of await linkEnds(6 * HOUR)) {
    expect(end).toBeLessThanOrEqual(Date.now() + 6 * HOUR);
    expect(end).toBeGreaterThan(Date.now() + 5.9 * HOUR);
  }
  for (const end of await linkEnds(60_000)) expect(end).toBe(Date.now() + 60_000 + 40 * 60_000);
});
