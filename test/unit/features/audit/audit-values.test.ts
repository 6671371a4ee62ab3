import { describe, expect, test } from 'vitest';
import { redactForAudit } from '../../../../src/features/audit/audit-values.ts';

describe('what the audit log keeps of a value', () => {
  test.each([
    'password',
    'newPassword',
    'refreshToken',
    'secret',
    'webhookSecret',
    'otp',
    'code',
    'recoveryCodes',
    'key',
    'apiKey',
    'passwordHash',
  ])('hides %s, however deep it lies', (name) => {
    expect(redactForAudit({ input: { [name]: 'hunter2' } })).toEqual({ input: { [name]: '[redacted]' } });
  });

  test('shows of an address what leads there, and nothing that opens', () => {
    expect(redactForAudit({ url: 'https://hooks.example.test/in?token=hunter2#x' })).toEqual({ url: 'https://hooks.example.test/in?…' });
  });

  test('shows that there was no secret', () => expect(redactForAudit({ password: null })).toEqual({ password: null }));

  test.each(['keyId', 'name', 'monkey', 'passengers'])('shows %s', (name) => {
    expect(redactForAudit({ [name]: 'x' })).toEqual({ [name]: 'x' });
  });

  test('cuts between characters, since half of one is kept by no database', () => {
    const kept = redactForAudit({ prompt: `${'a'.repeat(499)}😀 and more` }) as { prompt: string };
    expect(kept.prompt).toBe(`${'a'.repeat(499)}…`);
    expect(redactForAudit(`${'a'.repeat(498)}😀 and more`)).toBe(`${'a'.repeat(498)}😀…`);
  });

  test('cuts long texts and lists, and does not follow without end', () => {
    const loop: Record<string, unknown> = { text: 'a'.repeat(501), list: Array.from({ length: 60 }, (_, index) => index) };
    loop['self'] = loop;
    const kept = redactForAudit(loop) as { text: string; list: number[] };
    expect(kept.text).toBe(`${'a'.repeat(500)}…`);
    expect(kept.list).toHaveLength(50);
    expect(JSON.stringify(kept)).toContain('"self":"…"');
  });

  test('leaves out what is undefined and writes dates as text', () => {
    expect(redactForAudit({ a: undefined, at: new Date(0) })).toEqual({ at: '1970-01-01T00:00:00.000Z' });
  });
});
