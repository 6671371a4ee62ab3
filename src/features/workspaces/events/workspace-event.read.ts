import { writeCursor } from '../../../kernel/page.ts';

/** A position combines a transaction and an event of it in one increasing number; the event has this many values. */
const EVENTS_OF_A_TRANSACTION = 10n ** 18n;

/** The position of a change in its workspace's log. */
export const placeOf = (xact: string, id: string): bigint => BigInt(xact) * EVENTS_OF_A_TRANSACTION + BigInt(id);

/** The transaction and the event of a position, as parameters of a query. */
export const partsOf = (place: bigint): readonly string[] => [
  String(place / EVENTS_OF_A_TRANSACTION),
  String(place % EVENTS_OF_A_TRANSACTION),
];

/** The cursor of a change, the same as in `workspaceEvents`. */
export const changeCursor = (xact: string, id: string): string => writeCursor(String(placeOf(xact, id)));
