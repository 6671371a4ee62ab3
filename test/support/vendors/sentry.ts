import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A report as the endpoint for envelopes receives it: a line of headers, and then items of two lines each. */
export interface ReceivedReport {
  readonly release?: string;
  readonly environment?: string;
  readonly tags: Readonly<Record<string, unknown>>;
  readonly exception: {
    readonly values: readonly {
      readonly type: string;
      readonly value: string;
      readonly stacktrace?: { readonly frames: readonly { readonly filename?: string; readonly lineno?: number }[] };
    }[];
  };
}

/** A Sentry-compatible server on loopback. */
export interface SentryStandIn {
  readonly dsn: string;
  readonly reports: readonly ReceivedReport[];
  /** Everything that was sent. */
  readonly text: () => string;
  close(): Promise<void>;
}

export async function openSentry(): Promise<SentryStandIn> {
  const reports: ReceivedReport[] = [];
  let text = '';
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.once('end', () => {
      const isEnvelope =
        request.method === 'POST' && (request.url ?? '').startsWith('/api/7/envelope/?') && (request.url ?? '').includes('publickey');
      if (!isEnvelope) {
        response.writeHead(404).end();
        return;
      }
      const body = Buffer.concat(chunks).toString('utf8');
      text += body;
      const [, ...items] = body.split('\n');
      for (let index = 0; index + 1 < items.length; index += 2) {
        if ((JSON.parse(items[index] ?? '{}') as { type?: string }).type === 'event')
          reports.push(JSON.parse(items[index + 1] ?? '{}') as ReceivedReport);
      }
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    dsn: `http://publickey@127.0.0.1:${(server.address() as AddressInfo).port}/7`,
    reports,
    text: () => text,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
