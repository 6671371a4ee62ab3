import { passwordResetJob } from '../features/identity/password/password-reset.queue.ts';
import type { PasswordResetParts } from '../features/identity/password/password-reset.handler.ts';
import { stepJob } from '../features/jobs/steps/step.queue.ts';
import type { StepRunnerOptions } from '../features/jobs/steps/step-runner.ts';
import { webhookJob } from '../features/webhooks/webhook.queue.ts';
import type { WebhookSenderOptions } from '../features/webhooks/webhook.handler.ts';
import { mailJob } from '../platform/mail/mail.queue.ts';
import type { MailSenderOptions } from '../platform/mail/mail.handler.ts';
import type { JobDefinition, JobHandler, Queue, QueueSettings } from '../platform/queue/queue.ts';

/** What handlers are made of. */
interface WorkerParts extends StepRunnerOptions, WebhookSenderOptions, MailSenderOptions, PasswordResetParts {
  /** Steps at once. */
  readonly concurrency: number;
}

/** A queue, and how its work is taken up by the process that works; the handler is heavy and therefore loaded only there. */
interface Entry {
  readonly definition: QueueSettings;
  readonly start: (queue: Queue, parts: WorkerParts) => Promise<void>;
}

const entry = <P extends object>(
  definition: JobDefinition<P>,
  load: (parts: WorkerParts) => Promise<JobHandler<P>>,
  atOnce: (parts: WorkerParts) => number,
): Entry => ({ definition, start: async (queue, parts) => queue.work(definition, atOnce(parts), await load(parts)) });

const steps = entry(
  stepJob,
  async (parts) => {
    const { StepRunner } = await import('../features/jobs/steps/step-runner.ts');
    const runner = new StepRunner(parts);
    return (payload, delivery) => runner.run(payload, delivery);
  },
  ({ concurrency }) => concurrency,
);

/** Webhooks that one worker serves at once; they wait for others, not for our processor. */
const WEBHOOKS_AT_ONCE = 4;

const webhooks = entry(
  webhookJob,
  async (parts) => {
    const { WebhookSender } = await import('../features/webhooks/webhook.handler.ts');
    const sender = new WebhookSender(parts);
    return (payload, { signal }) => sender.run(payload, signal);
  },
  () => WEBHOOKS_AT_ONCE,
);

/** Letters that one worker sends at once: mail servers do not like many lines from one client. */
const LETTERS_AT_ONCE = 2;

const letters = entry(
  mailJob,
  async (parts) => {
    const { MailSender } = await import('../platform/mail/mail.handler.ts');
    const sender = new MailSender(parts);
    return (payload) => sender.run(payload);
  },
  () => LETTERS_AT_ONCE,
);

const passwordResets = entry(
  passwordResetJob,
  async (parts) => {
    const { passwordResetHandler } = await import('../features/identity/password/password-reset.handler.ts');
    return passwordResetHandler(parts);
  },
  () => 1,
);

/** Every queue there is. */
export const jobs: readonly Entry[] = [steps, webhooks, letters, passwordResets];

/** Start-up fails on a double: two handlers would take turns with the work of one queue. */
export function queueSettings(): readonly QueueSettings[] {
  const settings = jobs.map(({ definition }) => definition);
  if (new Set(settings.map(({ name }) => name)).size < settings.length) throw new Error('two jobs share a name');
  return settings;
}
