import type { Action } from '../../src/features/workspaces/workspace/workspace.access.ts';
import { JobEntity } from '../../src/features/jobs/job/job.entity.ts';
import { newId } from '../../src/kernel/id.ts';
import type { Storage } from '../../src/platform/storage/storage.ts';
import { scopeOf, workerScope, type Engine } from './engine.ts';
import { noBytesStorage } from './no-bytes-storage.ts';
import { makeWorld, type World } from './world.ts';

/** What only some roles may read, by a text that stands in it and nowhere else, and the action that reading it needs. */
export const MARKERS: Readonly<Record<string, Action>> = {
  'marked-audit-before': 'VIEW_AUDIT',
  'marked-audit-agent': 'VIEW_AUDIT',
  'marked-export-name': 'VIEW_AUDIT',
  'marked-export-file': 'VIEW_AUDIT',
  'marked-export-bytes': 'VIEW_AUDIT',
  'marked-webhook-url': 'MANAGE_WEBHOOKS',
  'marked-webhook-text': 'MANAGE_WEBHOOKS',
  'marked-callback-url': 'MANAGE_WEBHOOKS',
  'marked-delivery-body': 'MANAGE_WEBHOOKS',
  'marked-delivery-error': 'MANAGE_WEBHOOKS',
  'marked-key-name': 'MANAGE_API_KEYS',
  'marked-guest': 'MANAGE_MEMBERS',
  'marked-upload-part': 'UPLOAD_ASSET',
  // The words of films, which every member may read and nobody else.
  'marked-brief': 'VIEW',
  'marked-narration': 'VIEW',
  'marked-caption': 'VIEW',
  'marked-overlay': 'VIEW',
  'marked-template-text': 'VIEW',
  'marked-project-variable': 'VIEW',
  'marked-row-value': 'VIEW',
  'marked-job-variable': 'VIEW',
};

export const markedStorage = {
  ...noBytesStorage,
  uploads: { ...noBytesStorage.uploads, presignPart: () => 'http://127.0.0.1:9/marked-upload-part' },
  presignGet: async (key: string) => `http://127.0.0.1:9/${key}`,
} as Storage;

/** A world in which everything that a role may not read holds a marker, with the job and the asset of an audit export. */
export async function makeMarkedWorld(engine: Engine): Promise<World & { readonly exportJobId: string; readonly exportAssetId: string }> {
  const world = await makeWorld(engine);
  const { workspaceId, actor } = world;
  const exportJobId = newId();
  const scope = scopeOf(engine, actor);
  await scope.tx((em) =>
    engine.jobs.create(em, scope, { id: exportJobId, workspaceId, type: 'EXPORT', title: 'an export', input: {}, steps: [] }),
  );
  await scope.close();
  const exportAssetId = await makeExport(engine, world, exportJobId);
  await engine.owner(
    `insert into audit_events (id, workspace_id, actor_kind, request_id, action, subject_id, before, user_agent)
     values ($1, $2, 'ENGINE', 'a request', 'updateWorkspace', $2, '{"name":"marked-audit-before"}', 'marked-audit-agent')`,
    [newId(), workspaceId],
  );
  await engine.owner(`update webhooks set url = 'https://marked-webhook-url.test/', description = 'marked-webhook-text' where id = $1`, [
    world.webhookId,
  ]);
  await engine.owner(
    `insert into webhooks (id, workspace_id, job_id, url, types) values ($1, $2, $3, 'https://marked-callback-url.test/', '{JOB_STATUS}')`,
    [newId(), workspaceId, world.jobId],
  );
  await engine.owner(
    `update webhook_deliveries set response_body = 'marked-delivery-body', error = 'marked-delivery-error' where webhook_id = $1`,
    [world.webhookId],
  );
  await engine.owner(`update api_keys set name = 'marked-key-name' where id = $1`, [world.apiKeyId]);
  await markWords(engine, world);
  await engine.owner(`update invitations set email = 'marked-guest@example.test' where id = $1`, [world.invitationId]);
  return { ...world, exportJobId, exportAssetId };
}

/** The words of the project, its template and its batch, which a failed job belongs to. */
async function markWords(engine: Engine, { projectId, sceneId, templateId, batchId, failedJobId }: World): Promise<void> {
  const overlay = {
    kind: 'TEXT',
    overlays: [{ id: 'marked', start: { from: 'FILM' }, position: { x: 0.5, y: 0.5 }, text: 'marked-overlay' }],
  };
  await engine.owner(`update projects set brief = 'marked-brief', variables = $2::jsonb, tracks = $3::jsonb where id = $1`, [
    projectId,
    JSON.stringify({ word: 'marked-project-variable' }),
    JSON.stringify([overlay]),
  ]);
  await engine.owner(`update scenes set narration = 'marked-narration', caption = 'marked-caption' where id = $1`, [sceneId]);
  await engine.owner(`update prompt_templates set text = 'marked-template-text' where id = $1`, [templateId]);
  await engine.owner(`update batch_rows set variables = $2::jsonb where batch_id = $1`, [
    batchId,
    JSON.stringify({ word: 'marked-row-value' }),
  ]);
  await engine.owner('update jobs set project_id = $2, batch_id = $3, batch_row = 1, input = $4::jsonb where id = $1', [
    ...[failedJobId, projectId, batchId],
    JSON.stringify({ script: 'words', variables: { word: 'marked-job-variable' } }),
  ]);
}

/** As the worker that ran the export writes it. */
async function makeExport(engine: Engine, world: World, jobId: string): Promise<string> {
  const worker = workerScope(engine, world);
  await worker.tx(async (em) => {
    const job = await em.findOneOrFail(JobEntity, { id: jobId });
    const file = { name: 'marked-export-name', fileName: 'marked-export-file.csv', storageKey: 'marked-export-bytes' };
    const kind = { role: 'DOCUMENT', kind: 'DOCUMENT', contentType: 'text/csv', codecs: [] } as const;
    await engine.assets.createOutputs(em, job, [{ ...file, ...kind, byteSize: 1, sha256: 'marked-export-bytes' }]);
  });
  await engine.owner(`update jobs set status = 'COMPLETED', finished_at = now() where id = $1`, [jobId]);
  const [asset] = await engine.owner<{ id: string }>('select id from assets where job_id = $1', [jobId]);
  if (!asset) throw new Error('the export has no asset');
  return asset.id;
}
