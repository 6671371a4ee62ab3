import { Failure } from '../../kernel/failure.ts';

/** An earlier step's artifact is missing from the store. Retrying the job rebuilds it. */
export const artifactLost = (cause: unknown): Failure =>
  new Failure('ARTIFACT_LOST', 'A finished part is missing from the object store.', {
    category: 'RESOURCE',
    retryable: true,
    hint: 'Retry the job. Missing parts are made again.',
    cause,
  });

/** A download of an artifact does not have the hash that was stored. */
export const artifactDamaged = (): Failure =>
  new Failure('ARTIFACT_DAMAGED', 'A finished part came back from the object store with other bytes than were stored.', {
    category: 'RESOURCE',
    retryable: true,
    hint: 'Retry the job: damaged parts are made again. The operator should check the object store and its proxies.',
  });
