import { CalendarService } from '../../features/scheduling/calendar/calendar.service.ts';
import type { SlotSubscriber } from '../../features/scheduling/slot.events.ts';
import { SlotReads } from '../../features/scheduling/slot.read.ts';
import { SlotSeriesService } from '../../features/scheduling/slot-series.service.ts';
import { SlotService } from '../../features/scheduling/slot.service.ts';
import type { Mutations } from '../../platform/mutation/mutations.ts';
import { slotIncludes } from '../reads/slot-includes.ts';

/** Services about slots. `subscribers` receive what happens to a slot, in the transaction of the change. */
export function openScheduling(mutations: Mutations, publicUrl: string, subscribers: readonly SlotSubscriber[]) {
  const parts = { reads: new SlotReads(slotIncludes), subscribers };
  return {
    slots: new SlotService(mutations, parts),
    slotSeries: new SlotSeriesService(mutations, parts),
    calendars: new CalendarService(mutations, publicUrl),
  };
}
