/** Transitions: `PENDING → DELIVERED | FAILED`; redelivery returns both to PENDING. */
export const DELIVERY_STATUSES = ['PENDING', 'DELIVERED', 'FAILED'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];
