import { beforeAll, expect, test } from 'vitest';
import { DependencyChecks } from '../../../../src/app/health/dependency-checks.ts';
import { openServices } from '../../../../src/app/services.ts';
import type { SettingsChange } from '../../../../src/features/admin/settings/settings.service.ts';
import { newId } from '../../../../src/kernel/id.ts';
import { silentLog } from '../../../../src/kernel/log.ts';
import { localizedMail } from '../../../../src/platform/messages/localized-mail.ts';
import { makeTenant, request, scopeOf, testConfig, until, useEngine, type Tenant } from '../../../support/engine.ts';

const engine = useEngine();
let admin: Tenant['actor'];
let tenant: Tenant;
/** Another process on the same database, whose environment sets the credits. */
let elsewhere: ReturnType<typeof openServices>;
beforeAll(async () => {
  tenant = await makeTenant(engine);
  const { actor, userId } = await makeTenant(engine);
  await engine.owner('insert into administrators (user_id) values ($1)', [userId]);
  admin = { ...actor, administrator: true };
  const platform = {
    ...engine,
    pubsub: engine.pubsub,
    storage: {} as never,
    health: new DependencyChecks([]),
    close: () => Promise.resolve(),
  };
  elsewhere = openServices(platform, { ...testConfig, environmentSettings: { signupCredits: 7 } }, silentLog);
});

const update = (change: SettingsChange, actor = admin) => request(engine, actor, (scope) => engine.settings.update(scope, change));
const nobody = () => scopeOf(engine, { kind: 'anonymous' });
const register = (services: Pick<typeof elsewhere, 'identity'>) =>
  services.identity.register(nobody(), { email: `${newId()}@example.test`, password: `four odd words ${newId()}`, name: 'Ada' });

test('a change works in every process without a restart, and null takes it back', async () => {
  expect((await register(elsewhere)).userId).toBeDefined();
  expect(await elsewhere.capabilities.registration()).toBe('OPEN');
  expect(await update({ registration: 'closed' })).toMatchObject({ registration: { value: 'closed', source: 'DATABASE' } });
  await until(async () => (await elsewhere.capabilities.registration()) === 'CLOSED');
  for (const services of [engine, elsewhere]) await expect(register(services)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  expect(await update({ registration: null })).toMatchObject({ registration: { value: 'open', source: 'DEFAULT' } });
  await until(async () => (await elsewhere.capabilities.registration()) === 'OPEN');
  expect((await register(elsewhere)).userId).toBeDefined();
  const audit = await engine.owner(`select before, after from audit_events where action = 'updateSettings' order by id limit 1`);
  expect(audit).toEqual([{ before: { registration: 'open' }, after: { registration: 'closed' } }]);
});

test('sign-up credits follow the setting, and the environment wins and is read-only', async () => {
  await update({ signupCredits: 42 });
  const waitingCredits = async (services: Pick<typeof elsewhere, 'identity' | 'billing'>) => {
    const { userId } = await register(services);
    await scopeOf(engine, { ...tenant.actor, userId, memberships: new Map() }).tx((em) => services.billing.addressProven(em));
    const [row] = await engine.owner<{ available: number }>(
      'select b.available from credit_balances b join memberships m using (workspace_id) where m.user_id = $1',
      [userId],
    );
    return row?.available;
  };
  expect(await waitingCredits(engine)).toBe(42);
  expect(await waitingCredits(elsewhere)).toBe(7);
  expect(await request(engine, admin, (scope) => elsewhere.settings.all(scope))).toMatchObject({
    signupCredits: { value: 7, source: 'ENV' },
  });
  await expect(request(engine, admin, (scope) => elsewhere.settings.update(scope, { signupCredits: 9 }))).rejects.toMatchObject({
    code: 'BAD_USER_INPUT',
    fields: [{ path: 'input.signupCredits' }],
  });
  await expect(update({ signupCredits: -1 })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
});

test('a function that is switched off refuses what is new in every process', async () => {
  const createWebhook = (services: Pick<typeof elsewhere, 'webhooks'>) =>
    request(engine, tenant.actor, (scope) =>
      services.webhooks.create(scope, { workspaceId: tenant.workspaceId, url: 'http://127.0.0.1:9999/' }),
    );
  expect((await createWebhook(engine)).webhook.id).toBeDefined();
  expect(await update({ disabledFeatures: ['WEBHOOKS', 'WEBHOOKS'] })).toMatchObject({ disabledFeatures: { value: ['WEBHOOKS'] } });
  const isOff = async () => (await request(engine, admin, (scope) => elsewhere.settings.all(scope))).disabledFeatures.value.length > 0;
  await until(isOff);
  for (const services of [engine, elsewhere])
    await expect(createWebhook(services)).rejects.toMatchObject({ code: 'NOT_CONFIGURED', details: { feature: 'WEBHOOKS' } });
  // A callback is a webhook of one job.
  const film = { workspaceId: tenant.workspaceId, script: 'The sky is blue.', callbackUrl: 'http://127.0.0.1:9999/' };
  const generate = () => request(engine, tenant.actor, (scope) => engine.renders.generateVideo(scope, film));
  await expect(generate()).rejects.toMatchObject({ code: 'NOT_CONFIGURED', details: { feature: 'WEBHOOKS' } });
  await update({ disabledFeatures: null });
  await expect(generate()).rejects.toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'input.callbackUrl' }] });
  expect((await createWebhook(engine)).webhook.id).toBeDefined();
});

test('settings are for administrators, as the database asks again', async () => {
  await expect(update({ registration: 'closed' }, tenant.actor)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  await expect(update({ registration: 'closed' }, { ...tenant.actor, administrator: true })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  await expect(request(engine, tenant.actor, (scope) => engine.settings.all(scope))).rejects.toMatchObject({ code: 'FORBIDDEN' });
});

test('emails follow the person, then the workspace, then the installation', async () => {
  const languageOf = async (locale: string | null, workspaceLocale: string | null): Promise<string> => {
    const { actor } = await makeTenant(engine);
    const posted: string[] = [];
    const mail = localizedMail({ email: 'a@example.test', locale, workspaceLocale }, 'accountDeleted.subject', (say) => [
      say('accountDeleted.reason'),
    ]);
    await scopeOf(engine, actor).tx(async (em) => {
      await engine.mailer.post(em, { ...mail, write: (chosen) => (posted.push(chosen), mail.write(chosen)) });
    });
    return posted.join();
  };
  expect(await languageOf(null, null)).toBe('en');
  await update({ defaultLocale: 'de' });
  expect(await languageOf(null, null)).toBe('de');
  expect(await languageOf('pt-BR', 'xx')).toBe('de');
  expect(await languageOf(null, 'zh-Hans')).toBe('zh');
  expect(await languageOf('en-GB', 'zh')).toBe('en');
  await update({ defaultLocale: null });
  expect(await languageOf(null, null)).toBe('en');
});
