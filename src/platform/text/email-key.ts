import { domainToUnicode } from 'node:url';

/**
 * The same key for all spellings of an email address that reach the same mailbox in practice, which differ in case, width, or the ASCII
 * form of the domain.
 */
export function emailKey(email: string): string {
  const plain = email.trim().normalize('NFKC').toLowerCase();
  const at = plain.lastIndexOf('@');
  const domain = domainToUnicode(plain.slice(at + 1));
  return domain === '' ? plain : plain.slice(0, at + 1) + domain;
}
