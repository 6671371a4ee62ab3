-- The user on whose behalf the transaction runs; null when no user is signed in. Set by the application at its start.
create or replace function app_user_id()
  returns uuid
  language sql stable
return nullif(current_setting('app.user_id', true), '')::uuid;
