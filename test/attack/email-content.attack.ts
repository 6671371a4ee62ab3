/** Spam by way of this server: words and links of an attacker in emails to people who never asked for any. Runs against an engine. */
import { randomUUID } from 'node:crypto';
import { scopeOf, type Engine } from '../support/engine.ts';
import { lettersTo } from '../support/emails.ts';

const PITCHES = [
  'Win 500 EUR: https://evil.example/win',
  'URGENT evil.example/pay',
  'Call evil．example',
  'http://1249763848 now',
  // Names with invisible characters are refused: test/unit/platform/graphql/one-line.test.ts.
  'evil\u3002example',
];

const VERIFIED = 'update users set email_verified_at = now() where id = $1';

/** Registers strangers under each pitch and invites them to a workspace of that name; returns every line of an email that holds the attacker's words or links. */
export async function sendPitches(engine: Engine): Promise<string[]> {
  const found: string[] = [];
  for (const pitch of PITCHES) {
    const [sender, stranger] = [`${randomUUID()}@sender.test`, `${randomUUID()}@stranger.test`];
    const input = { password: 'the password of an attacker', name: pitch };
    const nobody = scopeOf(engine, { kind: 'anonymous' });
    const { scope: registered } = await engine.identity.register(nobody, { ...input, email: stranger });
    await registered.close();
    const { scope, userId } = await engine.identity.register(nobody, { ...input, email: sender });
    await engine.owner(VERIFIED, [userId]);
    const { scope: owner, workspace } = await engine.workspaces.create(scope, { name: pitch });
    await owner.close();
    await engine.invitations.invite(owner, { workspaceId: workspace.id, email: stranger, role: 'VIEWER' });
    await owner.close();
    await scope.close();
    for (const { subject, text } of await lettersTo(engine, stranger)) {
      const lines = [`Subject: ${subject}`, ...text.split('\n')].filter((line) => !line.startsWith('http://studio.test/'));
      // The address of the sender, which is verified, is the one thing of theirs that stands there as it is.
      found.push(...lines.filter((line) => /evil|https?:|1249763848/i.test(line.replaceAll(sender, ''))));
    }
  }
  return found;
}

/** Invites strangers without a verified address; returns how many emails went out. */
export async function inviteUnverified(engine: Engine, count: number): Promise<number> {
  const { scope } = await engine.identity.register(scopeOf(engine, { kind: 'anonymous' }), {
    ...{ email: `${randomUUID()}@sender.test`, password: 'the password of an attacker', name: 'Ada' },
  });
  const [workspaceId = ''] = scope.actor.kind === 'user' ? [...scope.actor.memberships.keys()] : [];
  let sent = 0;
  for (let time = 0; time < count; time += 1) {
    const invite = engine.invitations.invite(scope, { workspaceId, email: `${randomUUID()}@stranger.test`, role: 'VIEWER' });
    await invite.then(
      () => (sent += 1),
      () => undefined,
    );
    await scope.close();
  }
  return sent;
}
