import { loadavg } from 'node:os';
import { purgeAssets } from '../../features/assets/library/purge-assets.ts';
import { deleteExpiredUploads } from '../../features/assets/uploads/expire-uploads.ts';
import { rollUpDays } from '../../features/reports/stats/workspace-stats.read.ts';
import { collectArtifacts } from '../../platform/artifacts/collect-artifacts.ts';
import { upcomingSlots } from '../../features/scheduling/slot.read.ts';
import type { BackgroundTask } from './background-task.ts';
import { timeBefore } from './check-storage.ts';
import { removeOrphanedObjects } from './delete-orphans.ts';
import { purgeWorkspaces } from './purge-workspaces.ts';
import { deleteOldRows } from './retention.ts';
import { deleteStaleWorkFolders } from './work-folders.ts';

/** Milliseconds. Workers without a heartbeat for 15 s do not count as capacity. */
const HEARTBEAT_EVERY_MS = 5_000;
/** Milliseconds between two searches for dispatched steps that the queue has lost. */
const REQUEUE_EVERY_MS = 20_000;
/** Milliseconds; also the shortest time between two reports of the progress of a batch. */
const BATCHES_EVERY_MS = 1_000;
/** Milliseconds; a run starts at most this long after its time. */
const SERIES_EVERY_MS = 5_000;
/** Milliseconds; less than the five seconds in which the work of a suspended person must end. */
const SUSPENDED_EVERY_MS = 3_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/**
 * Seconds after which an object without a row counts as an orphan. Rows follow their objects within seconds and are refused after half of
 * this time.
 */
const ORPHAN_AFTER_SECONDS = 12 * 3_600;
/**
 * Seconds after which the parts of an unfinished upload are deleted. Longer than an upload is open (20 h), and with the task's interval
 * less than a day.
 */
const PARTS_AFTER_SECONDS = 22 * 3_600;

