/** `PENDING → DELIVERED | FAILED`; both return to PENDING on redelivery. */
export const DELIVERY_STATUSES = ['PENDING', 'DELIVERED', 'FAILED'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];
