-- migrate:up
-- The format of the film that a step makes and that an output belongs to, in films of several formats.
alter table job_steps add column format int not null default 0;
alter table assets add column format int not null default 0;

-- Where and how large a preset wants captions.
alter table presets
  add column caption_position text,
  add column caption_size text;

-- migrate:down
alter table presets
  drop column caption_position,
  drop column caption_size;
alter table assets drop column format;
alter table job_steps drop column format;
