import type { JobStepRow } from '../../../jobs/job/job.entity.ts';
import { streamResult } from './segments.ts';
import type { StreamResult } from './segments.ts';

type FinishedStep = Pick<JobStepRow, 'name' | 'sceneId' | 'position' | 'result'>;

const isOfStream = ({ name }: FinishedStep): boolean => name === 'STREAM';

/** The parts that finished steps have made, in the order of scenes. They are always the beginning of the film. */
export const partsOf = (rows: readonly FinishedStep[]): readonly StreamResult[] =>
  rows
    .filter((row) => isOfStream(row) && row.sceneId != null)
    .toSorted((one, other) => one.position - other.position)
    .map(({ result }) => streamResult.parse(result));

/** The whole stream; undefined before it is finished. */
export function wholeOf(rows: readonly FinishedStep[]): StreamResult | undefined {
  const row = rows.find((one) => isOfStream(one) && one.sceneId == null);
  return row && streamResult.parse(row.result);
}
