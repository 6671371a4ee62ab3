import { passwordResetQueue } from '../features/identity/password/password-reset.queue.ts';
import type { PasswordResetParts } from '../features/identity/password/password-reset.handler.ts';
import { stepQueue } from '../features/jobs/steps/step.queue.ts';
import type { StepRoundsOptions } from '../features/jobs/rounds/step-rounds.ts';
import { webhookQueue } from '../features/webhooks/deliveries/webhook.queue.ts';
import type { WebhookHandlerOptions } from '../features/webhooks/deliveries/webhook.handler.ts';
import { previewQueue } from '../features/renders/previews/preview.queue.ts';
import type { PreviewParts } from '../features/renders/previews/preview.handler.ts';
import { profilePictureQueue } from '../features/profile-pictures/profile-picture.queue.ts';
import type { ProfilePictureParts } from '../features/profile-pictures/profile-picture.handler.ts';
import { stripeEventQueue } from '../features/billing/stripe/stripe-event.queue.ts';
import type { StripeEventParts } from '../features/billing/stripe/stripe-event.handler.ts';
import { mailQueue } from '../platform/mail/mail.queue.ts';
import type { MailHandlerOptions } from '../platform/mail/mail.handler.ts';
import type { QueueDefinition, MessageHandler, Queue, QueueSettings } from '../platform/queue/queue.ts';

/** Dependencies of the handlers. */
type WorkerParts = StepRoundsOptions &
  WebhookHandlerOptions &
  MailHandlerOptions &
  PasswordResetParts &
  PreviewParts &
  ProfilePictureParts &
  StripeEventParts & { readonly queue: Queue };

/** Stops consuming a queue; messages that are being handled get `graceMs` to end. */
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

/** The queue of steps. Its messages are not handled one by one, but in rounds. */
const steps: Entry = {
  definition: stepQueue,
  start: async (parts) => {
    const { StepRounds } = await import('../features/jobs/rounds/step-rounds.ts');
    const rounds = new StepRounds(parts);
    rounds.start();
    return (graceMs) => rounds.close(graceMs);
  },
};

/** Webhooks that one worker sends at once. They wait for remote servers and need little CPU. */
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

/** Previews have a queue and capacity of their own: they do not occupy the place of a step. */
const previews = entry(
  previewQueue,
  async (parts) => {
    const { PreviewHandler } = await import('../features/renders/previews/preview.handler.ts');
    const maker = new PreviewHandler(parts);
    return (payload, { signal }) => maker.run(payload, signal);
  },
  1,
);

/** Events of Stripe that one worker applies at once. They wait for Stripe and need little CPU. */
const STRIPE_EVENT_CONCURRENCY = 4;

const stripeEvents = entry(
  stripeEventQueue,
  async (parts) => {
    const { StripeEventHandler } = await import('../features/billing/stripe/stripe-event.handler.ts');
    const handler = new StripeEventHandler(parts);
    return (payload, { signal }) => handler.run(payload, signal);
  },
  STRIPE_EVENT_CONCURRENCY,
);

/** Pictures that one worker checks at once; each takes a second. */
const profilePictures = entry(
  profilePictureQueue,
  async (parts) => {
    const { ProfilePictureHandler } = await import('../features/profile-pictures/profile-picture.handler.ts');
    const handler = new ProfilePictureHandler(parts);
    return (payload, delivery) => handler.run(payload, delivery);
  },
  1,
);

/** Every queue. */
export const queues: readonly Entry[] = [steps, webhooks, accountEmails, passwordResets, previews, profilePictures, stripeEvents];

/** The settings of every queue. Throws at start-up when two queues share a name: two handlers would compete for the messages. */
export function queueSettings(): readonly QueueSettings[] {
  const settings = queues.map(({ definition }) => definition);
  if (new Set(settings.map(({ name }) => name)).size < settings.length) throw new Error('two queues share a name');
  return settings;
}
