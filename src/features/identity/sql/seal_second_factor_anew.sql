-- Stores a re-encrypted secret unless it has changed meanwhile.
create or replace function seal_second_factor_anew(whose uuid, before text, after text)
  returns void
  language sql security definer set search_path = public
begin atomic
  update second_factors
  set secret = after
  where user_id = whose
    and secret = before;
end;

revoke execute on function seal_second_factor_anew(uuid, text, text) from public;
select grant_application('function seal_second_factor_anew(uuid, text, text)', 'execute');
