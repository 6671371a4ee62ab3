import { afterEach, expect, test, vi } from 'vitest';
import { PreviewHandler } from '../../../../../src/features/renders/previews/preview.handler.ts';
import type { PreviewParts } from '../../../../../src/features/renders/previews/preview.handler.ts';
import type { PreviewPayload } from '../../../../../src/features/renders/previews/preview.queue.ts';
import { newId } from '../../../../../src/kernel/id.ts';
import { silentLog } from '../../../../../src/kernel/log.ts';
import { NEVER_ABORTED, untilAborted } from '../../../../../src/kernel/signals.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

afterEach(() => void vi.restoreAllMocks());

/** A handler whose first call never ends by itself. */
function handlerThatHangs(workDir: string) {
  const begun = Promise.withResolvers<void>();
  const close = vi.fn(async () => undefined);
  const stat = (_: string, signal: AbortSignal) => {
    begun.resolve();
    return untilAborted(new Promise<never>(() => undefined), signal);
  };
  const handler = new PreviewHandler({
    database: { scope: () => ({ close }) },
    tools: { providers: { get: async () => ({}) }, storage: { stat } },
    ...{ workDir, log: silentLog },
  } as unknown as PreviewParts);
  const input = { providers: { script: 'builtin' } };
  const payload = { ...{ workspaceId: newId(), projectId: newId(), atMs: 0, storageKey: 'key' }, input } as unknown as PreviewPayload;
  return { begun: begun.promise, close, run: (signal: AbortSignal) => handler.run(payload, signal) };
}

test('a frame that takes too long is given up', async () => {
  const time = new AbortController();
  const limit = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(time.signal);
  await using folder = await temporaryFolder();
  const { begun, close, run } = handlerThatHangs(folder.path);
  const running = run(NEVER_ABORTED);
  await begun;
  time.abort(new Error('too long'));
  await expect(running).rejects.toThrow('too long');
  expect(limit).toHaveBeenCalledWith(15_000);
  expect(close).toHaveBeenCalledOnce();
});

test('a worker that stops does not wait for a frame', async () => {
  const stopping = new AbortController();
  await using folder = await temporaryFolder();
  const { begun, run } = handlerThatHangs(folder.path);
  const running = run(stopping.signal);
  await begun;
  stopping.abort(new Error('shutting down'));
  await expect(running).rejects.toThrow('shutting down');
});
