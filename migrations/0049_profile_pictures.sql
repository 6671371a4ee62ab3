-- migrate:up
-- The key of a person's picture in the object store, a square JPEG; null without one. Everybody who may read the row sees the picture.
alter table users
  add column avatar_key text;
create index "users_avatar" on "users" ("avatar_key" collate "C") where avatar_key is not null;
select grant_application_columns('users', 'password_hash');

-- The newest upload of each person.
create table profile_picture_uploads (
  user_id uuid primary key references users (id) on delete cascade,
  -- Another one for each upload.
  id uuid not null,
  status text not null default 'OPEN',
  byte_size int not null,
  -- The key of the uploaded file, which is deleted after the check.
  upload_key text not null,
  -- The store's id of the upload.
  store_id text not null,
  -- The code of the rejection, and what was wrong.
  rejection text,
  rejection_hint text,
  created_at timestamptz(3) not null default clock_timestamp(),
  ended_at timestamptz(3),
  constraint profile_picture_uploads_status_check check (status in ('OPEN', 'CHECKING', 'READY', 'REJECTED'))
);
select protect_table('profile_picture_uploads', 'user_id = (select app_user_id())');
select grant_application('profile_picture_uploads', 'select, insert, update, delete');

-- migrate:down
drop table profile_picture_uploads;
delete from application_grants where target = 'profile_picture_uploads';
drop index users_avatar;
alter table users drop column avatar_key;
select grant_application_columns('users', 'password_hash');
