import { AsyncLocalStorage } from 'node:async_hooks';
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api';
import type { Context, Span as OtelSpan, Tracer } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Span, SpanAttributes, SpanOptions, TraceContext, Tracing } from './tracing.ts';

/** Milliseconds between two exports. */
const EXPORT_EVERY_MS = 2_000;
/** Milliseconds that a stopping process waits for the last export. */
const CLOSE_WITHIN_MS = 3_000;
const PARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

export interface OtelTracingOptions {
  /** Address of an OTLP/HTTP receiver, to which `/v1/traces` is added. */
  readonly endpoint: string;
  /** Headers of each export, for example a key. */
  readonly headers: Readonly<Record<string, string>>;
  /** `api` or `worker`. */
  readonly process: string;
  readonly version: string;
}

/** Traces by the OpenTelemetry SDK, exported in batches. A receiver that is away costs spans and nothing else. */
export class OtelTracing implements Tracing {
  readonly #running = new AsyncLocalStorage<Context>();
  readonly #provider: TracerProvider;
  readonly #tracer: Tracer;

  constructor({ endpoint, headers, process: name, version }: OtelTracingOptions) {
    const exporter = new OTLPTraceExporter({ url: `${endpoint}/v1/traces`, headers: { ...headers } });
    this.#provider = new TracerProvider({
      resource: resourceFromAttributes({ 'service.name': `reelwright-${name}`, 'service.version': version, 'process.pid': process.pid }),
      spanProcessors: [new BatchSpanProcessor({ exporter, scheduledDelayMillis: EXPORT_EVERY_MS })],
    });
    this.#tracer = this.#provider.getTracer('reelwright', version);
  }

  begin(name: string, { kind = 'INTERNAL', attributes = {}, parent }: SpanOptions = {}): Span {
    const surrounding = parent === null ? undefined : this.#running.getStore();
    const context = (parent ? remoteContext(parent) : undefined) ?? surrounding ?? ROOT_CONTEXT;
    const span = this.#tracer.startSpan(name, { kind: SpanKind[kind], attributes: defined(attributes) }, context);
    return new RunningSpan(span, <T>(work: () => T) => this.#running.run(trace.setSpan(context, span), work));
  }

  current(): TraceContext | undefined {
    const context = this.#running.getStore();
    const span = context && trace.getSpanContext(context);
    if (!span) return undefined;
    const flags = (span.traceFlags & TraceFlags.SAMPLED).toString(16).padStart(2, '0');
    return { traceId: span.traceId, traceparent: `00-${span.traceId}-${span.spanId}-${flags}` };
  }

  async close(): Promise<void> {
    const timer = Promise.withResolvers<void>();
    const timeout = setTimeout(timer.resolve, CLOSE_WITHIN_MS);
    await Promise.race([this.#provider.shutdown().catch(() => undefined), timer.promise]);
    clearTimeout(timeout);
  }
}

class RunningSpan implements Span {
  readonly traceId: string;

  constructor(
    private readonly span: OtelSpan,
    readonly run: <T>(work: () => T) => T,
  ) {
    this.traceId = span.spanContext().traceId;
  }

  rename(name: string): void {
    this.span.updateName(name);
  }

  set(attributes: SpanAttributes): void {
    this.span.setAttributes(defined(attributes));
  }

  end(errorCode?: string): void {
    if (errorCode !== undefined) {
      this.span.setAttribute('error.type', errorCode);
      this.span.setStatus({ code: SpanStatusCode.ERROR, message: errorCode });
    }
    this.span.end();
  }
}

/** The context of a parent in another process; undefined for text that is no `traceparent`. */
function remoteContext(parent: string): Context | undefined {
  const [, traceId, spanId, flags] = PARENT.exec(parent) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true });
}

const defined = (attributes: SpanAttributes): Record<string, string | number | boolean> =>
  Object.fromEntries(Object.entries(attributes).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
