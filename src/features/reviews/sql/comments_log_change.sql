-- The subject is the asset: reviewers may follow its events, and must not learn ids of comments on other assets.
create or replace trigger log_change
  after insert or delete or update on comments
  for each row execute function log_change('REVIEW', 'asset_id');
