import type { EntityManager } from '@mikro-orm/postgresql';

/** A plain-text email to one person. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  /** Plain text, with each link on a line of its own. */
  readonly text: string;
  /** A URL that ends emails of this kind by one POST request (RFC 8058); mail programs show a button for it. */
  readonly unsubscribeUrl?: string;
}

/** Queues emails inside the transaction of `em`, so that they are sent exactly when it commits. Queued emails are encrypted. */
export interface Mailer {
  post(em: EntityManager, mail: Mail): Promise<void>;
}
