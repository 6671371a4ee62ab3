-- Gives a publication whose upload has no known end the first of these videos that no publication has, of any workspace: a
-- channel may belong to several, and films may have the same title. `must_wait` tells that another film with this title is
-- being uploaded to the channel, which may have made one of the videos. One claim at a time, so that a video is given once.
create or replace function claim_video(wanted_publication uuid, wanted_videos text[])
  returns table (video text, must_wait boolean)
  language plpgsql security definer set search_path = public, pg_temp
as $$
begin
  perform pg_advisory_xact_lock(hashtext('reelwright.videos'));
  select w.id
  into video
  from unnest(wanted_videos) with ordinality as w (id, place)
  where not exists (select from publications known where known.external_id = w.id)
  order by w.place
  limit 1;

  must_wait := video is not null and exists (
    select
    from publications p
    join channels c on c.id = p.channel_id
    join channels o on o.target = c.target and o.external_id = c.external_id
    join publications other on other.channel_id = o.id and other.id <> p.id and comparable_title(other.title) = comparable_title(p.title)
    join jobs j on j.id = other.job_id and j.status in ('QUEUED', 'RUNNING')
    where p.id = wanted_publication
      and other.upload_session is not null
      and other.external_id is null
  );
  if must_wait or video is null then
    video := null;
    return next;
    return;
  end if;

  update publications p
  set external_id = video
  where p.id = wanted_publication
    and p.workspace_id = any (app_workspace_ids())
    and p.external_id is null;
  return next;
end
$$;

revoke execute on function claim_video(uuid, text[]) from public;
select grant_application('function claim_video(uuid, text[])', 'execute');
