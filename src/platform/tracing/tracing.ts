/** Names and values of a span: names of the program, ids and numbers; never texts of people. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean | undefined>>;

export interface SpanOptions {
  /** SERVER: a request; CONSUMER: work that a message asked for; CLIENT: a call to another program. INTERNAL by default. */
  readonly kind?: 'SERVER' | 'CONSUMER' | 'CLIENT' | 'INTERNAL';
  readonly attributes?: SpanAttributes;
  /** The parent in the form of the W3C header `traceparent`; null begins a new trace; by default the span that runs now. */
  readonly parent?: string | null | undefined;
}

/** A span that runs until it is ended. */
export interface Span {
  readonly traceId: string;
  /** Runs `work` so that spans which begin in it are children of this one. */
  run<T>(work: () => T): T;
  rename(name: string): void;
  set(attributes: SpanAttributes): void;
  /** Ends the span. A code marks it as failed. */
  end(errorCode?: string): void;
}

/** The span that runs now. */
export interface TraceContext {
  readonly traceId: string;
  /** The form of the W3C header `traceparent`. */
  readonly traceparent: string;
}

/** Traces of this process. */
export interface Tracing {
  /** Begins a span; undefined while traces are off. */
  begin(name: string, options?: SpanOptions): Span | undefined;
  current(): TraceContext | undefined;
  /** Sends what was collected. */
  close(): Promise<void>;
}

const OFF: Tracing = { begin: () => undefined, current: () => undefined, close: () => Promise.resolve() };

let tracing = OFF;

/**
 * Traces of this process, off until `installTracing`. Global as in OpenTelemetry itself, because every layer takes part, and handing it
 * through each of them would change nothing else.
 */
export const activeTracing = (): Tracing => tracing;

/** Replaces the traces of this process; without an argument it switches them off. */
export function installTracing(next: Tracing = OFF): void {
  tracing = next;
}

/**
 * Runs `work` in a span of its own. A span of failed work has the code of its error, never its message. `failureOf` returns the code of a
 * result that is a failure.
 */
export async function inSpan<T>(
  name: string,
  options: SpanOptions,
  work: () => Promise<T>,
  failureOf: (result: T) => string | undefined = () => undefined,
): Promise<T> {
  const span = tracing.begin(name, options);
  if (!span) return work();
  try {
    const result = await span.run(work);
    span.end(failureOf(result));
    return result;
  } catch (error) {
    span.end(codeOf(error));
    throw error;
  }
}

function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.constructor.name : 'unknown';
}
