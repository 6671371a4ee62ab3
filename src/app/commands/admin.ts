import { Client } from 'pg';
import { emailKey } from '../../platform/text/email-key.ts';
import { StartError } from '../../kernel/start-error.ts';
import { explainNoDatabase } from '../../platform/database/database.ts';
import { readConfig } from '../config.ts';
import type { Config } from '../config.ts';
import { commandEnvironment } from './environment.ts';

const USAGE = 'Usage: admin EMAIL [--remove]\n  Makes the account with this email address an administrator; --remove revokes it.';

const GIVE = 'insert into administrators (user_id) select id from users where id = $1 on conflict do nothing';
const TAKE = 'delete from administrators where user_id = $1';

/** `admin EMAIL [--remove]`: prints the new state. @throws StartError */
export async function runAdmin(argv: readonly string[]): Promise<number> {
  console.log(await changeAdministrator(readConfig(commandEnvironment()), argv));
  return 0;
}

/**
 * Grants or revokes administrator rights, idempotently. Runs as the table owner, because the application role may not. The person's
 * sockets re-authenticate. Returns the new state as a sentence. @throws StartError
 */
export async function changeAdministrator(
  { databaseOwnerUrl: url }: Pick<Config, 'databaseOwnerUrl'>,
  argv: readonly string[],
): Promise<string> {
  const [email, ...options] = argv;
  const remove = options[0] === '--remove';
  if (!email?.includes('@') || options.length > (remove ? 1 : 0)) throw new StartError(USAGE);
  if (!url) throw new StartError('DATABASE_OWNER_URL is required: only the table owner may change administrators.');
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect().catch((error: unknown) => {
    throw explainNoDatabase(error, 'DATABASE_OWNER_URL', url);
  });
  try {
    const { rows } = await client.query<{ id: string; email: string }>('select id, email from users where email_key = $1', [
      emailKey(email),
    ]);
    const [person] = rows;
    if (!person) throw new StartError(`No account has the email address ${email}. Register first.`);
    await client.query(remove ? TAKE : GIVE, [person.id]);
    await client.query(`select pg_notify('member_changed', $1)`, [person.id]);
    return remove ? `${person.email} is no longer an administrator.` : `${person.email} is an administrator now.`;
  } finally {
    await client.end();
  }
}
