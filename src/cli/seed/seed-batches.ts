import { setTimeout as pause } from 'node:timers/promises';
import type { Api } from '../demo/api.ts';
import type { Display } from '../demo/display.ts';
import { Problem } from '../demo/problem.ts';
import { BATCHES } from './content.ts';
import { CREATE_BATCH, READ_BATCH, type Seeded, type SeededBatch } from './documents.ts';
import { withCredits } from './with-credits.ts';

const POLL_MS = 500;

/** Makes the batches unless they are there; one that another run created is followed to its end. */
export async function seedBatches(
  api: Api,
  { workspaceId, there, display }: { readonly workspaceId: string; readonly there: Seeded; readonly display: Display },
  signal: AbortSignal,
): Promise<void> {
  for (const { name, template, items } of BATCHES) {
    const templateId = there.promptTemplates.nodes.find((one) => one.name === template)?.id;
    const found = there.batches.nodes.find((batch) => batch.name === name);
    const input = { workspaceId, name, templateId, items };
    const batch = found ?? (await withCredits(async () => (await api.send(CREATE_BATCH, { input }, await api.token())).createBatch));
    const { counts } = await ended(api, batch, display, signal);
    if (counts.failed > 0)
      throw new Problem(`${counts.failed} films of the batch “${name}” failed.`, ['Repeat them in the explorer with retryBatch.']);
    display.note(`Batch “${name}” of ${counts.total} films`);
  }
}

async function ended(api: Api, batch: SeededBatch, display: Display, signal: AbortSignal): Promise<SeededBatch> {
  let latest = batch;
  // A batch that somebody paused or canceled is left alone.
  while (latest.status === 'RUNNING') {
    display.busy(`Batch “${latest.name}”: ${latest.counts.completed} of ${latest.counts.total} films`);
    await pause(POLL_MS, undefined, { signal });
    latest = (await api.send(READ_BATCH, { id: batch.id }, await api.token())).batch ?? { ...latest, status: 'CANCELED' };
  }
  return latest;
}
