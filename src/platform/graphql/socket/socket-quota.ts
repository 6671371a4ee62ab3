import type { ConnectedActor } from '../../../kernel/actor.ts';
import { authorOf } from '../../../kernel/actor.ts';
import type { ClientInfo } from '../../database/scope.ts';
import { networkOf } from '../../ratelimit/network.ts';
import { LIMITS } from '../limits.ts';
import { OpenCounts, takeAll } from './open-counts.ts';
import type { GiveBack } from './open-counts.ts';

/** Maximum numbers that may be open in one process at the same time; 0 is no limit. */
export interface SocketLimits {
  readonly socketsPerPerson: number;
  readonly socketsPerAddress: number;
  readonly operationsPerPerson: number;
  readonly operationsPerAddress: number;
}

/** Counts sockets and their operations, by person (including the API keys that they created) and by IP address. */
export class SocketQuota {
  readonly #sockets: { readonly person: OpenCounts; readonly address: OpenCounts };
  readonly #operations: { readonly person: OpenCounts; readonly address: OpenCounts };
  #openOperations = 0;

  constructor(limits: SocketLimits) {
    this.#sockets = { person: new OpenCounts(limits.socketsPerPerson), address: new OpenCounts(limits.socketsPerAddress) };
    this.#operations = { person: new OpenCounts(limits.operationsPerPerson), address: new OpenCounts(limits.operationsPerAddress) };
  }

  /** Takes a place for a new socket before its user is known. Undefined when the address has too many. */
  socketOfAddress(client: ClientInfo): GiveBack | undefined {
    return this.#sockets.address.take(addressOf(client));
  }

  socketOfPerson(caller: ConnectedActor): GiveBack | undefined {
    return this.#sockets.person.take(personOf(caller));
  }

  /** Number of operations that are open on the sockets of this process. */
  get openOperations(): number {
    return this.#openOperations;
  }

  /** The place must be given back once. */
  operation(caller: ConnectedActor, client: ClientInfo | undefined): GiveBack | undefined {
    const giveBack = takeAll([
      [this.#operations.person, personOf(caller)],
      ...(client ? [[this.#operations.address, addressOf(client)] as const] : []),
    ]);
    if (!giveBack) return undefined;
    this.#openOperations += 1;
    return () => {
      this.#openOperations -= 1;
      giveBack();
    };
  }
}

const personOf = (caller: ConnectedActor): string =>
  caller.kind === 'reviewer' ? `reviewer ${caller.sessionId}` : (authorOf(caller) ?? 'nobody');
const addressOf = ({ address }: ClientInfo): string => networkOf(address);

/** The message by which a client begins an operation; graphql-ws passes the same object to every hook. */
export interface Payload {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Record<string, unknown> | null | undefined;
  readonly documentId?: unknown;
  readonly extensions?: unknown;
}

/**
 * The operations of one socket that have begun and not ended. They are counted by their message instead of their id, because a client may
 * complete an operation and use its id again while the first one still runs.
 */
export class HeldOperations {
  readonly #held = new Map<Payload, { readonly bytes: number; readonly giveBack: GiveBack }>();
  #bytes = 0;

  /** Counts an operation that begins. Returns the reason when it must not begin, else undefined. */
  hold(id: string, payload: Payload, takePlace: () => GiveBack | undefined): string | undefined {
    if (id.length > LIMITS.operationIdCharacters) return `An operation id has at most ${LIMITS.operationIdCharacters} characters.`;
    if (this.#held.size >= LIMITS.operationsPerSocket) return `A socket can run at most ${LIMITS.operationsPerSocket} operations at once.`;
    const bytes = id.length + payload.query.length + (payload.variables ? JSON.stringify(payload.variables).length : 0);
    if (this.#bytes + bytes > LIMITS.heldBytesPerSocket)
      return `The operations of a socket, with their variables, hold at most ${LIMITS.heldBytesPerSocket} bytes at once.`;
    const giveBack = takePlace();
    if (!giveBack) return 'Too many operations are open on your sockets. End some of them first.';
    this.#held.set(payload, { bytes, giveBack });
    this.#bytes += bytes;
    return undefined;
  }

  release(payload: Payload): void {
    const held = this.#held.get(payload);
    if (!held) return;
    this.#held.delete(payload);
    this.#bytes -= held.bytes;
    held.giveBack();
  }

  releaseAll(): void {
    for (const payload of [...this.#held.keys()]) this.release(payload);
  }
}
