/** Transitions: `PENDING → ACCEPTED | DECLINED | REVOKED`, all final. A PENDING one beyond its expiry counts as expired. */
export const INVITATION_STATUSES = ['PENDING', 'ACCEPTED', 'DECLINED', 'REVOKED'] as const;
export type InvitationStatus = (typeof INVITATION_STATUSES)[number];