/** Everything that workers repeat beside their steps. A task that fails is logged and runs again after its interval. */
export const backgroundTasks: readonly BackgroundTask[] = [
  {
    name: 'heartbeat',
    every: HEARTBEAT_EVERY_MS,
    workers: 'EACH',
    run: (scope, { steps, worker, workload }) => steps.heartbeat(scope, { ...worker, running: workload.steps, load: loadavg()[0] ?? 0 }),
  },
  {
    // Jobs that a suspended person created while they were suspended, and those that a killed API has left.
    name: 'work of suspended people',
    every: SUSPENDED_EVERY_MS,
    workers: 'EACH',
    run: async (scope, { suspendedWork, log }) => {
      const canceled = await suspendedWork.cancelAll(scope);
      if (canceled > 0) log.info({ event: 'suspended_work_canceled', canceled }, 'canceled jobs and batches of suspended people');
    },
  },
  {
    name: 'lost steps',
    every: REQUEUE_EVERY_MS,
    workers: 'EACH',
    run: async (scope, { steps, log }) => {
      const lost = await steps.requeueLost(scope);
      if (lost > 0) log.warn({ event: 'lost_steps_requeued', lost }, 'requeued steps that the queue had lost');
    },
  },
  { name: 'batches', every: BATCHES_EVERY_MS, workers: 'EACH', run: (scope, { batchWaves, log }) => batchWaves.tendAll(scope, log) },
  { name: 'series', every: SERIES_EVERY_MS, workers: 'EACH', run: (scope, { seriesRunner, log }) => seriesRunner.runDue(scope, log) },
  {
    // A starting worker deletes the folders of killed workers; this task covers workers that no other follows.
    name: 'work folders',
    every: MINUTE_MS,
    workers: 'EACH',
    run: async (_, { workDir, log }) => {
      const folders = await deleteStaleWorkFolders(workDir);
      if (folders > 0) log.info({ event: 'work_folders_deleted', folders }, 'deleted work folders of killed workers');
    },
  },
  // Re-encrypts what was encrypted with ENCRYPTION_KEY_PREVIOUS.
  {
    name: 'keys of second factors',
    every: MINUTE_MS,
    workers: 'EACH',
    run: async (scope, { totp }) => void (await totp.reencryptSecrets(scope)),
  },
  {
    name: 'keys of webhooks',
    every: MINUTE_MS,
    workers: 'EACH',
    run: async (scope, { deliveries }) => void (await deliveries.reencryptSecrets(scope)),
  },
  {
    name: 'keys of providers',
    every: MINUTE_MS,
    workers: 'EACH',
    run: async (scope, { providerKeys, installationKeys: keys }) =>
      void (await Promise.all([providerKeys.reencrypt(scope), keys.reencrypt(scope)])),
  },
  {
    name: 'keys of channels',
    every: MINUTE_MS,
    workers: 'EACH',
    run: async (scope, { channels }) => void (await channels.reencrypt(scope)),
  },
  {
    name: 'scheduled publications',
    every: MINUTE_MS,
    workers: 'ONE',
    run: async (scope, { log }) => {
      const [row] = await scope.tx((em) => em.execute<{ published: number }[]>('select publish_due_publications() as published'));
      if (row && row.published > 0) log.info({ event: 'films_published', published: row.published }, 'scheduled films became public');
    },
  },
  {
    name: 'views of films',
    every: 10 * MINUTE_MS,
    workers: 'ONE',
    run: async (scope, { filmStatistics, log }) => {
      const films = await filmStatistics.refresh(scope, log);
      if (films > 0) log.info({ event: 'film_statistics_read', films }, 'read views and likes of films');
    },
  },
  {
    // Each day is compared once, in the first hours after its end.
    name: 'daily quotas',
    every: HOUR_MS,
    workers: 'ONE',
    run: async (scope, { apiQuotas, log }) => void (await apiQuotas.reconcile(scope, log)),
  },
  {
    name: 'expired credits',
    every: MINUTE_MS,
    workers: 'ONE',
    run: async (scope, { billing, log }) => {
      const expired = await billing.expireCredits(scope);
      if (expired > 0) log.info({ event: 'grants_expired', expired }, 'expired the rest of grants');
    },
  },
  {
    name: 'credits of plans',
    every: MINUTE_MS,
    workers: 'ONE',
    run: async (scope, { billing, log }) => {
      const granted = await billing.grantPlans(scope);
      if (granted > 0) log.info({ event: 'plan_credits_granted', granted }, 'granted credits of plans');
    },
  },
  {
    name: 'slot reminders',
    every: MINUTE_MS,
    workers: 'ONE',
    run: async (_, { slotNotifications }) => void (await slotNotifications.remind(upcomingSlots)),
  },
  {
    name: 'past slots',
    every: MINUTE_MS,
    workers: 'ONE',
    run: async (scope, { slots, log }) => {
      const ended = await slots.endPast(scope);
      if (ended > 0) log.info({ event: 'slots_ended', ended }, 'ended slots whose time has passed');
    },
  },
  {
    name: 'stripe events',
    every: 10 * MINUTE_MS,
    workers: 'ONE',
    run: async (scope, { stripeWebhooks, log }) => {
      const resent = await stripeWebhooks.resend(scope);
      if (resent > 0) log.warn({ event: 'stripe_events_resent', resent }, 'sent events of Stripe to the queue again');
    },
  },
  {
    // Finds logs whose NOTIFY was lost, or that waited for a transaction that stayed open for long.
    name: 'notifications',
    every: MINUTE_MS,
    workers: 'ONE',
    run: async (_, { notificationConsumer }) => void (await notificationConsumer.consumeDue()),
  },
  { name: 'daily figures', every: 10 * MINUTE_MS, workers: 'ONE', run: (scope, { adminStats }) => adminStats.rollUp(scope) },
  { name: 'webhook deliveries', every: MINUTE_MS, workers: 'EACH', run: (scope, { deliveries }) => deliveries.deleteOld(scope) },
  { name: 'rows', every: HOUR_MS, workers: 'ONE', run: (scope, { retention, log }) => deleteOldRows(scope, retention, log) },
  {
    name: 'artifacts',
    every: HOUR_MS,
    workers: 'ONE',
    run: async (scope, { storage, retention, log }) => {
      const collected = await collectArtifacts(scope, storage, retention.artifactDays);
      if (collected > 0) log.info({ event: 'artifacts_collected', collected }, 'collected unused artifacts');
    },
  },
  { name: 'workspaces', every: HOUR_MS, workers: 'ONE', run: (scope, context) => purgeWorkspaces(scope, context, context.log) },
  {
    name: 'assets',
    every: HOUR_MS,
    workers: 'ONE',
    run: async (scope, { storage, log }) => {
      const purged = await purgeAssets(scope, storage);
      if (purged > 0) log.info({ event: 'assets_purged', purged }, 'purged deleted assets');
    },
  },
  {
    name: 'uploads',
    every: 10 * MINUTE_MS,
    workers: 'ONE',
    run: async (scope, { storage, log }) => {
      const expired = await deleteExpiredUploads(scope, storage);
      if (expired > 0) log.info({ event: 'uploads_expired', expired }, 'deleted expired uploads');
    },
  },
  {
    name: 'days of workspaces',
    every: 10 * MINUTE_MS,
    workers: 'ONE',
    run: async (scope, { log }) => {
      const days = await rollUpDays(scope);
      if (days > 0) log.info({ event: 'day_figures_stored', days }, 'stored what workspaces did on the days that are over');
    },
  },
  {
    name: 'calls to providers',
    every: 10 * MINUTE_MS,
    workers: 'ONE',
    run: async (scope, { leftCalls, providers, metrics, log }) => {
      const uncertain = await leftCalls.settle(scope, providers, log, metrics);
      if (uncertain > 0)
        log.warn({ event: 'provider_calls_uncertain', uncertain }, 'calls to providers have an unknown end; they may have been charged');
    },
  },
  { name: 'voices', every: MINUTE_MS, workers: 'EACH', run: (scope, { voiceLists }) => voiceLists.load(scope) },
  { name: 'voice lists', every: 24 * HOUR_MS, workers: 'ONE', run: (scope, { voiceLists, log }) => voiceLists.refresh(scope, log) },
  { name: 'model lists', every: 24 * HOUR_MS, workers: 'ONE', run: (scope, { modelLists, log }) => modelLists.refresh(scope, log) },
  {
    name: 'parts',
    every: HOUR_MS,
    workers: 'ONE',
    run: async (scope, { storage, log }) => {
      const uploads = await storage.abortUploads(await timeBefore(scope, PARTS_AFTER_SECONDS));
      if (uploads > 0) log.info({ event: 'upload_parts_deleted', uploads }, 'deleted the parts of unfinished uploads');
    },
  },
  {
    // Together with the age of an orphan, this interval deletes every object that no row counts within a day.
    name: 'orphans',
    every: 8 * HOUR_MS,
    workers: 'ONE',
    run: async (scope, { storage, log }) => {
      const removed = await removeOrphanedObjects(scope, storage, ORPHAN_AFTER_SECONDS, log);
      if (removed > 0) log.info({ event: 'orphans_deleted', removed }, 'deleted objects that no row names');
    },
  },
];
