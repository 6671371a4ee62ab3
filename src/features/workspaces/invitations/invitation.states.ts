/** `PENDING → ACCEPTED | DECLINED | REVOKED`, and nothing after. One that is PENDING beyond its time has expired. */
export const INVITATION_STATUSES = ['PENDING', 'ACCEPTED', 'DECLINED', 'REVOKED'] as const;
export type InvitationStatus = (typeof INVITATION_STATUSES)[number];
