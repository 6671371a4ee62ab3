import { getOperationAST } from 'graphql';
import { activeTracing } from '../../tracing/tracing.ts';
import { codeOf, describeOperation } from '../ended-operation.ts';
import type { Execute } from '../executor.ts';

/** Runs each query and mutation of a socket in a trace of its own. Events of subscriptions are shared by many clients and have none. */
export function tracedExecutor(execute: Execute): Execute {
  return async (args) => {
    const { schema, document, operationName } = args;
    const isEvent = getOperationAST(document, operationName)?.operation === 'subscription';
    const tracing = activeTracing();
    const span = isEvent ? undefined : tracing.begin('operation', { kind: 'SERVER', parent: null });
    if (!span) return execute(args);
    const { type, field } = describeOperation({ schema, document, operationName, variables: undefined });
    span.rename(`${type} ${field}`);
    try {
      const result = await span.run(() => execute(args));
      const [error] = result.errors ?? [];
      span.end(error && codeOf(error));
      return { ...result, extensions: { ...result.extensions, traceId: span.traceId } };
    } catch (error) {
      span.end('INTERNAL');
      throw error;
    }
  };
}
