import { readFile } from 'node:fs/promises';
import { parse, specifiedRules, validate } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import { z } from 'zod';
import type { Log } from '../../kernel/log.ts';
import { StartError } from '../../kernel/start-error.ts';
import { errorCode } from '../../kernel/error-code.ts';
import { limitRules } from '../../platform/graphql/limits.ts';
import { parseOptions } from '../../platform/graphql/operation.ts';
import { TrustedDocuments } from '../../platform/graphql/documents/trusted-documents.ts';
import type { Config } from '../config.ts';

/** The form in which the client preset of GraphQL Code Generator writes `persisted-documents.json`: documents by their hashes. */
const manifest = z.record(z.string().min(1), z.string().min(1));

/** Maximum ids of invalid documents that a warning names. */
const MAX_NAMED = 5;

/**
 * The documents of TRUSTED_DOCUMENTS; undefined where the variable is not set. `ownFiles` list the documents of the pages that the API
 * serves. @throws StartError for a file that is missing or malformed
 */
export async function readTrustedDocuments(
  { trustedDocuments }: Pick<Config, 'trustedDocuments'>,
  schema: GraphQLSchema,
  ownFiles: readonly string[],
  log: Log,
): Promise<TrustedDocuments | undefined> {
  if (!trustedDocuments) return undefined;
  const documents = new Map(Object.entries(await readManifest(trustedDocuments.file)));
  const invalid = [...documents].filter(([, text]) => !isValid(schema, text)).map(([id]) => id);
  // A client of an earlier or later version may have a document that this schema does not know. The others must work.
  if (invalid.length > 0)
    log.warn(
      { event: 'invalid_trusted_documents', count: invalid.length, ids: invalid.slice(0, MAX_NAMED) },
      'trusted documents do not match the schema',
    );
  log.info({ event: 'trusted_documents', count: documents.size, only: trustedDocuments.only }, 'trusted documents read');
  const own = await Promise.all(
    ownFiles.map(async (file) => z.array(z.string()).parse(JSON.parse(await readFile(file, 'utf8').catch(() => '[]')))),
  );
  return new TrustedDocuments(documents, { only: trustedDocuments.only, own: own.flat() });
}

async function readManifest(file: string): Promise<Readonly<Record<string, string>>> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new StartError(`TRUSTED_DOCUMENTS: cannot read ${file} (${errorCode(cause)}).`, { cause });
  });
  try {
    return manifest.parse(JSON.parse(text));
  } catch (cause) {
    throw new StartError(
      `TRUSTED_DOCUMENTS: ${file} must be a JSON object of documents by their hashes, as the client preset of GraphQL Code Generator writes it.`,
      { cause },
    );
  }
}

function isValid(schema: GraphQLSchema, text: string): boolean {
  try {
    return validate(schema, parse(text, parseOptions), [...specifiedRules, ...limitRules]).length === 0;
  } catch {
    return false;
  }
}
