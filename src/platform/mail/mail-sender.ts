import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { domainToASCII } from 'node:url';
import { createTransport } from 'nodemailer';
import type { Log } from '../../kernel/log.ts';
import type { Encryption } from '../secrets/encryption.ts';
import type { Mail } from './mail.ts';
import { mailPlace } from './mail.job.ts';
import type { MailPayload } from './mail.job.ts';

/** A server that says nothing for so long is away; the queue tries again later. */
const SILENCE_MS = 20_000;

export interface MailSenderOptions {
  readonly encryption: Encryption;
  readonly mail: {
    /** Where letters go out; undefined writes them to `folder` instead. */
    readonly smtpUrl: string | undefined;
    /** As it stands in the letter, for example `Reelwright <studio@example.org>`. */
    readonly from: string;
    readonly folder: string;
  };
  readonly log: Log;
}

/** Sends letters by SMTP, or writes them down where there is no mail server. */
export class MailSender {
  readonly #options: MailSenderOptions;

  constructor(options: MailSenderOptions) {
    this.#options = options;
  }

  /** Rejects while it may still go well later; what the mail server refuses for good is given up. */
  async run({ id, sealed }: MailPayload): Promise<void> {
    const { encryption, log, mail } = this.#options;
    const { to, subject, text } = JSON.parse(encryption.open(sealed, mailPlace(id))) as Mail;
    // As an object, so that an address is never read as a list of several.
    const letter = {
      messageId: `<${id}@${domainOf(mail.from)}>`,
      from: mail.from,
      to: { name: '', address: to },
      subject,
      text,
      // RFC 3834: automatic answers, such as vacation notices, are not sent to it.
      headers: { 'Auto-Submitted': 'auto-generated' },
    };
    if (mail.smtpUrl === undefined) return this.#write(id, letter);
    try {
      await this.#transport(mail.smtpUrl).sendMail(letter);
      log.info({ mailId: id }, 'letter sent');
    } catch (error) {
      // Without the error itself: the server's words may quote the address or the letter.
      const { code, responseCode } = error as { code?: unknown; responseCode?: unknown };
      if (isRefusedForGood(error)) return log.error({ mailId: id, code, responseCode }, 'letter refused by the mail server; given up');
      log.warn({ mailId: id, code, responseCode }, 'letter not sent; it is tried again');
      throw error;
    }
  }

  #transport(url: string) {
    return createTransport({
      url,
      connectionTimeout: SILENCE_MS,
      greetingTimeout: SILENCE_MS,
      socketTimeout: SILENCE_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  async #write(id: string, letter: object): Promise<void> {
    const { folder } = this.#options.mail;
    const { message } = await createTransport({ streamTransport: true, buffer: true }).sendMail(letter);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = join(folder, `${id}.eml`);
    await writeFile(file, message as Buffer, { mode: 0o600 });
    this.#options.log.info({ mailId: id, file }, 'there is no SMTP_URL: letter written to a file');
  }
}

/** Of the sender, in ASCII: spam filters distrust a Message-ID without a domain (RFC 5322, 3.6.4). */
function domainOf(from: string): string {
  const [, domain = ''] = /@([^\s<>@]+)>?\s*$/.exec(from) ?? [];
  return domainToASCII(domain) || 'localhost';
}

/** The address or the letter itself (5xx): it would be refused again. A refused login is the operator's to mend. */
const isRefusedForGood = (error: unknown): boolean =>
  error instanceof Error &&
  'permanent' in error &&
  error.permanent === true &&
  'code' in error &&
  (error.code === 'EENVELOPE' || error.code === 'EMESSAGE');
