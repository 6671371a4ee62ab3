import { beforeEach, describe, expect, test } from 'vitest';
import { NotificationConsumer } from '../../../../src/features/notifications/events/notification-consumer.service.ts';
import { startNotificationPoller } from '../../../../src/features/notifications/events/notification-poller.ts';
import { NotificationWriter } from '../../../../src/features/notifications/delivery/notification-writer.ts';
import { UnsubscribeTokens } from '../../../../src/features/notifications/delivery/unsubscribe-tokens.ts';
import { deleteOldRows } from '../../../../src/app/maintenance/retention.ts';
import type { NotificationChannel, NotificationKind } from '../../../../src/features/notifications/notification.states.ts';
import type { ListedNotification } from '../../../../src/features/notifications/notification.read.ts';
import { silentLog } from '../../../../src/kernel/log.ts';
import { newId } from '../../../../src/kernel/id.ts';
import type { Actor } from '../../../../src/kernel/actor.ts';
import { lettersTo } from '../../../support/emails.ts';
import { looseSteps, makeJob, makeTenant, request, scopeOf, until, useEngine, workerScope, type Tenant } from '../../../support/engine.ts';

const engine = useEngine();
let tenant: Tenant;
beforeEach(async () => {
  tenant = await makeTenant(engine);
  await consumed();
});

/** Reads logs until none has more: transactions of other tests on the same server hold events back for a while. */
async function consumed(consumer: Pick<NotificationConsumer, 'consumeDue'> = engine.notificationConsumer): Promise<void> {
  const { workspaceId } = tenant;
  await until(async () => {
    await consumer.consumeDue([workspaceId]);
    const due = await engine.owner('select from due_notifications(array[$1::uuid])', [workspaceId]);
    return due.length === 0;
  });
}

const listOf = async (actor: Actor, filter = {}): Promise<readonly ListedNotification[]> =>
  (await request(engine, actor, (scope) => engine.notifications.list(scope, { first: 50, filter }))).rows;
const kindsOf = async (actor: Actor): Promise<NotificationKind[]> => (await listOf(actor)).map(({ kind }) => kind);
const emailOf = async (userId: string): Promise<string> =>
  (await engine.owner<{ email: string }>('select email from users where id = $1', [userId]))[0]?.email ?? '';
const mailsTo = async (userId: string) => lettersTo(engine, await emailOf(userId));
const choose = (actor: Actor, kind: NotificationKind, channel: NotificationChannel) =>
  request(engine, actor, (scope) => engine.notifications.updateSettings(scope, [{ kind, channel }]));
const end = (jobId: string, status = 'COMPLETED') =>
  engine.owner('update jobs set status = $2, finished_at = now(), failure = $3 where id = $1', [
    jobId,
    status,
    status === 'FAILED' ? { code: 'STALLED', message: '', retryable: true } : null,
  ]);
const endedJob = async (status?: string): Promise<string> => {
  const jobId = await makeJob(engine, tenant, looseSteps(1));
  await end(jobId, status);
  return jobId;
};
/** Another member of the tenant's workspace, in it since now. */
async function joined(role = 'EDITOR'): Promise<Tenant> {
  const other = await makeTenant(engine);
  await engine.owner('insert into memberships (workspace_id, user_id, role) values ($1, $2, $3)', [tenant.workspaceId, other.userId, role]);
  const memberships = new Map([...other.actor.memberships, [tenant.workspaceId, role as 'EDITOR']]);
  return { ...other, actor: { ...other.actor, memberships } };
}
/** Spends all credits of the tenant but these. */
const spendTo = (left: number) =>
  engine.owner('update credit_balances set available = $2, spent = spent + available - $2 where workspace_id = $1', [
    tenant.workspaceId,
    left,
  ]);

