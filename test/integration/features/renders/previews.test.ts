import { beforeAll, expect, it } from 'vitest';
import { previewQueue } from '../../../../src/features/renders/previews/preview.queue.ts';
import type { PreviewPayload } from '../../../../src/features/renders/previews/preview.queue.ts';
import type { Queue } from '../../../../src/platform/queue/queue.ts';
import type { Storage } from '../../../../src/platform/storage/storage.ts';
import { makeTenant, useEngine, type Tenant } from '../../../support/engine.ts';
import { refusal, studioOf, type Studio } from '../../../support/studio.ts';

/** Keys of frames that were looked for; of the store only that each is there at the second look. */
const looks: string[] = [];
const storage = {
  stat: async (key: string) => {
    looks.push(key);
    return looks.indexOf(key) < looks.length - 1 ? {} : undefined;
  },
  presignGet: async (key: string) => key,
} as unknown as Storage;
const engine = useEngine({ storage });
let tenant: Tenant;
let studio: Studio;
let projectId: string;
beforeAll(async () => {
  tenant = await makeTenant(engine, 'EDITOR');
  studio = studioOf(engine, tenant);
  projectId = (await studio.create()).id;
  await studio.add(projectId, 'A scene.');
});
const frame = async (atMs = 0): Promise<string> => (await studio.as((scope) => engine.previews.frame(scope, { projectId, atMs }))).url;

it('is drawn again once a job of the project has ended, and not before', async () => {
  const first = await frame();
  const job = await studio.as((scope) => engine.projectRenders.render(scope, { projectId }));
  expect(await frame()).toBe(first);
  await engine.owner(`update jobs set status = 'COMPLETED', finished_at = now() where id = $1`, [job.id]);
  expect(await frame()).not.toBe(first);
});

it('is refused while eight frames of the workspace are waiting, and not for another workspace', async () => {
  const { workspaceId } = tenant;
  await engine.owner(`delete from pgboss.job where name = 'preview'`);
  const send = (queue: Queue, key: string) =>
    studio.as((scope) => scope.tx((em) => queue.send(em, previewQueue, { storageKey: '' } as PreviewPayload, { key })));
  for (let count = 0; count < 7; count += 1) await send(engine.queue, workspaceId);
  await send(engine.queue, 'of another workspace');
  await frame(1);
  expect(await refusal(() => frame(2))).toMatchObject({ code: 'RATE_LIMITED', details: { retryAfterSeconds: 1 } });
  await engine.owner(`update pgboss.job set state = 'completed' where name = 'preview'`);
  await frame(3);
});

it('is refused for a text with characters that no font has, with the finding of checkProject', async () => {
  const other = (await studio.create()).id;
  const { id: sceneId } = await studio.add(other, 'A rune \u{16A0}.');
  const findings = [{ type: 'MISSING_GLYPH', severity: 'ERROR', text: '\u{16A0}', sceneId }];
  const refused = refusal(() => studio.as((scope) => engine.previews.frame(scope, { projectId: other, atMs: 0 })));
  expect(await refused).toMatchObject({ code: 'INVALID_STATE', details: { findings } });
  const { findings: checked } = await studio.as((scope) => engine.projectRenders.check(scope, other));
  expect(checked).toMatchObject(findings);
});
