import { CalendarResolver } from '../../features/scheduling/calendar/calendar.resolver.ts';
import { SlotFieldsResolver } from '../../features/scheduling/slot-fields.resolver.ts';
import { SlotResolver, WorkspaceEventSlotResolver } from '../../features/scheduling/slot.resolver.ts';
import type { Services } from '../services.ts';

/** Resolvers of slots and calendars. */
export const schedulingResolvers = ({ slots, slotSeries, calendars, workspaces, projects }: Services): readonly object[] => [
  new SlotResolver(slots, slotSeries),
  new SlotFieldsResolver(workspaces, projects),
  new WorkspaceEventSlotResolver(slots),
  new CalendarResolver(calendars),
];
