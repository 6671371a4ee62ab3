import { Failure } from '../../kernel/failure.ts';

/** The failure for an artifact of an earlier step that is missing in the store. Retrying the job makes it again. */
export const artifactLost = (cause: unknown): Failure =>
  new Failure('ARTIFACT_LOST', 'An intermediate file of the job is missing from the object store.', {
    category: 'RESOURCE',
    retryable: true,
    hint: 'Retry the job. What is missing is made again.',
    cause,
  });

/** The failure for a downloaded artifact whose hash differs from the stored one. */
export const artifactDamaged = (): Failure =>
  new Failure('ARTIFACT_DAMAGED', 'An intermediate file of the job came back from the object store with other bytes than were stored.', {
    category: 'RESOURCE',
    retryable: true,
    hint: 'Retry the job: what is damaged is made again. If it fails again, ask the operator to check the object store and the proxies in front of it.',
  });