describe('an event', () => {
  test('is one notification for the person who waits for it, in their language', async () => {
    await engine.owner(`update users set locale = 'de-AT' where id = $1`, [tenant.userId]);
    const jobId = await endedJob('FAILED');
    await consumed();
    // Another change of the same job is no news.
    await engine.owner(`update jobs set progress = 0.5, status = 'FAILED' where id = $1`, [jobId]);
    await consumed();
    const [notification, ...others] = await listOf(tenant.actor);
    expect(others).toEqual([]);
    expect(notification).toMatchObject({ kind: 'JOB_FAILED', subjectId: jobId, readAt: null, params: { code: 'STALLED' } });
    // A retried job ends again.
    await engine.owner(`update jobs set status = 'QUEUED', finished_at = null where id = $1`, [jobId]);
    await end(jobId);
    await consumed();
    expect(await kindsOf(tenant.actor)).toEqual(['JOB_COMPLETED', 'JOB_FAILED']);
  });

  test('is no news for a person who is suspended', async () => {
    await engine.owner(`insert into suspensions (user_id, reason, suspended_by) values ($1, 'spam', $1)`, [tenant.userId]);
    await endedJob();
    await spendTo(0);
    await consumed();
    expect(await kindsOf(tenant.actor)).toEqual([]);
    expect(await mailsTo(tenant.userId)).toEqual([]);
  });

  test('that nobody is notified of is read once', async () => {
    await engine.owner(`update workspaces set name = 'Another' where id = $1`, [tenant.workspaceId]);
    await until(async () => {
      await engine.notificationConsumer.consumeDue();
      const due = await engine.owner<{ workspace_id: string }>('select workspace_id from due_notifications(null)');
      return due.every(({ workspace_id: id }) => id !== tenant.workspaceId);
    });
    const jobId = await endedJob();
    await consumed();
    expect(await listOf(tenant.actor)).toMatchObject([{ subjectId: jobId }]);
  });

  test('of a workspace that fails does not stop the others', async () => {
    const other = await joined();
    await endedJob();
    const theirs = await makeJob(engine, other, looseSteps(1));
    await end(theirs);
    const failing = {
      ...engine.database,
      systemScope: (signal: AbortSignal, id?: string) => {
        if (id === tenant.workspaceId) throw new Error('no reading today');
        return engine.database.systemScope(signal, id);
      },
    };
    const consumer = new NotificationConsumer(
      failing,
      Reflect.get(engine.notificationConsumer, 'writer') as NotificationWriter,
      engine.slotNotifications.endedByEngine,
      silentLog,
    );
    await until(async () => {
      await consumer.consumeDue([tenant.workspaceId, other.workspaceId]);
      return (await kindsOf(other.actor)).includes('JOB_COMPLETED');
    });
    expect(await kindsOf(tenant.actor)).toEqual([]);
  });

  test('of long ago is no news', async () => {
    const jobId = await makeJob(engine, tenant, looseSteps(1));
    await engine.owner(`update jobs set status = 'COMPLETED', finished_at = now() - interval '2 hours' where id = $1`, [jobId]);
    await consumed();
    expect(await kindsOf(tenant.actor)).toEqual([]);
  });

  test('becomes one notification and one email under two consumers at the same time', async () => {
    await engine.owner(`update workspaces set locale = 'zh' where id = $1`, [tenant.workspaceId]);
    // A language without a catalogue: that of the workspace is used.
    await engine.owner(`update users set locale = 'fr' where id = $1`, [tenant.userId]);
    await endedJob();
    await spendTo(50);
    const both = () => Promise.all(Array.from({ length: 4 }, () => engine.notificationConsumer.consumeDue([tenant.workspaceId])));
    await until(async () => {
      await both();
      return (await kindsOf(tenant.actor)).length >= 2;
    });
    await both();
    expect((await kindsOf(tenant.actor)).toSorted()).toEqual(['JOB_COMPLETED', 'LOW_CREDITS']);
    const [mail, ...others] = await mailsTo(tenant.userId);
    expect(others).toEqual([]);
    expect(mail?.text).toContain('还剩 50 点');
    // The same grant is low once.
    await spendTo(20);
    await consumed();
    expect(await mailsTo(tenant.userId)).toHaveLength(1);
  });

  test('becomes one notification when the consumer is killed between its notifications and its commit', async () => {
    await spendTo(0);
    let kills = 0;
    const writer = new NotificationWriter(
      {
        post: async (em, mail) => {
          await engine.mailer.post(em, mail);
          if ((kills += 1) > 1) return;
          const [session] = await em.execute<{ pid: number }[]>('select pg_backend_pid() as pid');
          await engine.owner('select pg_terminate_backend($1)', [session?.pid]);
        },
      },
      new UnsubscribeTokens(engine.encryption, { publicUrl: 'http://studio.test' }),
      { appUrl: 'http://studio.test' },
    );
    const consumer = new NotificationConsumer(engine.database, writer, engine.slotNotifications.endedByEngine, silentLog);
    await until(async () => {
      await consumer.consumeDue([tenant.workspaceId]);
      return kills > 0;
    });
    expect(await kindsOf(tenant.actor)).toEqual([]);
    expect(await mailsTo(tenant.userId)).toEqual([]);
    await consumed(consumer);
    expect(await kindsOf(tenant.actor)).toEqual(['LOW_CREDITS']);
    expect(await mailsTo(tenant.userId)).toHaveLength(1);
  });

  test('that was committed late is not passed over', async () => {
    const slow = scopeOf(engine, tenant.actor);
    const jobId = await makeJob(engine, tenant, looseSteps(1));
    await consumed();
    const { promise: mayCommit, resolve: commit } = Promise.withResolvers<undefined>();
    const { promise: written, resolve: wrote } = Promise.withResolvers<undefined>();
    const late = slow.tx(async (em) => {
      await em.execute(`update jobs set status = 'COMPLETED', finished_at = now() where id = ?`, [jobId]);
      wrote(undefined);
      await mayCommit;
    });
    await written;
    await endedJob();
    await engine.notificationConsumer.consumeDue([tenant.workspaceId]);
    commit(undefined);
    await late;
    await consumed();
    expect(await kindsOf(tenant.actor)).toEqual(['JOB_COMPLETED', 'JOB_COMPLETED']);
  });

  test('of members, spending and payments goes to owners and administrators', async () => {
    const admin = await joined('ADMIN');
    const editor = await joined();
    await consumed();
    await engine.owner(`insert into spend_months (workspace_id, month) values ($1, date_trunc('month', now() at time zone 'UTC')::date)`, [
      tenant.workspaceId,
    ]);
    await engine.owner('update spend_months set near_at = now() where workspace_id = $1', [tenant.workspaceId]);
    await engine.owner('update spend_months set reached_at = now() where workspace_id = $1', [tenant.workspaceId]);
    await consumed();
    const failed = { workspaceId: tenant.workspaceId, subscriptionId: newId(), key: `payment:${newId()}` };
    for (let time = 0; time < 2; time += 1)
      await workerScope(engine, tenant).tx((em) => engine.notificationHooks.paymentFailed(em, failed));
    const [ofOwner = [], ofAdmin = [], ofEditor] = await Promise.all([tenant, admin, editor].map(({ actor }) => kindsOf(actor)));
    const money = ['PAYMENT_FAILED', 'SPEND_NEAR', 'SPEND_REACHED'];
    expect(ofOwner.toSorted()).toEqual(['MEMBER_JOINED', 'MEMBER_JOINED', ...money]);
    expect(ofAdmin.toSorted()).toEqual(['MEMBER_JOINED', ...money]);
    expect(ofEditor).toEqual([]);
    expect(await mailsTo(editor.userId)).toEqual([]);
    expect(await mailsTo(admin.userId)).toHaveLength(3);
  });

  test('of an invitation goes to the person with that verified address, whose email is in their language', async () => {
    const invitee = await makeTenant(engine);
    await engine.owner(`update users set locale = 'de', email_key = lower(email) where id = $1`, [invitee.userId]);
    const email = await emailOf(invitee.userId);
    const invite = { workspaceId: tenant.workspaceId, email, role: 'VIEWER' as const };
    await request(engine, tenant.actor, (scope) => engine.invitations.invite(scope, invite));
    expect(await kindsOf(invitee.actor)).toEqual(['INVITATION_RECEIVED']);
    const [mail, ...others] = await lettersTo(engine, email);
    expect(others).toEqual([]);
    expect(mail?.subject).toBe('Einladung in einen Arbeitsbereich');
    // Nobody else: neither an address without an account, nor one that is not verified.
    await engine.owner('update users set email_verified_at = null where id = $1', [invitee.userId]);
    await request(engine, tenant.actor, (scope) => engine.invitations.invite(scope, { ...invite, role: 'EDITOR' }));
    expect(await kindsOf(invitee.actor)).toEqual(['INVITATION_RECEIVED']);
  });
});

