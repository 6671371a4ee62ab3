import type { Request, RequestHandler, Response } from 'express';
import type { GraphQLSchema } from 'graphql';
import type { Context } from '../context.ts';
import { describeOperation } from '../ended-operation.ts';
import type { OnOperation } from '../ended-operation.ts';
import { assertWithinLimits } from '../limits.ts';
import type { OperationRequest } from '../operation.ts';
import type { PlannedAnswers } from './planned-answers.ts';
import { costExtensions } from '../operation-cost.ts';
import { RawJson, bodyOf } from './raw-json.ts';

export interface PlannedHttpOptions {
  readonly schema: GraphQLSchema;
  readonly answers: PlannedAnswers;
  /** Returns the same context for the same request, so that the caller is counted once. */
  readonly openContext: (request: Request, response: Response) => Promise<Context>;
  readonly onOperation: OnOperation;
}

/**
 * Answers requests whose document Apollo has validated before and whose operation has a plan, because Apollo takes a third of the time of
 * such a request. All other requests, and all errors, are passed on to Apollo; a statement that has been run is not run again.
 */
export function plannedHttp(options: PlannedHttpOptions): RequestHandler {
  return async (request, response, next) => {
    if (!(await answered(options, request, response).catch(() => false))) next();
  };
}

async function answered(
  { schema, answers, openContext, onOperation }: PlannedHttpOptions,
  request: Request,
  response: Response,
): Promise<boolean> {
  const startedAt = performance.now();
  const asked = operationIn(request);
  const document = asked && answers.document(asked.query);
  if (!asked || !document) return false;
  const operationName = asked.operationName ?? undefined;
  const variables = asked.variables ?? {};
  const cost = assertWithinLimits(schema, document, operationName, variables);
  const contextValue = await openContext(request, response);
  const answer = await answers.answer({ schema, document, operationName, variableValues: variables, contextValue });
  if (!(answer?.data instanceof RawJson)) return false;
  const body = bodyOf(answer.data, cost === undefined ? undefined : costExtensions(cost, contextValue));
  response.setHeader('content-type', 'application/json; charset=utf-8');
  response.setHeader('content-length', Buffer.byteLength(body));
  response.end(body);
  onOperation({
    ...describeOperation({ schema, document, operationName, variables }),
    transport: 'HTTP',
    outcome: 'OK',
    seconds: (performance.now() - startedAt) / 1_000,
    context: contextValue,
  });
  return true;
}

/** The operation of an ordinary request: JSON in, JSON out, with nothing else in the body. */
function operationIn({ method, body, headers: { accept = '*/*' } }: Request): OperationRequest | undefined {
  if (method !== 'POST' || !ORDINARY_ACCEPT.has(accept)) return undefined;
  const { query, variables, operationName, ...others } = (body ?? {}) as Record<string, unknown>;
  const isOrdinary =
    typeof query === 'string' &&
    (variables == null || (typeof variables === 'object' && !Array.isArray(variables))) &&
    (operationName == null || typeof operationName === 'string') &&
    Object.keys(others).length === 0;
  return isOrdinary ? (body as OperationRequest) : undefined;
}

const ORDINARY_ACCEPT: ReadonlySet<string> = new Set(['*/*', 'application/json', 'application/json, text/plain, */*']);
