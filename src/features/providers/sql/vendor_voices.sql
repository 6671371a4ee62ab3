-- Voices that clouds list, as they were last refreshed. They are the same for everybody, and name no workspace.
create or replace function vendor_voices()
  returns table (provider text, name text, title text, description text, language text, sample_url text)
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select l.provider, l.name, l.title, l.description, l.language, l.sample_url
  from listed_voices l
  order by l.provider, l.title, l.name;
end;

revoke execute on function vendor_voices() from public;
select grant_application('function vendor_voices()', 'execute');