describe('a setting', () => {
  test('decides between the list, an email, both and nothing', async () => {
    await choose(tenant.actor, 'JOB_COMPLETED', 'OFF');
    await choose(tenant.actor, 'JOB_FAILED', 'EMAIL');
    await endedJob();
    await endedJob('FAILED');
    await consumed();
    expect(await kindsOf(tenant.actor)).toEqual([]);
    const mails = await mailsTo(tenant.userId);
    expect(mails).toHaveLength(1);
    await choose(tenant.actor, 'JOB_FAILED', 'BOTH');
    await endedJob('FAILED');
    await consumed();
    expect(await kindsOf(tenant.actor)).toEqual(['JOB_FAILED']);
    expect(await mailsTo(tenant.userId)).toHaveLength(2);
  });

  test('an address that is not verified receives no emails', async () => {
    await engine.owner('update users set email_verified_at = null where id = $1', [tenant.userId]);
    await spendTo(0);
    await consumed();
    expect(await kindsOf(tenant.actor)).toEqual(['LOW_CREDITS']);
    expect(await mailsTo(tenant.userId)).toEqual([]);
  });

  test('one click on the link of an email ends emails of that kind, and nothing else', async () => {
    await spendTo(0);
    await consumed();
    const [mail] = await mailsTo(tenant.userId);
    const token = mail?.unsubscribeUrl?.split('/').at(-1) ?? '';
    const nobody = scopeOf(engine, { kind: 'anonymous' });
    expect(await engine.notifications.unsubscribe(nobody, token)).toBe(true);
    expect(await engine.notifications.unsubscribe(nobody, token)).toBe(true);
    expect(await engine.notifications.unsubscribe(nobody, `${token}x`)).toBe(false);
    const settings = await request(engine, tenant.actor, (scope) => engine.notifications.settings(scope));
    expect(settings.filter(({ kind }) => kind === 'LOW_CREDITS' || kind === 'SPEND_NEAR').map(({ channel }) => channel)).toEqual([
      'IN_APP',
      'BOTH',
    ]);
  });

  test('must name each kind once, and at least one', async () => {
    const update = (settings: { kind: NotificationKind; channel: NotificationChannel }[]) =>
      request(engine, tenant.actor, (scope) => engine.notifications.updateSettings(scope, settings));
    const twice = { kind: 'JOB_FAILED', channel: 'OFF' } as const;
    await expect(update([twice, twice])).rejects.toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'input.settings' }] });
    await expect(update([])).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });
});

