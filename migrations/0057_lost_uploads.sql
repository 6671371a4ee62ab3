-- migrate:up
-- Migration 0044 took the video of an earlier publication from later ones that had found it too, and left their state. They have
-- no video at the target. No other publication has an address without a video. The trigger is made again with the other
-- routines: without it, an upgrade makes no events.
drop trigger if exists log_updates on publications;
update publications
set
  status = 'FAILED',
  url = null,
  privacy = null,
  failure = jsonb_build_object(
    'code', 'VIDEO_REJECTED',
    'message', 'The video that was found for this film belongs to another publication.',
    'hint', 'Publish the film again.'
  )
where external_id is null
  and url is not null;

-- migrate:down
-- What was wrong is not brought back.
select 1;
