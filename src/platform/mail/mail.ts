import type { EntityManager } from '@mikro-orm/postgresql';

/** A plain-text email to one person. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  /** Plain text, with each link on a line of its own. */
  readonly text: string;
}

/** Queues emails inside the transaction of `em`, so that they are sent exactly when it commits. Queued emails are encrypted. */
export interface Mailer {
  post(em: EntityManager, mail: Mail): Promise<void>;
}
