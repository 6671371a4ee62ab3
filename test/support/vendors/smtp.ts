import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { tokenIn } from '../emails.ts';
import { noteSecret } from '../run-record.ts';

export interface ReceivedLetter {
  readonly from: string;
  readonly to: readonly string[];
  /** By name in lower case; folded lines joined. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** A mail server on loopback that keeps what it gets. */
export interface SmtpStandIn {
  readonly url: string;
  readonly accountEmails: readonly ReceivedLetter[];
  /** The newest email to an address that fits, now or later; a busy machine has 30 s for it. */
  letterTo(address: string, fits?: (letter: ReceivedLetter) => boolean): Promise<ReceivedLetter>;
  /** Answers every recipient with this code from now on; undefined takes letters again. */
  refuse(code: number | undefined): void;
  close(): Promise<void>;
}

export async function openSmtp(): Promise<SmtpStandIn> {
  const accountEmails: ReceivedLetter[] = [];
  const waiting = new Set<() => void>();
  let refusal: number | undefined;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: (_address, _session, done) =>
      refusal === undefined ? done() : done(Object.assign(new Error('not today'), { responseCode: refusal })),
    onData: (stream, { envelope }, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.once('end', () => {
        const from = envelope.mailFrom ? envelope.mailFrom.address : '';
        const letter = readLetter(Buffer.concat(chunks).toString('utf8'));
        noteSecret('a token in a letter', tokenIn(letter.text));
        accountEmails.push({ from, to: envelope.rcptTo.map(({ address }) => address), ...letter });
        done();
        for (const look of waiting) look();
      });
    },
  });
  server.on('error', () => undefined);
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const { port } = listening.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    accountEmails,
    refuse: (code) => (refusal = code),
    async letterTo(address, fits = () => true) {
      const { promise, resolve, reject } = Promise.withResolvers<ReceivedLetter>();
      const look = (): void => {
        const found = accountEmails.findLast((letter) => letter.to.includes(address) && fits(letter));
        if (found) resolve(found);
      };
      const late = setTimeout(() => reject(new Error('no such letter came within 30 s')), 30_000);
      waiting.add(look);
      look();
      return promise.finally(() => {
        clearTimeout(late);
        waiting.delete(look);
      });
    },
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

/** A letter of one part, as RFC 5322 and MIME write it. */
export function readLetter(source: string): Pick<ReceivedLetter, 'headers' | 'text'> {
  const [, head = '', body = ''] = /^([^]*?)\r\n\r\n([^]*)$/.exec(source) ?? [];
  const headers = Object.fromEntries(
    head
      .replace(/\r\n[ \t]+/g, ' ')
      .split('\r\n')
      .map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  return { headers, text: decoded(body, headers['content-transfer-encoding']).replaceAll('\r\n', '\n') };
}

function decoded(body: string, encoding: string | undefined): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  if (encoding !== 'quoted-printable') return body;
  const bytes = body.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
