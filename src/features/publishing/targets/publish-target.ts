import type { Complaints } from '../../../kernel/complaints.ts';
import type { StepOutcome, StepRun } from '../../jobs/steps/step-handler.ts';
import type { ChannelRow } from '../channels/channel.entity.ts';
import type { PublicationRow } from '../publications/publication.entity.ts';
import type { PublishVideo } from '../publications/publication.input.ts';
import type { PublishStage } from '../publications/publication.states.ts';

/** What a target accepts. The API checks requests with it, before a job exists. */
export interface TargetRules {
  /** Maximum bytes of a film. */
  readonly maxBytes: number;
  /** Maximum bytes of a thumbnail. */
  readonly maxThumbnailBytes: number;
  /** Whether the target works on a film after its upload, so that the job waits for it. */
  readonly hasProcessing: boolean;
  /** Adds a complaint for each field that the target would refuse. */
  readonly check: (input: PublishVideo, complaints: Complaints) => void;
}

/** A step of a publication, with the rows that it works for as they were when the step began. */
export interface PublishWork {
  readonly run: StepRun;
  readonly channel: ChannelRow;
  readonly publication: PublicationRow;
}

/** The steps of one target, by stage. Every target has UPLOAD; only workers load them. */
export interface PublishTarget extends Readonly<Partial<Record<PublishStage, (work: PublishWork) => Promise<StepOutcome>>>> {
  readonly UPLOAD: (work: PublishWork) => Promise<StepOutcome>;
}
