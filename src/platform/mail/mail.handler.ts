import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { domainToASCII } from 'node:url';
import type { Log } from '../../kernel/log.ts';
import type { Encryption } from '../secrets/encryption.ts';
import type { Mail } from './mail.ts';
import { mailEncryptionContext } from './mail.queue.ts';
import type { MailPayload } from './mail.queue.ts';

/** Milliseconds without data from the mail server, after which the queue retries later. */
const SILENCE_MS = 20_000;

export interface MailHandlerOptions {
  readonly encryption: Encryption;
  readonly mail: {
    /** URL of the SMTP server; undefined writes emails to `folder` instead. */
    readonly smtpUrl: string | undefined;
    /** The sender as in the header of an email, for example `Reelwright <studio@example.org>`. */
    readonly from: string;
    readonly folder: string;
  };
  readonly log: Log;
}

/** Sends emails by SMTP, or writes them to files when no mail server is configured. */
export class MailHandler {
  readonly #options: MailHandlerOptions;

  constructor(options: MailHandlerOptions) {
    this.#options = options;
  }

  /** Rejects for failures that a retry may fix; permanently refused emails are dropped. */
  async run({ id, encrypted }: MailPayload): Promise<void> {
    const { encryption, log, mail } = this.#options;
    const {
      to,
      subject,
      text,
      unsubscribeUrl,
      attachments = [],
    } = JSON.parse(encryption.decrypt(encrypted, mailEncryptionContext(id))) as Mail;
    // An object, so that nodemailer does not parse the address as a list.
    const email = {
      messageId: `<${id}@${domainOf(mail.from)}>`,
      from: mail.from,
      to: { name: '', address: to },
      subject,
      text,
      attachments: attachments.map(({ contentType, name, text: content }) => ({ filename: name, contentType, content })),
      // RFC 3834: prevents automatic answers to it, such as vacation notices.
      headers: { 'Auto-Submitted': 'auto-generated', ...unsubscribeHeaders(unsubscribeUrl) },
    };
    if (mail.smtpUrl === undefined) return this.#write(id, email);
    try {
      await (await this.#transport(mail.smtpUrl)).sendMail(email);
      log.info({ event: 'email_sent', mailId: id }, 'email sent');
    } catch (error) {
      // The error itself is not logged, because the server's reply may quote the address or the email.
      const { code, responseCode } = error as { code?: unknown; responseCode?: unknown };
      if (isRefusedForGood(error))
        return log.error({ event: 'email_refused', mailId: id, code, responseCode }, 'email refused by the mail server; dropped');
      log.warn({ event: 'email_not_sent', mailId: id, code, responseCode }, 'email not sent; retrying');
      throw error;
    }
  }

  async #transport(url: string) {
    const { createTransport } = await import('nodemailer');
    return createTransport({
      url,
      connectionTimeout: SILENCE_MS,
      greetingTimeout: SILENCE_MS,
      socketTimeout: SILENCE_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  async #write(id: string, email: object): Promise<void> {
    const { folder } = this.#options.mail;
    const { createTransport } = await import('nodemailer');
    const { message } = await createTransport({ streamTransport: true, buffer: true }).sendMail(email);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = join(folder, `${id}.eml`);
    await writeFile(file, message as Buffer, { mode: 0o600 });
    this.#options.log.info({ event: 'email_written', mailId: id, file }, 'SMTP_URL is not set; email written to a file');
  }
}

/** One-click unsubscription (RFC 8058): the second header promises that a POST to the URL suffices. */
const unsubscribeHeaders = (url: string | undefined): Record<string, string> =>
  url === undefined ? {} : { 'List-Unsubscribe': `<${url}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' };

/** Domain of the sender in ASCII, for the Message-ID: spam filters distrust one without a domain (RFC 5322, 3.6.4). */
function domainOf(from: string): string {
  const [, domain = ''] = /@([^\s<>@]+)>?\s*$/.exec(from) ?? [];
  return domainToASCII(domain) || 'localhost';
}

/**
 * Whether the address or the email itself was refused (5xx), which a retry does not fix. A refused login is a configuration error instead.
 */
const isRefusedForGood = (error: unknown): boolean =>
  error instanceof Error &&
  'permanent' in error &&
  error.permanent === true &&
  'code' in error &&
  (error.code === 'EENVELOPE' || error.code === 'EMESSAGE');
