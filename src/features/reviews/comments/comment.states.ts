/** What a reviewer decides about a file. */
export const REVIEW_DECISIONS = ['APPROVED', 'CHANGES_REQUESTED'] as const;
export type ReviewDecision = (typeof REVIEW_DECISIONS)[number];