describe('reading', () => {
  test('marks some or all, of oneself only, and counts the rest', async () => {
    await Promise.all([endedJob(), endedJob(), endedJob()]);
    await consumed();
    const [first] = await listOf(tenant.actor);
    const stranger = await makeTenant(engine);
    const mark = (actor: Actor, input: { ids?: string[]; all?: boolean }) =>
      request(engine, actor, (scope) => engine.notifications.markRead(scope, input));
    expect(await mark(stranger.actor, { ids: [first?.id ?? ''] })).toBe(0);
    expect(await mark(tenant.actor, { ids: [first?.id ?? '', newId()] })).toBe(2);
    expect((await listOf(tenant.actor, { unread: true })).map(({ id }) => id)).not.toContain(first?.id);
    expect(await listOf(tenant.actor, { unread: false })).toHaveLength(1);
    expect(await mark(tenant.actor, { all: true })).toBe(0);
    await expect(mark(tenant.actor, {})).rejects.toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'input' }] });
    await expect(mark(tenant.actor, { ids: [], all: true })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    await expect(mark(tenant.actor, { ids: ['x'] })).rejects.toMatchObject({ fields: [{ path: 'input.ids' }] });
  });
});

test('a worker notifies of a job within seconds, without being asked', async () => {
  const stop = startNotificationPoller(engine.pubsub, engine.notificationConsumer, silentLog);
  await endedJob();
  await until(async () => (await kindsOf(tenant.actor)).length > 0);
  await stop();
  expect(await kindsOf(tenant.actor)).toEqual(['JOB_COMPLETED']);
});

