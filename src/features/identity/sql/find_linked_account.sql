-- Runs before a user is known, so it bypasses row-level security.
create or replace function find_linked_account(wanted_issuer text, wanted_subject text)
  returns table (user_id uuid)
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select user_id
  from linked_accounts
  where issuer = wanted_issuer
    and subject = wanted_subject;
end;

revoke execute on function find_linked_account(text, text) from public;
select grant_application('function find_linked_account(text, text)', 'execute');
