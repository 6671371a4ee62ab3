import { installTracing } from './tracing.ts';
import type { OtelTracingOptions } from './otel-tracing.ts';

/** Switches the traces of this process on. The SDK is loaded only here, because it takes memory and time to start. */
export async function openTracing(options: OtelTracingOptions): Promise<void> {
  const { OtelTracing } = await import('./otel-tracing.ts');
  installTracing(new OtelTracing(options));
}
