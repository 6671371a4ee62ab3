import type { EntityManager } from '@mikro-orm/postgresql';
import { newId } from '../../kernel/id.ts';
import type { Queue } from '../queue/queue.ts';
import type { Encryption } from '../secrets/encryption.ts';
import { mailQueue, mailEncryptionContext } from './mail.queue.ts';
import type { Mail, Mailer } from './mail.ts';

/** Queues emails, encrypted, for a worker to send. */
export class QueuedMailer implements Mailer {
  readonly #queue: Queue;
  readonly #encryption: Encryption;

  constructor(queue: Queue, encryption: Encryption) {
    this.#queue = queue;
    this.#encryption = encryption;
  }

  async post(em: EntityManager, mail: Mail): Promise<void> {
    const id = newId();
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