test('a removed member receives nothing more, and no longer sees earlier notifications', async () => {
  const member = await joined();
  const jobId = await makeJob(engine, { ...member, workspaceId: tenant.workspaceId }, looseSteps(1));
  await end(jobId, 'FAILED');
  await consumed();
  expect(await kindsOf(member.actor)).toEqual(['JOB_FAILED']);
  const remaining = new Map([[member.workspaceId, 'OWNER' as const]]);
  await request(engine, tenant.actor, (scope) => engine.members.remove(scope, { workspaceId: tenant.workspaceId, userId: member.userId }));
  expect(await kindsOf({ ...member.actor, memberships: remaining })).toEqual([]);
  await end(jobId);
  await consumed();
  const told = await engine.owner<{ kind: string }>('select kind from notifications where user_id = $1', [member.userId]);
  expect(told.map(({ kind }) => kind)).toEqual(['JOB_FAILED']);
});

test('an export has a person’s notifications and settings, and a deleted account none', async () => {
  await choose(tenant.actor, 'JOB_FAILED', 'EMAIL');
  await endedJob();
  await consumed();
  const data = await request(engine, tenant.actor, (scope) => engine.profiles.exportData(scope));
  expect(data).toMatchObject({
    notifications: [{ kind: 'JOB_COMPLETED', workspaceId: tenant.workspaceId }],
    notificationSettings: [{ kind: 'JOB_FAILED', channel: 'EMAIL' }],
  });
  await engine.owner('update users set password_set_at = null where id = $1', [tenant.userId]);
  await engine.owner(`insert into sessions (id, user_id, expires_at) values ($1, $2, now() + interval '1 day')`, [
    tenant.actor.sessionId,
    tenant.userId,
  ]);
  await request(engine, tenant.actor, (scope) => engine.profiles.deleteAccount(scope, {}));
  const left = await engine.owner(
    'select user_id from notifications where user_id = $1 union all select user_id from notification_settings where user_id = $1',
    [tenant.userId],
  );
  expect(left).toEqual([]);
});

test('notifications are deleted after 90 days', async () => {
  await endedJob();
  await consumed();
  await engine.owner(
    `insert into notifications (id, user_id, workspace_id, kind, event_key, params, in_app)
    select uuidv7(interval '-91 days'), user_id, workspace_id, kind, 'old', params, in_app from notifications where user_id = $1`,
    [tenant.userId],
  );
  expect(await kindsOf(tenant.actor)).toHaveLength(2);
  const scope = engine.database.systemScope(new AbortController().signal);
  await deleteOldRows(scope, { eventDays: 30, jobDays: 90, artifactDays: 30 }, silentLog);
  expect(await kindsOf(tenant.actor)).toHaveLength(1);
});

