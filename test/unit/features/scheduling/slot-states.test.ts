import { expect, test } from 'vitest';
import { SLOT_STATES, SLOT_STATUSES, newSlotStatus, slotRoleOf } from '../../../../src/features/scheduling/slot.states.ts';

test('every state is reached, and what is over leads nowhere', () => {
  const reached = new Set<string>([
    newSlotStatus('GIVER'),
    newSlotStatus('SYSTEM'),
    ...Object.values(SLOT_STATES).flatMap(({ on }) => Object.values(on)),
  ]);
  expect([...reached].toSorted()).toEqual(SLOT_STATUSES.toSorted());
  for (const { open, on } of Object.values(SLOT_STATES)) expect(Object.keys(on).length > 0).toBe(open);
});

test('every open state ends with time, can be canceled, and holds the giver', () => {
  for (const { open, holds, on } of Object.values(SLOT_STATES)) {
    if (!open) continue;
    expect([on.CANCEL, SLOT_STATES[on.END!].open, holds.includes('GIVER')]).toEqual(['CANCELED', false, true]);
  }
});

test('a role is that of the person in the slot', () => {
  const slot = { giverId: 'a', takerId: 'b' };
  expect(['a', 'b', 'c', null].map((id) => slotRoleOf(slot, id))).toEqual(['GIVER', 'TAKER', 'SYSTEM', 'SYSTEM']);
  expect(slotRoleOf({ giverId: 'a', takerId: null }, null)).toBe('SYSTEM');
});
