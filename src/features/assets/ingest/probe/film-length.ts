import type { FfmpegInput, Probe } from '../../../../platform/media/media.ts';
import { formatOf } from '../formats.ts';
import type { FormatName } from '../formats.ts';
import { INGEST_LIMITS, MEASURE_LIMITS } from '../limits.ts';
import type { ProbeContext } from './probe-context.ts';

/** Milliseconds at which measuring stops, which is beyond the accepted duration. */
const MAX_MEASURED_MS = 2 * INGEST_LIMITS.durationMs;

/**
 * Duration of a film or audio file in milliseconds; 0 when it cannot be determined. Containers that do not state it are measured by their
 * packets: ffprobe's value for them is the file size divided by the bit rate of the first packets, which is wrong by a factor of ten where
 * a file begins with silence.
 */
export async function lengthOf(
  format: FormatName,
  probe: Probe,
  input: FfmpegInput,
  context: Pick<ProbeContext, 'media' | 'call'>,
): Promise<number> {
  const stated = formatOf(format).isMeasured ? 0 : statedLength(format, probe);
  const ms = stated || (await lengthOfPackets(input, context));
  return ms > 0 ? Math.max(1, Math.round(ms)) : 0;
}

/** The duration that the container states. MP4 and Matroska count from 0, wherever their first frame is. */
function statedLength(format: FormatName, { startMs, durationMs }: Probe): number {
  const countsFromZero = ['mov', 'matroska'].includes(formatOf(format).demuxer ?? '');
  return countsFromZero ? Math.max(0, durationMs - Math.max(0, startMs)) : durationMs;
}

/** The duration by the times of the packets. Browser recorders, and programs that write to a pipe, cannot record the final duration. */
async function lengthOfPackets(input: FfmpegInput, { media, call }: Pick<ProbeContext, 'media' | 'call'>): Promise<number> {
  let reached = 0;
  await media.run(
    {
      inputs: [input],
      outputOptions: ['-map', '0:V:0?', '-map', '0:a:0?', '-c', 'copy', '-f', 'null'],
      output: '-',
      threads: 1,
      expectedMs: MAX_MEASURED_MS,
      onProgress: (fraction) => (reached = fraction),
      timeoutMs: 60_000,
    },
    { ...call, limits: MEASURE_LIMITS },
  );
  return reached * MAX_MEASURED_MS;
}
