-- A title as the search compares it, `comparable` in youtube-search.ts: composed characters, and one space for white space as
-- JavaScript's \s counts it.
create or replace function comparable_title(title text)
  returns text
  language sql immutable set search_path = public, pg_temp
begin atomic
  select btrim(regexp_replace(normalize(title, nfc), '[\s\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+', ' ', 'g'));
end;

revoke execute on function comparable_title(text) from public;
