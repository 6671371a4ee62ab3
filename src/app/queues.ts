import { passwordResetQueue } from '../features/identity/password/password-reset.queue.ts';
import type { PasswordResetParts } from '../features/identity/password/password-reset.handler.ts';
import { stepQueue } from '../features/jobs/steps/step.queue.ts';
import type { StepRoundsOptions } from '../features/jobs/rounds/step-rounds.ts';
import { webhookQueue } from '../features/webhooks/deliveries/webhook.queue.ts';
import type { WebhookHandlerOptions } from '../features/webhooks/deliveries/webhook.handler.ts';
import { previewQueue } from '../features/renders/previews/preview.queue.ts';
import type { PreviewParts } from '../features/renders/previews/preview.handler.ts';
import { mailQueue } from '../platform/mail/mail.queue.ts';
import type { MailHandlerOptions } from '../platform/mail/mail.handler.ts';
import type { QueueDefinition, MessageHandler, Queue, QueueSettings } from '../platform/queue/queue.ts';

/** Dependencies of the handlers. */
interface WorkerParts extends StepRoundsOptions, WebhookHandlerOptions, MailHandlerOptions, PasswordResetParts, PreviewParts {
  readonly queue: Queue;
}

/** Ends what consumes a queue; running work may end within `graceMs`. */
type Stop = (graceMs: number) => Promise<void>;

/** A queue and its lazily loaded handler (worker only). */
interface Entry {
  readonly definition: QueueSettings;
  /** Starts consuming. Returns a stop function for a queue that `Queue.close` does not stop. */
  readonly start: (parts: WorkerParts) => Promise<Stop | undefined>;
}

const entry = <P extends object>(
  definition: QueueDefinition<P>,
  load: (parts: WorkerParts) => Promise<MessageHandler<P>>,
  concurrency: number,
): Entry => ({
  definition,
  start: async (parts) => {
    await parts.queue.work(definition, concurrency, await load(parts));
    return undefined;
  },
});

/** Steps are not handled one message at a time, but in rounds. */
const steps: Entry = {
  definition: stepQueue,
  start: async (parts) => {
    const { StepRounds } = await import('../features/jobs/rounds/step-rounds.ts');
    const rounds = new StepRounds(parts);
    rounds.start();
    return (graceMs) => rounds.close(graceMs);
  },
};

/** Webhooks that one worker sends at once; they wait for remote servers, not for CPU. */
const WEBHOOK_CONCURRENCY = 4;

const webhooks = entry(
  webhookQueue,
  async (parts) => {
    const { WebhookHandler } = await import('../features/webhooks/deliveries/webhook.handler.ts');
    const sender = new WebhookHandler(parts);
    return (payload, { signal }) => sender.run(payload, signal);
  },
  WEBHOOK_CONCURRENCY,
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
  EMAIL_CONCURRENCY,
);

const passwordResets = entry(
  passwordResetQueue,
  async (parts) => {
    const { passwordResetHandler } = await import('../features/identity/password/password-reset.handler.ts');
    return passwordResetHandler(parts);
  },
  1,
);

/** Previews wait for nothing but each other: they take no place of a step. */
const previews = entry(
  previewQueue,
  async (parts) => {
    const { PreviewHandler } = await import('../features/renders/previews/preview.handler.ts');
    const maker = new PreviewHandler(parts);
    return (payload, { signal }) => maker.run(payload, signal);
  },
  1,
);

/** Every queue. */
export const queues: readonly Entry[] = [steps, webhooks, accountEmails, passwordResets, previews];

/** A duplicate fails the start: two handlers would compete for one queue's messages. */
export function queueSettings(): readonly QueueSettings[] {
  const settings = queues.map(({ definition }) => definition);
  if (new Set(settings.map(({ name }) => name)).size < settings.length) throw new Error('two queues share a name');
  return settings;
}
