import { rm } from 'node:fs/promises';
import type { Config } from './app/config.ts';
import { openFilmTools } from './app/film-tools.ts';
import { jobs } from './app/jobs.ts';
import { openPlatform } from './app/platform.ts';
import type { Platform } from './app/platform.ts';
import { openServices } from './app/services.ts';
import { startSweeps } from './app/sweeps.ts';
import { openWorkFolder, sweepWorkFolders } from './app/work-folder.ts';
import { Waiting } from './app/waiting.ts';
import { auditExportWorks } from './features/reports/audit-export.work.ts';
import { videoWorks } from './features/renders/video.works.ts';
import { startWebhookBell } from './features/webhooks/webhook-bell.ts';
import { newId } from './kernel/id.ts';
import type { Log } from './kernel/log.ts';
import type { Scope } from './platform/database/scope.ts';

/** How long steps may go on after SIGTERM; what is not done then is handed back. */
const GRACE_MS = 10_000;

/** Steps are admitted whenever one is made or ends; this is for the occasion that was missed. */
const ADMIT_EVERY_MS = 20_000;
/** A worker that has not said for 15 s that it lives is not reckoned with. */
const ALIVE_EVERY_MS = 5_000;

/** Folders of killed workers are removed when one starts; this is for those that none follows. */
const REMOVE_FOLDERS_EVERY_MS = 60_000;

/** A process of ours that works until it is closed. */
export interface RunningProcess {
  close(): Promise<void>;
}

/** A worker: takes steps. Run as many as you like, on any machine that reaches PostgreSQL and object storage. `signal` ends a start that still waits. */
export async function startWorker(config: Config, log: Log, signal: AbortSignal): Promise<RunningProcess> {
  const waiting = new Waiting({ seconds: config.startWaitSeconds, signal, log });
  const platform = await openPlatform(config, log, { isWorker: true, waiting });
  try {
    const tools = await openFilmTools(platform, config, log);
    const { audit, steps, assets, deliveries, passwords, http, encryption } = openServices(platform, config, log);
    const { database, pubsub, queue } = platform;
    const workDir = await openWorkFolder(config.workDir);
    const concurrency = config.workerConcurrency;
    const works = { ...videoWorks(tools, assets), ...auditExportWorks(audit, assets, platform.storage) };
    for (const { start } of jobs) {
      await start(queue, {
        database,
        pubsub,
        steps,
        works,
        workDir,
        deliveries,
        passwords,
        http,
        encryption,
        mail: config.mail,
        log,
        concurrency,
      });
    }
    const stopBell = startWebhookBell(pubsub, deliveries, log);
    const worker = { id: newId(), concurrency };
    const sayAlive = (): Promise<void> => steps.alive(engineScope(platform), worker);
    await sayAlive();
    const stopSaying = every(ALIVE_EVERY_MS, sayAlive, log);
    const stopAdmitting = every(
      ADMIT_EVERY_MS,
      async () => {
        const lost = await steps.admitWaiting(engineScope(platform));
        if (lost > 0) log.warn({ lost }, 'the queue had lost steps; they are admitted again');
      },
      log,
    );
    const stopRemoving = every(
      REMOVE_FOLDERS_EVERY_MS,
      async () => {
        const folders = await sweepWorkFolders(config.workDir);
        if (folders > 0) log.info({ folders }, 'removed what killed workers left');
      },
      log,
    );
    const stopSweeps = startSweeps(platform, config.retention, log);
    log.info({ concurrency, ffmpeg: tools.ffmpegVersion }, 'worker is ready');
    return {
      close: async () => {
        stopAdmitting();
        stopSaying();
        // A courtesy to the others: who says nothing is forgotten soon.
        await steps.gone(engineScope(platform), worker.id).catch(() => undefined);
        stopRemoving();
        await Promise.all([stopSweeps(), stopBell()]);
        await queue.close(GRACE_MS);
        await platform.close();
        await rm(workDir, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await platform.close();
    throw error;
  }
}

const engineScope = ({ database }: Platform): Scope =>
  database.scope({ actor: { kind: 'anonymous' }, requestId: newId(), signal: AbortSignal.timeout(ADMIT_EVERY_MS) });

/** Does something again and again until it is stopped; a failure is logged, and the next time is another try. */
function every(ms: number, work: () => Promise<void>, log: Log): () => void {
  const timer = setInterval(() => void work().catch((error: unknown) => log.warn({ err: error }, 'will try again')), ms);
  return () => clearInterval(timer);
}
