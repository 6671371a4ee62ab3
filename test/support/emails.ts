import type { Mail } from '../../src/platform/mail/mail.ts';
import { mailQueue, mailEncryptionContext, type MailPayload } from '../../src/platform/mail/mail.queue.ts';
import type { Engine } from './engine.ts';

/** Letters to an address that wait in the queue, oldest first; opened with the engine's own key. */
export async function lettersTo({ owner, encryption }: Engine, address: string): Promise<Mail[]> {
  const waiting = await owner<{ data: MailPayload }>('select data from pgboss.job where name = $1 order by created_on, id', [
    mailQueue.name,
  ]);
  return waiting
    .map(({ data: { id, encrypted } }) => JSON.parse(encryption.decrypt(encrypted, mailEncryptionContext(id))) as Mail)
    .filter(({ to }) => to === address);
}

/** What stands in an email after `token=`, up to the end of the link. */
export const tokenIn = (text: string): string => /[?&#]token=([\w-]+)/.exec(text)?.[1] ?? '';
