import { readFileSync } from 'node:fs';
import type { Config } from '../config.ts';
import { freeBytesOf } from '../metrics/watched-dependencies.ts';
import { CheckError } from '../health/failure-reason.ts';
import { warning } from './finding.ts';
import type { Examination } from './finding.ts';

const GIBIBYTE = 1024 ** 3;
/** Free bytes below which long films begin to fail, and below which every film does. */
const DISK_WARN = 10 * 1024 ** 3;
const DISK_FAIL = 1024 ** 3;
/** Open files: a socket or a connection is one each. */
const FILES_WARN = 8_192;
const FILES_FAIL = 1_024;

interface MachineOptions {
  readonly freeBytes?: (folder: string) => Promise<number>;
  /** The text of `/proc/self/limits`. */
  readonly limits?: () => string;
}

/** The machine: disk and open files. The options replace its figures. */
export function machineExaminations(
  { workDir, dataDir }: Pick<Config, 'workDir' | 'dataDir'>,
  { freeBytes = freeBytesOf, limits = () => readFileSync('/proc/self/limits', 'utf8') }: MachineOptions = {},
): Examination[] {
  const disk = (subject: string, folder: string, remedy: string): Examination => ({
    subject,
    remedy,
    examine: async () => {
      const free = await freeBytes(folder);
      const detail = `${(free / GIBIBYTE).toFixed(1)} GiB are free at ${folder}.`;
      if (free < DISK_FAIL) throw new CheckError(detail);
      return free < DISK_WARN ? warning(detail) : detail;
    },
  });
  return [
    disk('disk of WORK_DIR', workDir, 'Free disk space, or set WORK_DIR to a folder on a larger disk.'),
    disk('disk of DATA_DIR', dataDir, 'Free disk space, or set DATA_DIR to a folder on a larger disk.'),
    {
      subject: 'open files',
      remedy: 'Raise the limit: LimitNOFILE=65536 in the systemd unit, or `ulimit -n 65536` before the start.',
      examine: async () => {
        const files = openFilesOf(limits());
        const detail = `A process may open ${files} files.`;
        if (files < FILES_FAIL) throw new CheckError(detail);
        return Promise.resolve(files < FILES_WARN ? warning(detail) : detail);
      },
    },
  ];
}

function openFilesOf(limits: string): number {
  const [, soft = ''] = /^Max open files\s+(\S+)/m.exec(limits) ?? [];
  return soft === 'unlimited' ? Infinity : Number(soft);
}
