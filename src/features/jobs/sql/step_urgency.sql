-- Scheduling order within a job: steps closer to the end of the film first, so encoding begins while later scenes are
-- still spoken; within a stage, earlier scenes first. An index expression uses it, hence immutable.
create or replace function step_urgency(name text, scene int)
  returns int
  language sql immutable parallel safe
return case name
    when 'SEGMENT' then 1
    when 'ASSEMBLE' then 2
    when 'VERIFY' then 3
    when 'DELIVER' then 4
    else 0
  end * 1000
  + 999 - least(scene, 999);
