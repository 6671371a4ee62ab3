import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getOperationAST } from 'graphql';
import { Client, cacheExchange, fetchExchange, subscriptionExchange } from 'urql';
import type { TypedDocumentNode } from 'urql';
import { beforeAll, expect, test } from 'vitest';
import { TrustedDocuments } from '../../../src/platform/graphql/documents/trusted-documents.ts';

const ROOT = join(import.meta.dirname, '../../..');
type Documents = Readonly<Record<string, TypedDocumentNode>>;
const FILES = globSync('src/web/**/*.generated.ts', { cwd: ROOT });

let trusted: TrustedDocuments;
beforeAll(() => {
  execFileSync(process.execPath, [join(ROOT, 'scripts/build-web.mjs')], { stdio: 'ignore' });
  const own = JSON.parse(readFileSync(join(ROOT, 'dist/web/documents.json'), 'utf8')) as string[];
  trusted = new TrustedDocuments(new Map(), { only: true, own });
}, 60_000);

/** The texts that a client of urql sends for a document. */
async function sentBy(document: TypedDocumentNode, withCache: boolean): Promise<readonly string[]> {
  const texts: string[] = [];
  const send = (query: string | undefined): void => void texts.push(query ?? '');
  const client = new Client({
    url: 'http://localhost/graphql',
    preferGetMethod: false,
    fetch: async (_, init) => {
      send((JSON.parse(init?.body as string) as { query: string }).query);
      return Response.json({ data: {} });
    },
    exchanges: [
      ...(withCache ? [cacheExchange] : []),
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: ({ query }) => ({
          subscribe: (sink) => {
            send(query);
            sink.next({ data: {} });
            sink.complete();
            return { unsubscribe: () => undefined };
          },
        }),
      }),
    ],
  });
  const run = { query: client.query, mutation: client.mutation, subscription: client.subscription }[
    getOperationAST(document)?.operation ?? 'query'
  ];
  await run(document, {}).toPromise();
  return texts;
}

test.each(FILES)('the documents of %s are trusted as the pages send them', async (file) => {
  const exported = Object.values((await import(join(ROOT, file))) as Documents);
  // The others are fragments, which are part of the documents that use them.
  const documents = exported.filter((document) => getOperationAST(document));
  expect(documents).not.toEqual([]);
  for (const document of documents)
    for (const withCache of [true, false]) {
      const texts = await sentBy(document, withCache);
      expect(texts).toHaveLength(1);
      for (const query of texts) expect(trusted.textOf({ query })).toBe(query);
    }
});
