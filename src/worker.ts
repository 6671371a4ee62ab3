import { rm } from 'node:fs/promises';
import type { Config } from './app/config.ts';
import { startDuties } from './app/duties.ts';
import { openFilmTools } from './app/film-tools.ts';
import { jobs } from './app/jobs.ts';
import { openPlatform } from './app/platform.ts';
import { openServices } from './app/services.ts';
import { warnOfMail } from './app/start-warnings.ts';
import { openWorkFolder } from './app/work-folder.ts';
import { Waiting } from './app/waiting.ts';
import { fetchWork } from './features/assets/import.work.ts';
import { ingestWorks } from './features/assets/ingest/ingest.works.ts';
import { auditExportWorks } from './features/reports/audit-export.work.ts';
import { videoWorks } from './features/renders/video.works.ts';
import type { Log } from './kernel/log.ts';

/** How long steps may go on after SIGTERM; what is not done then is handed back. */
const GRACE_MS = 10_000;

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
    const { storage } = tools;
    const services = openServices(platform, config, log);
    const { audit, steps, assets, deliveries, passwords, importHttp, webhookHttp, encryption } = services;
    const { database, pubsub, queue } = platform;
    const workDir = await openWorkFolder(config.workDir);
    const concurrency = config.workerConcurrency;
    const ingest = ingestWorks(tools);
    const works = {
      ...videoWorks(tools, assets),
      ...auditExportWorks(audit, assets, storage),
      INGEST: ingest,
      IMPORT: { FETCH: fetchWork(importHttp, storage), ...ingest },
    };
    for (const { start } of jobs) {
      await start(queue, {
        database,
        pubsub,
        steps,
        works,
        storage,
        workDir,
        deliveries,
        passwords,
        http: webhookHttp,
        encryption,
        mail: config.mail,
        log,
        concurrency,
      });
    }
    const endDuties = await startDuties(platform, services, config, log);
    warnOfMail(config, log);
    log.info({ concurrency, ffmpeg: tools.ffmpegVersion }, 'worker is ready');
    return {
      close: async () => {
        await endDuties();
        await queue.close(GRACE_MS);
        await services.admitter.close();
        await platform.close();
        await rm(workDir, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await platform.close();
    throw error;
  }
}
