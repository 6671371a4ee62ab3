import { passwordResetQueue } from '../features/identity/password/password-reset.queue.ts';
import type { PasswordResetParts } from '../features/identity/password/password-reset.handler.ts';
import { stepQueue } from '../features/jobs/steps/step.queue.ts';
import type { StepRunnerOptions } from '../features/jobs/steps/step-runner.ts';
import { webhookQueue } from '../features/webhooks/webhook.queue.ts';
import type { WebhookHandlerOptions } from '../features/webhooks/webhook.handler.ts';
import { mailQueue } from '../platform/mail/mail.queue.ts';
import type { MailHandlerOptions } from '../platform/mail/mail.handler.ts';
import type { QueueDefinition, MessageHandler, Queue, QueueSettings } from '../platform/queue/queue.ts';

/** Dependencies of the handlers. */
interface WorkerParts extends StepRunnerOptions, WebhookHandlerOptions, MailHandlerOptions, PasswordResetParts {
  /** Steps at once. */
  readonly concurrency: number;
}

/** A queue and its lazily loaded handler (worker only). */
interface Entry {
  readonly definition: QueueSettings;
  readonly start: (queue: Queue, parts: WorkerParts) => Promise<void>;
}

const entry = <P extends object>(
  definition: QueueDefinition<P>,
  load: (parts: WorkerParts) => Promise<MessageHandler<P>>,
  concurrencyOf: (parts: WorkerParts) => number,
): Entry => ({ definition, start: async (queue, parts) => queue.work(definition, concurrencyOf(parts), await load(parts)) });

const steps = entry(
  stepQueue,
  async (parts) => {
    const { StepRunner } = await import('../features/jobs/steps/step-runner.ts');
    const runner = new StepRunner(parts);
    return (payload, delivery) => runner.run(payload, delivery);
  },
  ({ concurrency }) => concurrency,
);

/** Webhooks that one worker sends at once; they wait for remote servers, not for CPU. */
const WEBHOOK_CONCURRENCY = 4;

const webhooks = entry(
  webhookQueue,
  async (parts) => {
    const { WebhookHandler } = await import('../features/webhooks/webhook.handler.ts');
    const sender = new WebhookHandler(parts);
    return (payload, { signal }) => sender.run(payload, signal);
  },
  () => WEBHOOK_CONCURRENCY,
);

/** Emails that one worker sends at once: mail servers limit connections per client. */
const EMAIL_CONCURRENCY = 2;

const accountEmails = entry(
  mailQueue,
  async (parts) => {
    const { MailHandler } = await import('../platform/mail/mail.handler.ts');
    const sender = new MailHandler(parts);
    return (payload) => sender.run(payload);
  },
  () => EMAIL_CONCURRENCY,
);

const passwordResets = entry(
  passwordResetQueue,
  async (parts) => {
    const { passwordResetHandler } = await import('../features/identity/password/password-reset.handler.ts');
    return passwordResetHandler(parts);
  },
  () => 1,
);

/** Every queue. */
export const queues: readonly Entry[] = [steps, webhooks, accountEmails, passwordResets];

/** A duplicate fails the start: two handlers would compete for one queue's messages. */
export function queueSettings(): readonly QueueSettings[] {
  const settings = queues.map(({ definition }) => definition);
  if (new Set(settings.map(({ name }) => name)).size < settings.length) throw new Error('two queues share a name');
  return settings;
}
