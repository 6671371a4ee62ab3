import type { Scope } from '../../../../platform/database/scope.ts';
import type { YouTubeCaller } from '../../../../platform/youtube/youtube-api.ts';
import { YouTubeError } from '../../../../platform/youtube/youtube-http.ts';
import type { YouTubeCall } from '../../../../platform/youtube/youtube-settings.ts';
import type { ChannelAccess } from '../../channels/channel-access.ts';
import { ChannelEntity } from '../../channels/channel.entity.ts';
import type { ReconnectReason } from '../../channels/channel.states.ts';
import { targetRefused, targetUnavailable } from '../../publish-failures.ts';
import { Postponed } from '../../../jobs/steps/step-handler.ts';
import { deferred } from '../../publications/publication-writes.ts';
import type { ApiQuotas } from '../../quotas/api-quotas.service.ts';
import type { PublishWork } from '../publish-target.ts';

/**
 * Milliseconds until an upload is tried again that the limit of the channel itself has refused. Google publishes neither this limit nor its
 * reset; it counts over 24 hours.
 */
const CHANNEL_LIMIT_MS = 6 * 3_600_000;

/** Reasons for which Google refuses every call of the channel. */
const RECONNECT: Readonly<Record<string, ReconnectReason>> = {
  youtubeSignupRequired: 'ACCOUNT_SUSPENDED',
  authenticatedUserAccountSuspended: 'ACCOUNT_SUSPENDED',
  authenticatedUserAccountClosed: 'ACCOUNT_SUSPENDED',
};
/** Reasons for which the quota of the Google project is used up until midnight in Pacific time. */
const QUOTA = ['quotaExceeded', 'dailyLimitExceeded'];
/** Reasons that ask for fewer calls a second. */
const TOO_FAST = ['rateLimitExceeded', 'userRateLimitExceeded', 'backendError', 'SERVICE_UNAVAILABLE'];

const QUOTA_USED_UP = 'The daily quota of the installation at YouTube is used up.';
const CHANNEL_LIMIT = 'YouTube accepts no more uploads of this channel for now.';

/** For which channel calls are sent, and what is thrown when they must wait for a quota. */
interface CallFor {
  readonly scope: Scope;
  readonly signal: AbortSignal;
  readonly channelId: string;
  readonly postponed: (until: Date, reason: string) => Postponed;
}

const callFor = (work: PublishWork): CallFor => ({
  scope: work.run.scope,
  signal: work.run.signal,
  channelId: work.channel.id,
  postponed: (until, reason) => deferred(work, until, reason),
});

/** A call that YouTube has refused. */
interface Sent {
  readonly name: YouTubeCall | undefined;
  readonly accessToken: string;
}

/** Calls of YouTube for a step: counted in the ledger before they are sent, with a valid token, and with errors of the engine. */
export class YouTubeCalls {
  constructor(
    private readonly access: ChannelAccess,
    private readonly quotas: ApiQuotas,
  ) {}

