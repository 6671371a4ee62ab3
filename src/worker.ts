import { rm } from 'node:fs/promises';
import type { Config } from './app/config.ts';
import { assertPlansExist } from './app/billing/billing-services.ts';
import { startBackgroundTasks } from './app/maintenance/task-runner.ts';
import { followInstallationKeys } from './app/administration/follow-installation-keys.ts';
import { openFilmTools } from './app/films/film-tools.ts';
import { queues } from './app/queues.ts';
import { openPublishTargets } from './app/publishing/publish-targets.ts';
import { openMetricsServer } from './app/metrics/metrics-server.ts';
import { openPlatform } from './app/platform.ts';
import { openServices } from './app/services.ts';
import type { Services } from './app/services.ts';
import { warnOfMail } from './app/start-warnings.ts';
import { openWorkFolder } from './app/maintenance/work-folders.ts';
import { StartupRetry } from './app/startup-retry.ts';
import { fetchStep } from './features/assets/imports/fetch.step.ts';
import { ingestStepHandlers } from './features/assets/ingest/ingest-step-handlers.ts';
import { batchExportStep, isBatchExport } from './features/batches/batch-export.step.ts';
import { auditExportStep } from './features/reports/audit-export.step.ts';
import { isUsageExport, usageExportStep } from './features/reports/usage-export.step.ts';
import { microsOf } from './features/billing/spend/spend-ledger.service.ts';
import { Workload } from './features/jobs/scheduling/workload.ts';
import type { StepHandler, StepHandlers } from './features/jobs/steps/step-handler.ts';
import { mediaStepHandlers } from './features/renders/media/media-steps.ts';
import { filmStepHandlers } from './features/renders/steps/step-handlers.ts';
import { dailyRequestsOf } from './platform/catalogue/provider-settings.ts';
import { Prices } from './platform/catalogue/providers/costs/prices.ts';
import { VOICES } from './platform/catalogue/voices.ts';
import { CachedValue } from './platform/public-cache/cached-value.ts';
import type { Storage } from './platform/storage/storage.ts';
import type { Log } from './kernel/log.ts';

/** Milliseconds that steps may continue after SIGTERM; unfinished ones are returned to the queue. */
const GRACE_MS = 10_000;

/** A process that runs until it is closed. */
export interface RunningProcess {
  close(): Promise<void>;
}

/**
 * Starts a worker, which runs steps. Run any number, on any machine that reaches PostgreSQL and object storage. `signal` aborts a start
 * that is still waiting.
 */
export async function startWorker(config: Config, log: Log, signal: AbortSignal): Promise<RunningProcess> {
  VOICES.readFrom(config.voicesDir);
  const waiting = new StartupRetry({ seconds: config.startWaitSeconds, signal, log });
  const platform = await openPlatform(config, log, { isWorker: true, waiting });
  try {
    await assertPlansExist(platform.database, config.billing);
    const workDir = await openWorkFolder(config.workDir);
    const services = openServices(platform, config, log);
    const stopKeys = await followInstallationKeys(platform, services.installationKeys, log, (scope) =>
      services.voiceLists.followKey(scope, log),
    );
    const tools = await openFilmTools(platform, { ...config, providers: services.providerSettings }, workDir, log);
    const { storage } = tools;
    const { steps, versions, deliveries, passwords, webhookHttp, encryption, providerKeys, notificationHooks } = services;
    const { database, pubsub, queue, metrics, health } = platform;
    health.add(tools.ffmpegCheck);
    const { spendLimit: limit } = config.environmentSettings;
    const concurrency = config.workerConcurrency;
    const stepHandlers = stepHandlersOf(services, tools);
    const workload = new Workload();
    // What waits for an unavailable database gives up, so that a worker also ends without one.
    const closing = new AbortController();
    const metricsServer = await openMetricsServer(config, { metrics, workload, health }, log);
    const isJobQueuePaused = new CachedValue(pubsub, 'queue_pauses', () => steps.isPaused(database.systemScope(closing.signal)));
    const stops: ((graceMs: number) => Promise<void>)[] = [];
    for (const { start } of queues) {
      const stop = await start({
        queue,
        database,
        pubsub,
        steps,
        stepHandlers,
        providerKeys,
        prices: new Prices(config.providers.prices),
        dailyRequests: dailyRequestsOf(config.providers),
        spendLimitMicros: limit === undefined ? undefined : microsOf(limit),
        storage,
        workDir,
        deliveries,
        passwords,
        http: webhookHttp,
        encryption,
        mail: config.mail,
        billingSettings: config.billing,
        onPaymentFailed: notificationHooks.paymentFailed,
        log,
        concurrency,
        workload,
        metrics,
        isPaused: () => isJobQueuePaused.get(),
        tools,
        versions,
      });
      if (stop) stops.push(stop);
    }
    const stopTasks = await startBackgroundTasks({ ...platform, providers: tools.providers }, services, config, log, workload);
    warnOfMail(config, log);
    log.info({ event: 'worker_ready', concurrency, ffmpeg: tools.ffmpegVersion }, 'worker is ready');
    return {
      close: async () => {
        closing.abort(new Error('shutting down'));
        await metricsServer?.close();
        await stopTasks();
        stopKeys();
        const startedAt = performance.now();
        await Promise.all(stops.map((stop) => stop(GRACE_MS)));
        await queue.close(Math.max(0, GRACE_MS - (performance.now() - startedAt)));
        await platform.close();
        await rm(workDir, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await platform.close();
    throw error;
  }
}

/** Handlers of all steps by type of job. */
function stepHandlersOf(services: Services, tools: Awaited<ReturnType<typeof openFilmTools>>): StepHandlers {
  const { assets, versions, writtenScenes, filmProjects, importHttp } = services;
  const { storage } = tools;
  const ingest = ingestStepHandlers(tools);
  return {
    ...filmStepHandlers({ ...tools, versions, writtenScenes, filmProjects }, assets),
    ...mediaStepHandlers(tools, assets),
    EXPORT: { GENERATE: exportStep(services, storage) },
    INGEST: ingest,
    PUBLISH: openPublishTargets(services, storage),
    IMPORT: { FETCH: fetchStep(importHttp, storage), ...ingest },
  };
}

/** Handler of GENERATE for exports, which differ in their input. */
function exportStep({ audit, assets }: Pick<Services, 'audit' | 'assets'>, storage: Storage): StepHandler {
  const [ofAudit, ofBatch, ofUsage] = [
    auditExportStep(audit, assets, storage),
    batchExportStep(assets, storage),
    usageExportStep(assets, storage),
  ];
  return (run) => {
    if (isBatchExport(run.job.input)) return ofBatch(run);
    return isUsageExport(run.job.input) ? ofUsage(run) : ofAudit(run);
  };
}
