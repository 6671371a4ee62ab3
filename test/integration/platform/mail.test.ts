import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { newId } from '../../../src/kernel/id.ts';
import type { Log } from '../../../src/kernel/log.ts';
import { MailHandler } from '../../../src/platform/mail/mail.handler.ts';
import { mailQueue, mailEncryptionContext, type MailPayload } from '../../../src/platform/mail/mail.queue.ts';
import { openEngine, scopeOf, type Engine } from '../../support/engine.ts';
import { lettersTo } from '../../support/emails.ts';
import { openSmtp, readLetter, type SmtpStandIn } from '../../support/vendors/smtp.ts';

const mail = {
  to: 'zoë@example.test',
  subject: 'Ein Brief für Zoë',
  text: `Hello,\n\nhttp://localhost:4000/verify?token=${'a'.repeat(43)}\n\nGrüße`,
};
let engine: Engine;
let smtp: SmtpStandIn;
let folder: string;
let said: string[] = [];
const log: Log = {
  debug: () => undefined,
  info: (fields, message) => said.push(`info ${message} ${JSON.stringify(fields)}`),
  warn: (fields, message) => said.push(`warn ${message} ${JSON.stringify(fields)}`),
  error: (fields, message) => said.push(`error ${message} ${JSON.stringify(fields)}`),
  child: () => log,
};

beforeAll(async () => {
  engine = await openEngine({ isWorker: true });
  smtp = await openSmtp();
  folder = join(await mkdtemp(join(tmpdir(), 'letters-')), 'mail');
});
beforeEach(() => {
  said = [];
  smtp.refuse(undefined);
});
afterAll(async () => {
  await smtp.close();
  await engine.close();
  await rm(join(folder, '..'), { recursive: true, force: true });
});

const sender = (smtpUrl: string | undefined): MailHandler =>
  new MailHandler({ encryption: engine.encryption, mail: { smtpUrl, from: 'Reelwright <studio@example.test>', folder }, log });
const nobody = () => scopeOf(engine, { kind: 'anonymous' });
const encrypted = (letter: object = mail, id = newId()): MailPayload => ({
  version: 1,
  id,
  encrypted: engine.encryption.encrypt(JSON.stringify(letter), mailEncryptionContext(id)),
});

describe('an email that is posted', () => {
  test('waits encrypted, with the rows of its transaction or not at all', async () => {
    await nobody().tx((em) => engine.mailer.post(em, mail));
    const turnedBack = nobody().tx(async (em) => {
      await engine.mailer.post(em, { ...mail, to: 'never@example.test' });
      throw new Error('the row was refused');
    });
    await expect(turnedBack).rejects.toThrow('refused');
    expect(await lettersTo(engine, mail.to)).toEqual([mail]);
    expect(await lettersTo(engine, 'never@example.test')).toEqual([]);
    const [row] = await engine.owner<{ line: string }>(`select row_to_json(j)::text as line from pgboss.job j where name = 'mail'`);
    for (const part of ['aaaa', 'Zoë', 'example.test']) expect(row?.line).not.toContain(part);
  });

  test('reaches the mail server by way of a worker, whole', async () => {
    await engine.queue.work(mailQueue, 1, (payload) => sender(smtp.url).run(payload));
    await nobody().tx((em) => engine.mailer.post(em, { ...mail, to: 'ada@example.test' }));
    const letter = await smtp.letterTo('ada@example.test');
    expect(letter).toMatchObject({ from: 'studio@example.test', to: ['ada@example.test'] });
    expect(letter.headers['from']).toBe('Reelwright <studio@example.test>');
    expect(letter.headers['message-id']).toMatch(/^<[0-9a-f-]{36}@example\.test>$/);
    // RFC 3834: no vacation notice answers it.
    expect(letter.headers['auto-submitted']).toBe('auto-generated');
    expect(letter.text.trim()).toBe(mail.text);
  });

  test('is tried again with growing pauses for hours', async () => {
    const [queue] = await engine.owner(
      'select retry_limit, retry_delay, retry_backoff, retry_delay_max from pgboss.queue where name = $1',
      [mailQueue.name],
    );
    expect(queue).toEqual({ retry_limit: 15, retry_delay: 10, retry_backoff: true, retry_delay_max: 1_800 });
  });
});

describe('a mail server', () => {
  test.each([421, 450])('that answers %i is asked again', async (code) => {
    smtp.refuse(code);
    await expect(sender(smtp.url).run(encrypted())).rejects.toMatchObject({ responseCode: code });
  });

  test('that is not there is asked again', async () => {
    await expect(sender('smtp://127.0.0.1:9').run(encrypted())).rejects.toMatchObject({ code: 'ESOCKET' });
  });

  test('that refuses the address permanently is not, and the log names neither address nor content', async () => {
    smtp.refuse(550);
    await sender(smtp.url).run(encrypted());
    expect(said).toEqual([expect.stringMatching(/^error email refused .*"responseCode":550/)]);
    expect(said.join()).not.toMatch(/example\.test|aaaa/);
  });

  test('gets one letter to one person, whatever stands in the address', async () => {
    const before = smtp.accountEmails.length;
    await sender(smtp.url)
      .run(encrypted({ ...mail, to: 'one@example.test, two@example.test' }))
      .catch(() => undefined);
    expect(smtp.accountEmails.slice(before).flatMap(({ to }) => to)).not.toContain('two@example.test');
  });
});

test('without a mail server the email is a file for its owner alone, and the log names the file and not the content', async () => {
  const payload = encrypted();
  await sender(undefined).run(payload);
  const file = join(folder, `${payload.id}.eml`);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  const { headers, text } = readLetter(await readFile(file, 'utf8'));
  expect(headers['from']).toBe('Reelwright <studio@example.test>');
  expect(text.trim()).toBe(mail.text);
  expect(said).toEqual([expect.stringContaining(file)]);
  expect(said.join()).not.toContain('aaaa');
  // A second try, after a worker that died in the middle, writes the same file.
  await sender(undefined).run(payload);
  expect(await readdir(folder)).toHaveLength(1);
});

test('an attachment waits encrypted and is a file of the email, with its type and all characters', async () => {
  const text = `BEGIN:VCALENDAR\r\nSUMMARY:会议 für Zoë ${'x'.repeat(2_000)}\r\nEND:VCALENDAR\r\n`;
  const contentType = 'text/calendar; charset=utf-8; method=CANCEL';
  const payload = encrypted({ ...mail, attachments: [{ contentType, name: 'slot.ics', text }] });
  expect(payload.encrypted).not.toContain('VCALENDAR');
  await sender(undefined).run(payload);
  const source = await readFile(join(folder, `${payload.id}.eml`), 'utf8');
  const [, boundary = ''] = /^content-type: multipart\/mixed;\s+boundary="([^"]+)"/im.exec(source) ?? [];
  const [body, file, ...others] = source
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => readLetter(part.trimStart()));
  expect(others).toEqual([]);
  expect(body?.text.trim()).toBe(mail.text);
  expect(file?.headers['content-type']).toMatch(/^text\/calendar;(?=.*charset=utf-8)(?=.*method=CANCEL)/);
  expect(file?.headers['content-disposition']).toBe('attachment; filename=slot.ics');
  expect(file?.text).toBe(text.replaceAll('\r\n', '\n'));
  await rm(join(folder, `${payload.id}.eml`));
});

test('an email that was moved to another place in the queue is not opened', async () => {
  await expect(sender(smtp.url).run({ ...encrypted(), id: newId() })).rejects.toThrow();
});
