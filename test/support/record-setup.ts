import { beginRecord, endRecord } from './run-record.ts';

/** Round every run that starts the product's programs: what they said is read once more when all tests have ended. */
export const setup = beginRecord;
export const teardown = endRecord;
