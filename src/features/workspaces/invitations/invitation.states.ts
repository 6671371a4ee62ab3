/** `PENDING → ACCEPTED | DECLINED | REVOKED`, all final. A PENDING one past its expiry has expired. */
export const INVITATION_STATUSES = ['PENDING', 'ACCEPTED', 'DECLINED', 'REVOKED'] as const;
export type InvitationStatus = (typeof INVITATION_STATUSES)[number];
