import type { StepWork } from '../../jobs/steps/step-handler.ts';
import { deriveStep } from './derive.step.ts';
import type { IngestTools } from './ingest-tools.ts';
import { probeStep } from './probe.step.ts';

/** How a file is taken in, as the last two stages of INGEST and IMPORT. */
export const ingestWorks = (tools: IngestTools): { readonly PROBE: StepWork; readonly DERIVE: StepWork } => ({
  PROBE: probeStep(tools),
  DERIVE: deriveStep(tools),
});