  /**
   * A call that costs units of a quota. They are taken once the token is known, and given back when YouTube cannot have counted them: it was
   * not reached, failed itself, or the step waits for another token. @throws Postponed when the quota is used up; Failure
   */
  async paid<T>(work: PublishWork, name: YouTubeCall, call: (caller: YouTubeCaller) => Promise<T>): Promise<T> {
    const { scope } = work.run;
    const blockedUntil = name === 'videos.insert' ? await blockOf(scope, work.channel.id) : null;
    if (blockedUntil && blockedUntil.getTime() > Date.now()) throw deferred(work, blockedUntil, CHANNEL_LIMIT);
    const accessToken = await this.access.youtubeToken(scope, work.channel.id);
    const resetsAt = await this.quotas.take(scope, name);
    if (resetsAt) throw deferred(work, resetsAt, QUOTA_USED_UP);
    let isCounted = false;
    try {
      return await this.#send(callFor(work), name, accessToken, async (caller) => {
        isCounted = true;
        try {
          return await call(caller);
        } catch (error) {
          isCounted = !(error instanceof YouTubeError && isUncounted(error));
          throw error;
        }
      });
    } finally {
      if (!isCounted) await this.quotas.giveBack(scope, name);
    }
  }

  /** A call that costs nothing, such as a chunk of an upload. @throws Postponed; Failure */
  async free<T>(work: PublishWork, call: (caller: YouTubeCaller) => Promise<T>): Promise<T> {
    return this.#send(callFor(work), undefined, await this.access.youtubeToken(work.run.scope, work.channel.id), call);
  }

  /** A read beside the steps, whose cost was taken already. `scope` acts in the workspace of the channel. @throws Postponed; Failure */
  async read<T>(scope: Scope, channelId: string, call: (caller: YouTubeCaller) => Promise<T>): Promise<T> {
    const postponed = (until: Date, note: string): Postponed => new Postponed({ until, note });
    const work = { scope, signal: scope.signal, channelId, postponed };
    return this.#send(work, 'videos.list', await this.access.youtubeToken(scope, channelId), call);
  }

  /** Sends a call, again with a new token when the first one is refused. `name` is undefined for a free call. @throws Postponed; Failure */
  async #send<T>(
    work: CallFor,
    name: YouTubeCall | undefined,
    accessToken: string,
    call: (caller: YouTubeCaller) => Promise<T>,
  ): Promise<T> {
    const { scope, signal, channelId } = work;
    try {
      return await call({ accessToken, signal });
    } catch (error) {
      if (!(error instanceof YouTubeError)) throw error;
      if (error.status !== 401 || error.reason in RECONNECT) return this.#explain(work, { name, accessToken }, error);
    }
    // The token was withdrawn before its time. A refused refresh tells that the grant has ended.
    const renewed = await this.access.youtubeToken(scope, channelId, accessToken);
    try {
      return await call({ accessToken: renewed, signal });
    } catch (error) {
      if (error instanceof YouTubeError) return await this.#explain(work, { name, accessToken: renewed }, error);
      throw error;
    }
  }

  /** Throws what the engine understands, and records what it means for quotas and the channel. `name` is undefined for a free call. */
  async #explain({ scope, channelId, postponed }: CallFor, { name, accessToken }: Sent, error: YouTubeError): Promise<never> {
    const { status, reason } = error;
    const ended = RECONNECT[reason] ?? (status === 401 ? 'GRANT_REVOKED' : undefined);
    if (ended) return this.access.tokenRefused(scope, channelId, accessToken, ended);
    // Uploads have a quota of their own, for which Google says 429 rateLimitExceeded (googleapis/google-api-python-client#2753).
    if (name && (QUOTA.includes(reason) || (status === 429 && name === 'videos.insert')))
      throw postponed(await this.quotas.exhaust(scope, name), QUOTA_USED_UP);
    if (reason === 'uploadLimitExceeded') throw postponed(await blockUploads(scope, channelId), CHANNEL_LIMIT);
    if (isTransient(name, error)) throw targetUnavailable(error.message, error);
    throw targetRefused(error.message, error);
  }
}

/** Whether Google cannot have counted a call for a quota. A refused token counts for nothing either. */
const isUncounted = ({ status }: YouTubeError): boolean => status === 0 || status === 401 || status >= 500;

/** Whether the same call may succeed later. A start of an upload that YouTube takes for a repeated one (409) made no video. */
const isTransient = (name: YouTubeCall | undefined, { status, reason }: YouTubeError): boolean =>
  status === 0 ||
  status >= 500 ||
  status === 429 ||
  (status === 409 && name === 'videos.insert') ||
  TOO_FAST.includes(reason) ||
  reason === 'unreadable' ||
  (name === undefined && QUOTA.includes(reason));

const blockOf = async (scope: Scope, id: string): Promise<Date | null> => (await currentRow(scope, id)).uploadsBlockedUntil ?? null;

const currentRow = (scope: Scope, id: string) => scope.tx((em) => em.findOneOrFail(ChannelEntity, { id }));

/** Other uploads of the channel wait too, so that none of them wastes a call. */
async function blockUploads(scope: Scope, id: string): Promise<Date> {
  const until = new Date(Date.now() + CHANNEL_LIMIT_MS);
  await scope.tx((em) => em.nativeUpdate(ChannelEntity, { id }, { uploadsBlockedUntil: until }));
  return until;
}
