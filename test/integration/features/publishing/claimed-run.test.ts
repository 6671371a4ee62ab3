import { expect, test } from 'vitest';
import { claimRun, keepClaimed } from '../../../../src/features/publishing/series/runs/claimed-run.ts';
import { newId } from '../../../../src/kernel/id.ts';
import { makeTenant, useEngine, workerScope } from '../../../support/engine.ts';

const engine = useEngine();

test('a worker does not lose its run while it reads a long file, and stops reading a run that another worker has taken', async () => {
  const tenant = await makeTenant(engine);
  const [seriesId, runId] = [newId(), newId()];
  await engine.owner(`insert into series (id, workspace_id, name, cron, time_zone) values ($1, $2, 'Daily', '0 9 * * *', 'UTC')`, [
    ...[seriesId, tenant.workspaceId],
  ]);
  await engine.owner(`insert into series_runs (id, workspace_id, series_id, scheduled_at) values ($1, $2, $3, now())`, [
    ...[runId, tenant.workspaceId, seriesId],
  ]);
  const scope = workerScope(engine, tenant);
  const run = await scope.tx((em) => claimRun(em, runId));
  if (!run) throw new Error('nobody else takes the run');
  await engine.owner(`update series_runs set available_at = now() + interval '1 second' where id = $1`, [runId]);
  const secondsLeft = async (): Promise<number> => {
    const [row] = await engine.owner<{ left: number }>(
      `select extract(epoch from available_at - now())::float as left from series_runs where id = $1`,
      [runId],
    );
    return row?.left ?? 0;
  };
  const reading = keepClaimed(
    scope,
    run,
    async (signal) => {
      while ((await secondsLeft()) < 50) signal.throwIfAborted();
      expect(await scope.tx((em) => claimRun(em, runId))).toBeUndefined();
      await engine.owner('update series_runs set attempts = attempts + 1 where id = $1', [runId]);
      await new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error));
      });
    },
    10,
  );
  await expect(reading).rejects.toThrow(/another worker/);
});
