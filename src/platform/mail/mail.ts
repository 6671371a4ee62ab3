import type { EntityManager } from '@mikro-orm/postgresql';

/** One letter to one person, in plain words. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  /** Plain text; a link stands on a line of its own. */
  readonly text: string;
}

/** Letters go with the rows: committed with the transaction of `em`, or never written. They may carry secrets, and wait sealed. */
export interface Mailer {
  post(em: EntityManager, mail: Mail): Promise<void>;
}
