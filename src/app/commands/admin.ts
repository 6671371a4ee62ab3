import { Client } from 'pg';
import { emailKey } from '../../platform/text/email-key.ts';
import { StartError } from '../../kernel/start-error.ts';
import { explainNoDatabase } from '../../platform/database/database.ts';
import type { Config } from '../config.ts';

const USAGE = 'Usage: admin EMAIL [--remove]\n  the e-mail address of an account; with --remove it is an administrator no longer.';

const GIVE = 'insert into administrators (user_id) select id from users where id = $1 on conflict do nothing';
const TAKE = 'delete from administrators where user_id = $1';

/**
 * Makes somebody an administrator, or takes it back; what is so already stays so. As the owner of the tables, because the application may
 * not. Sockets of that person are asked anew who they are. Returns what is true now, as a sentence. @throws StartError
 */
export async function runAdmin({ databaseOwnerUrl: url }: Pick<Config, 'databaseOwnerUrl'>, argv: readonly string[]): Promise<string> {
  const [email, ...options] = argv;
  const remove = options[0] === '--remove';
  if (!email?.includes('@') || options.length > (remove ? 1 : 0)) throw new StartError(USAGE);
  if (!url) throw new StartError('DATABASE_OWNER_URL: is missing. Only the owner of the tables makes administrators.');
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect().catch((error: unknown) => {
    throw explainNoDatabase(error, 'DATABASE_OWNER_URL', url);
  });
  try {
    const { rows } = await client.query<{ id: string; email: string }>('select id, email from users where email_key = $1', [
      emailKey(email),
    ]);
    const [person] = rows;
    if (!person) throw new StartError(`There is no account with the address ${email}. Sign up first.`);
    await client.query(remove ? TAKE : GIVE, [person.id]);
    await client.query(`select pg_notify('member_changed', $1)`, [person.id]);
    return remove ? `${person.email} is an administrator no longer.` : `${person.email} is an administrator now.`;
  } finally {
    await client.end();
  }
}
