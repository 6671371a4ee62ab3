import type { StepHandler } from '../../jobs/steps/step-handler.ts';
import { deriveStep } from './derive.step.ts';
import type { IngestTools } from './ingest-tools.ts';
import { probeStep } from './probe.step.ts';

/** Handlers of the last two stages of INGEST and IMPORT. */
export const ingestStepHandlers = (tools: IngestTools): { readonly PROBE: StepHandler; readonly DERIVE: StepHandler } => ({
  PROBE: probeStep(tools),
  DERIVE: deriveStep(tools),
});
