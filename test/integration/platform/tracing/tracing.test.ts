import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openLog } from '../../../../src/platform/logging/logger.ts';
import { NO_METRICS } from '../../../../src/platform/metrics/metrics.ts';
import { measuredStorage } from '../../../../src/platform/storage/measured-storage.ts';
import type { Storage } from '../../../../src/platform/storage/storage.ts';
import { openTracing } from '../../../../src/platform/tracing/open-tracing.ts';
import { activeTracing, inSpan, installTracing } from '../../../../src/platform/tracing/tracing.ts';
import { openOtlp, type OtlpStandIn } from '../../../support/vendors/otlp.ts';

let otlp: OtlpStandIn;
beforeAll(async () => (otlp = await openOtlp()));
afterAll(() => otlp.close());
beforeEach(() => openTracing({ endpoint: otlp.url, headers: { 'api-key': 'of-the-operator' }, process: 'worker', version: '1.2.3' }));
afterEach(async () => {
  await activeTracing().close();
  installTracing();
});

const named = (name: string) => otlp.spans.find((span) => span.name === name);

test('a span in another one is its child, also when its parent is in another process', async () => {
  let traceparent = '';
  await inSpan('outer', { kind: 'SERVER', attributes: { count: 2, missing: undefined } }, async () => {
    traceparent = activeTracing().current()?.traceparent ?? '';
    await inSpan('inner', { kind: 'CLIENT' }, async () => undefined);
  });
  await inSpan('later', { kind: 'CONSUMER', parent: traceparent }, async () => undefined);
  await inSpan('alone', { parent: 'not a traceparent' }, async () => undefined);
  await activeTracing().close();
  const outer = named('outer');
  expect(outer).toMatchObject({ parentSpanId: '', service: 'reelwright-worker', attributes: { count: 2 }, isFailed: false });
  for (const name of ['inner', 'later']) expect(named(name)).toMatchObject({ traceId: outer?.traceId, parentSpanId: outer?.spanId });
  expect(named('alone')?.traceId).not.toBe(outer?.traceId);
  expect(new Set(otlp.headers('api-key'))).toEqual(new Set(['of-the-operator']));
});

test('a failed span has the code of its error and not its message', async () => {
  await inSpan('failing', {}, () => Promise.reject(Object.assign(new Error('a text of a person'), { code: 'VENDOR_DOWN' }))).catch(
    () => undefined,
  );
  await activeTracing().close();
  expect(named('failing')).toMatchObject({ isFailed: true, attributes: { 'error.type': 'VENDOR_DOWN' } });
  expect(JSON.stringify(otlp.spans)).not.toContain('a text of a person');
});

test('a result that is a failure marks its span, and null as the parent begins a new trace', async () => {
  await inSpan('surrounding', {}, async () => {
    await inSpan(
      'refused',
      {},
      async () => 'VENDOR_DOWN',
      (code) => code,
    );
    await inSpan('rootless', { parent: null }, async () => undefined);
  });
  await activeTracing().close();
  expect(named('refused')).toMatchObject({ isFailed: true, attributes: { 'error.type': 'VENDOR_DOWN' } });
  expect(named('surrounding')?.isFailed).toBe(false);
  expect(named('rootless')).toMatchObject({ parentSpanId: '' });
  expect(named('rootless')?.traceId).not.toBe(named('surrounding')?.traceId);
});

test('readiness of the store has no span, other calls have one', async () => {
  const storage = { ready: async () => undefined, stat: async () => undefined } as Partial<Storage> as Storage;
  const store = measuredStorage(storage, NO_METRICS);
  await store.ready();
  await store.stat('a');
  await activeTracing().close();
  expect([named('storage ready'), named('storage stat')?.isFailed]).toEqual([undefined, false]);
});

test('lines of the log that are written in a span have its trace', async () => {
  const lines: string[] = [];
  const log = openLog({ level: 'info', process: 'test', stream: { write: (line) => void lines.push(line) } });
  log.info({}, 'before');
  await inSpan('logging', {}, async () => log.info({}, 'within'));
  await activeTracing().close();
  const [before, within] = lines.map((line) => JSON.parse(line) as { traceId?: string });
  expect(before?.traceId).toBeUndefined();
  expect(within?.traceId).toBe(named('logging')?.traceId);
});

test('without a receiver there is no span, and nothing is added to work', async () => {
  installTracing();
  expect(activeTracing().begin('nothing')).toBeUndefined();
  expect(await inSpan('nothing', {}, async () => activeTracing().current())).toBeUndefined();
});
