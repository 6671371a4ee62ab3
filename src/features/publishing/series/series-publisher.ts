import type { EntityManager } from '@mikro-orm/postgresql';
import type { Scope } from '../../../platform/database/scope.ts';

/** A finished film of a series, which is to be published. */
export interface FinishedFilm {
  /** Id of the job that publishes the film. */
  readonly jobId: string;
  readonly workspaceId: string;
  readonly channelId: string;
  /** The asset with the film. */
  readonly assetId: string;
  readonly title: string;
  readonly description: string;
  /** The creator of the series. */
  readonly createdBy: string | null;
}

/** Publishes films of series. Channels implement it; without them, series make films and publish none. */
export interface SeriesPublisher {
  /** @throws ReelwrightError NOT_FOUND for a channel that the workspace lacks, INVALID_STATE for one that cannot be used */
  assertChannel(em: EntityManager, workspaceId: string, channelId: string): Promise<void>;
  /** Creates the job that publishes a film, of the type PUBLISH, in the caller's transaction. @throws ReelwrightError when it cannot be published */
  publish(em: EntityManager, scope: Scope, film: FinishedFilm): Promise<void>;
}
