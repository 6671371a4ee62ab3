import type { EntityManager } from '@mikro-orm/postgresql';
import type { MailAttachment } from '../../../platform/mail/mail.ts';
import { withoutLinks } from '../../../platform/text/mailed-text.ts';
import { UserEntity } from '../../identity/identity.entity.ts';
import { WorkspaceEntity } from '../../workspaces/workspace/workspace.entity.ts';
import { SlotEntity } from '../slot.entity.ts';
import { slotCalendar } from './calendar-text.ts';

/**
 * A slot as the iCalendar attachment of an email, as it is now in the transaction; undefined for a missing slot. `organizer` is the address
 * that sends the email. What people wrote appears without links, as in the email itself, except the address of the meeting.
 */
export async function slotAttachment(em: EntityManager, id: string, organizer: string): Promise<MailAttachment | undefined> {
  // A row of its own: the one that a change has loaded lacks what triggers wrote.
  const slot = await em.findOne(SlotEntity, { id, deletedAt: null }, { disableIdentityMap: true });
  if (!slot) return undefined;
  const people = await em.find(UserEntity, { id: { $in: [slot.giverId, slot.takerId ?? slot.giverId] } }, { fields: ['id', 'name'] });
  const workspace = await em.findOneOrFail(WorkspaceEntity, { id: slot.workspaceId }, { fields: ['name'] });
  const nameOf = (personId: string): string => withoutLinks(people.find((person) => person.id === personId)?.name ?? '');
  const { method, text } = slotCalendar(
    {
      ...{ id, status: slot.status, version: slot.version, startsAt: slot.startsAt, endsAt: slot.endsAt, createdAt: slot.createdAt },
      ...{ changedAt: slot.updatedAt ?? slot.createdAt, meetingUrl: slot.meetingUrl ?? null },
      title: withoutLinks(slot.title),
      cancelReason: slot.cancelReason == null ? null : withoutLinks(slot.cancelReason),
      giver: nameOf(slot.giverId),
      taker: slot.takerId == null ? null : nameOf(slot.takerId),
      workspace: withoutLinks(workspace.name),
    },
    organizer,
  );
  return { contentType: `text/calendar; charset=utf-8; method=${method}`, name: 'slot.ics', text };
}
