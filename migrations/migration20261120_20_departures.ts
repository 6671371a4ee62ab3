import { Migration } from '@mikro-orm/migrations';

const FUNCTIONS = ['forget_former_memberships()', 'take_over_account()', 'count_memberships()'];

/** What stays behind when a person goes, or when an account comes to whom its address belongs. Both act for `app_user_id()` alone. */
export class Migration20261120_20_departures extends Migration {
  override up(): void {
    // Definers, since workspaces that were deleted, and for a letter's reader all workspaces, are hidden by the policies.
    // Without the first, a workspace that is restored would come back with an owner whom nobody is.
    this.addSql(`create function forget_former_memberships() returns void language sql security definer set search_path = public
      begin atomic; delete from former_memberships where user_id = app_user_id(); end`);
    // Also those that were made since the request began, whose rows it cannot see.
    this.addSql(`create function count_memberships() returns int language sql stable security definer set search_path = public
      begin atomic; select count(*)::int from memberships where user_id = app_user_id(); end`);
    // Whoever opened the account with an address that is not theirs may have left ways in, and a lock.
    this.addSql(`create function take_over_account() returns void language sql security definer set search_path = public
      begin atomic;
        delete from second_factors where user_id = app_user_id();
        delete from linked_accounts where user_id = app_user_id();
        with revoked as (update api_keys set revoked_at = now() where created_by = app_user_id() and revoked_at is null returning id)
          select pg_notify('session_ended', id::text) from revoked;
      end`);
    for (const name of FUNCTIONS) {
      this.addSql(`revoke execute on function ${name} from public`);
      this.addSql(`select grant_application('function ${name}', 'execute')`);
    }
  }

  override down(): void {
    this.addSql(`drop function ${FUNCTIONS.join(', ')}`);
    this.addSql(`delete from application_grants where target in (${FUNCTIONS.map((name) => `'function ${name}'`).join(', ')})`);
  }
}
