import { domainToUnicode } from 'node:url';

/** One key for all spellings of an email address that reach the same mailbox in practice: case, width, and the ASCII form of a domain. */
export function emailKey(email: string): string {
  const plain = email.trim().normalize('NFKC').toLowerCase();
  const at = plain.lastIndexOf('@');
  const domain = domainToUnicode(plain.slice(at + 1));
  return domain === '' ? plain : plain.slice(0, at + 1) + domain;
}
