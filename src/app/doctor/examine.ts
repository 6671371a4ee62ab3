import type { Config } from '../config.ts';
import { databaseExaminations } from './database-examinations.ts';
import { findingOf } from './finding.ts';
import type { Examination, Finding } from './finding.ts';
import { keyExaminations } from './key-examinations.ts';
import { machineExaminations } from './machine-examinations.ts';
import { mediaExaminations } from './media-examinations.ts';
import { networkExaminations, serverExaminations } from './network-examinations.ts';
import { storageExaminations } from './storage-examinations.ts';

interface ExamineOptions {
  /** Whether database and store are embedded and do not run now. */
  readonly isStopped: boolean;
}

/** Examines the installation, one subject after the other, so that each is printed as soon as it is known. */
export async function* examine(config: Config, { isStopped }: ExamineOptions): AsyncGenerator<Finding> {
  if (isStopped) {
    yield {
      subject: 'database and store',
      state: 'WARN',
      detail: `They are embedded, and nothing runs on ${config.dataDir}.`,
      remedy: 'Run `npm start`, then `npm run doctor` again in another terminal.',
    };
  }
  const examinations: Examination[] = [
    ...(isStopped ? [] : [...databaseExaminations(config), ...storageExaminations(config)]),
    ...mediaExaminations(config),
    ...machineExaminations(config),
    ...networkExaminations(config).filter(({ subject }) => !isStopped || subject !== 'public address of the API'),
  ];
  for (const examination of examinations) yield await findingOf(examination);
  for (const examination of await keyExaminations(config, isStopped)) yield await findingOf(examination);
  for (const examination of serverExaminations(config.providers)) yield await findingOf(examination);
}
