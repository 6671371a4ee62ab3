import type { EntityManager } from '@mikro-orm/postgresql';
import { newId } from '../../kernel/id.ts';
import type { Queue } from '../queue/queue.ts';
import type { Encryption } from '../secrets/encryption.ts';
import { mailQueue, mailEncryptionContext } from './mail.queue.ts';
import type { Locale } from '../messages/locale.ts';
import type { LocalizedMail, Mail, Mailer } from './mail.ts';

/** Queues emails, encrypted, for a worker to send. */
export class QueuedMailer implements Mailer {
  readonly #queue: Queue;
  readonly #encryption: Encryption;

  constructor(
    queue: Queue,
    encryption: Encryption,
    /** The language of readers who have chosen none, read in the transaction of the email. */
    private readonly defaultLocale: (em: EntityManager) => Promise<Locale>,
  ) {
    this.#queue = queue;
    this.#encryption = encryption;
  }

  async post(em: EntityManager, asked: Mail | LocalizedMail): Promise<void> {
    const id = newId();
    const mail = 'write' in asked ? asked.write(asked.locale ?? (await this.defaultLocale(em))) : asked;
    await this.#queue.send(em, mailQueue, {
      version: 1,
      id,
      encrypted: this.#encryption.encrypt(JSON.stringify(mail), mailEncryptionContext(id)),
    });
  }

  /** Number of queued emails that only an earlier key decrypts. */
  countOfEarlierKeys(em: EntityManager): Promise<number> {
    return this.#queue.countWithoutPrefix(em, mailQueue, 'encrypted', this.#encryption.prefix);
  }
}