describe('a slot', () => {
  const slotOf = (taker: Tenant, startsAt: Date) => ({
    ...{ id: newId(), workspaceId: tenant.workspaceId, giverId: tenant.userId, takerId: taker.userId },
    ...{ startsAt, endsAt: new Date(startsAt.getTime() + 3_600_000), timeZone: 'Europe/Berlin', title: 'Review', status: 'BOOKED' },
  });

  test('that changes is news for the other person, in the time zone of the slot', async () => {
    const taker = await joined('VIEWER');
    const slot = slotOf(taker, new Date('2027-01-04T09:00:00Z'));
    await workerScope(engine, tenant).tx((em) =>
      engine.slotNotifications.onEvent(em, { type: 'SLOT_BOOKED', slot, actorId: taker.userId }),
    );
    expect(await kindsOf(tenant.actor)).toEqual(['SLOT_BOOKED']);
    expect(await kindsOf(taker.actor)).toEqual([]);
    const [mail] = await mailsTo(tenant.userId);
    expect(mail?.subject).toBe('Booked: “Review”, January 4, 2027 at 10:00 AM GMT+1');
  });

  test('that waits for its giver is a request for the giver only, once for a series', async () => {
    const [taker, editor] = [await joined('VIEWER'), await joined('EDITOR')];
    const slot = { ...slotOf(taker, new Date('2027-01-04T09:00:00Z')), status: 'PENDING' };
    const series = { id: newId(), count: 3 };
    const actorId = editor.userId;
    const send = (event: Parameters<typeof engine.slotNotifications.onEvent>[1]) =>
      workerScope(engine, tenant).tx((em) => engine.slotNotifications.onEvent(em, event));
    for (let time = 0; time < 2; time += 1) await send({ type: 'SLOT_REQUESTED', slot, series, actorId });
    expect([await kindsOf(tenant.actor), await kindsOf(taker.actor)]).toEqual([['SLOT_REQUESTED'], []]);
    const [mail, ...others] = await mailsTo(tenant.userId);
    expect([mail?.text.includes('3 slots “Review”'), others]).toEqual([true, []]);
    await send({ type: 'SLOT_CHANGED', slot, before: slot, actorId });
    await send({ type: 'SLOT_CHANGED', slot, before: { ...slot, startsAt: new Date('2027-01-04T08:00:00Z') }, actorId });
    expect(await kindsOf(tenant.actor)).toEqual(['SLOT_REQUESTED', 'SLOT_CHANGED', 'SLOT_REQUESTED']);
    expect(await kindsOf(taker.actor)).toEqual(['SLOT_CHANGED', 'SLOT_CHANGED']);
  });

  test('reminds both people once for each of its times, and nobody when it is canceled', async () => {
    const taker = await joined('VIEWER');
    const now = Date.now();
    const inHours = (hours: number): Date => new Date(now + hours * 3_600_000);
    let slots = [slotOf(taker, inHours(23.5))];
    const remind = (at: Date) =>
      engine.slotNotifications.remind(async (_, from, to) => slots.filter(({ startsAt }) => startsAt >= from && startsAt < to), at);
    const reminders = async () => (await kindsOf(taker.actor)).filter((kind) => kind === 'SLOT_REMINDER').length;
    await Promise.all([remind(inHours(0)), remind(inHours(0))]);
    expect(await reminders()).toBe(1);
    // Moved by an hour: the reminder follows.
    slots = slots.map((slot) => ({ ...slot, startsAt: inHours(24.5) }));
    await remind(inHours(0));
    expect(await reminders()).toBe(1);
    await remind(inHours(1));
    expect(await reminders()).toBe(2);
    await remind(inHours(23.75));
    expect(await reminders()).toBe(3);
    slots = [];
    expect(await remind(inHours(24))).toBe(0);
    expect(await mailsTo(tenant.userId)).toHaveLength(3);
  });
});

test('a channel that must be connected again is news for owners and administrators', async () => {
  const channel = { workspaceId: tenant.workspaceId, channelId: newId(), name: 'Films', key: '1' };
  for (let time = 0; time < 2; time += 1)
    await workerScope(engine, tenant).tx((em) => engine.notificationHooks.channelNeedsReconnect(em, channel));
  expect(await kindsOf(tenant.actor)).toEqual(['CHANNEL_RECONNECT_NEEDED']);
});
