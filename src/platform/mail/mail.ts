import type { EntityManager } from '@mikro-orm/postgresql';
import type { Locale } from '../messages/locale.ts';

/** A text file in an email. */
export interface MailAttachment {
  /** With its parameters, for example `text/calendar; charset=utf-8; method=PUBLISH`. */
  readonly contentType: string;
  /** Name of the file. */
  readonly name: string;
  readonly text: string;
}

/** A plain-text email to one person. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  /** Plain text, with each link on a line of its own. */
  readonly text: string;
  /** A URL that ends emails of this kind by one POST request (RFC 8058); mail programs show a button for it. */
  readonly unsubscribeUrl?: string;
  readonly attachments?: readonly MailAttachment[];
}

/** An email that can be written in each language of the catalogue. */
export interface LocalizedMail {
  /** The language of the reader; undefined for the default of the installation. */
  readonly locale: Locale | undefined;
  readonly write: (locale: Locale) => Mail;
}

/** The address in a From header such as `Reelwright <studio@example.org>`. */
export const senderAddress = (from: string): string => /<([^<>]+)>\s*$/.exec(from)?.[1] ?? from.trim();

/** Queues emails inside the transaction of `em`, so that they are sent exactly when it commits. Queued emails are encrypted. */
export interface Mailer {
  post(em: EntityManager, mail: Mail | LocalizedMail): Promise<void>;
}
