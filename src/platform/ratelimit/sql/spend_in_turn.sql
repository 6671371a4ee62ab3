-- Takes a permit of each window in the order of the list, until one is used up: a refused call does not use up the windows
-- after it. Returns 0 or the seconds to wait for that one. Calls that share windows list them in the same order, so they
-- do not wait for each other.
create or replace function spend_in_turn(windows jsonb)
  returns double precision
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  asked record;
  wait double precision;
begin
  for asked in
    select *
    from jsonb_to_recordset(windows) as w (key text, at_most int, window_seconds int)
  loop
    select s.wait into wait
    from spend_permits(asked.key, 1, asked.at_most, asked.window_seconds) s;
    if wait > 0 then
      return wait;
    end if;
  end loop;
  return 0;
end
$$;

revoke execute on function spend_in_turn(jsonb) from public;
select grant_application('function spend_in_turn(jsonb)', 'execute');
