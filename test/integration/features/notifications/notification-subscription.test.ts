import { afterAll, beforeAll, expect, test } from 'vitest';
import { openApi, type InProcessApi } from '../../../support/api.ts';
import { follow, gql, register, type Following, type Person } from '../../../support/client.ts';
import { lettersTo } from '../../../support/emails.ts';
import { makeTenant, until, useEngine } from '../../../support/engine.ts';

interface Told {
  readonly cursor: string;
  readonly unreadNotifications: number;
  readonly notification: { readonly id: string; readonly kind: string; readonly title: string } | null;
}

const WATCH = `subscription ($after: String) {
  notifications(after: $after) { cursor unreadNotifications notification { id kind title text workspace { id } } }
}`;

const engine = useEngine();
let api: InProcessApi;
let person: Person;
beforeAll(async () => {
  api = await openApi(engine);
  person = await register(api.url);
});
afterAll(() => api.close());

/** Somebody joins the person's workspace, and the log is read. */
async function somebodyJoins(): Promise<void> {
  const { userId } = await makeTenant(engine);
  await engine.owner(`insert into memberships (workspace_id, user_id, role) values ($1, $2, 'EDITOR')`, [person.workspaceId, userId]);
  await until(async () => {
    await engine.notificationConsumer.consumeDue([person.workspaceId]);
    return (await engine.owner('select from due_notifications(array[$1::uuid])', [person.workspaceId])).length === 0;
  });
}
const watch = (who: Person, after?: string): Following<Told> => follow<Told>(who, WATCH, {}, after === undefined ? {} : { after });

test('tells every socket of the person what is new, from where it left off, and nobody else', async () => {
  const stranger = await register(api.url);
  const [one, other, strange] = [watch(person), watch(person), watch(stranger)];
  await Promise.all([one, other, strange].map((stream) => stream.until(() => true)));
  expect(one.events).toMatchObject([{ notification: null, unreadNotifications: 0 }]);
  await somebodyJoins();
  for (const stream of [one, other]) {
    const told = await stream.until(({ notification }) => notification !== null);
    expect(told).toMatchObject({ unreadNotifications: 1, notification: { kind: 'MEMBER_JOINED', workspace: { id: person.workspaceId } } });
  }
  other.leave();
  await somebodyJoins();
  const second = await one.until(({ unreadNotifications }) => unreadNotifications === 2);
  // After the cursor of the first, the second follows once, without a beginning.
  const again = watch(person, one.events[1]?.cursor);
  await again.until(() => true);
  expect(again.events.map(({ notification }) => notification?.id)).toEqual([second.notification?.id]);
  expect(strange.events).toHaveLength(1);
  for (const stream of [one, again, strange]) stream.leave();
});

test('the list is in the language of the person, and nobody reads that of another', async () => {
  await gql(person, 'mutation { updateProfile(input: { locale: "de" }) { id } }');
  const LIST =
    '{ me { unreadNotifications notifications(filter: { kind: [MEMBER_JOINED] }) { totalCount nodes { title messageKey params } } } }';
  const { me } = await gql<{ me: { notifications: { totalCount: number; nodes: { title: string; messageKey: string }[] } } }>(person, LIST);
  expect(me.notifications.totalCount).toBe(2);
  expect(me.notifications.nodes[0]?.title).toMatch(/ ist „.+“ beigetreten$/);
  expect(me.notifications.nodes[0]?.messageKey).toBe('notification.MEMBER_JOINED.text');
  const MEMBERS = `{ workspace(id: "${person.workspaceId}") { members { nodes { user { id unreadNotifications notificationSettings { kind } notifications { nodes { id } } } } } } }`;
  const { workspace } = await gql<{ workspace: { members: { nodes: { user: { id: string; notifications: object | null } }[] } } }>(
    person,
    MEMBERS,
  );
  const others = workspace.members.nodes.filter(({ user }) => user.id !== person.userId);
  expect(others).toHaveLength(2);
  for (const { user } of others) expect(user).toMatchObject({ notifications: null, unreadNotifications: null, notificationSettings: null });
});

test('the link of an email shows a page, and a POST to it ends these emails', async () => {
  await engine.owner('update users set email_verified_at = now() where id = $1', [person.userId]);
  await gql(person, 'mutation { updateNotificationSettings(input: { settings: [{ kind: MEMBER_JOINED, channel: BOTH }] }) { kind } }');
  await somebodyJoins();
  const mail = (await lettersTo(engine, person.email)).at(-1);
  const path = new URL(mail?.unsubscribeUrl ?? '').pathname;
  const page = await fetch(`${api.url}${path}`, { headers: { 'accept-language': 'zh-CN,zh;q=0.9' } });
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<html lang="zh">')]);
  const channel = async (): Promise<string | undefined> => {
    const { me } = await gql<{ me: { notificationSettings: { kind: string; channel: string }[] } }>(
      person,
      '{ me { notificationSettings { kind channel } } }',
    );
    return me.notificationSettings.find(({ kind }) => kind === 'MEMBER_JOINED')?.channel;
  };
  expect(await channel()).toBe('BOTH');
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const done = await fetch(`${api.url}${path}`, { method: 'POST', headers, body: 'List-Unsubscribe=One-Click' });
  expect(done.status).toBe(200);
  expect(await channel()).toBe('IN_APP');
  expect((await fetch(`${api.url}/unsubscribe/nothing`, { method: 'POST' })).status).toBe(404);
});
