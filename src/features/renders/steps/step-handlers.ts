import type { AssetService } from '../../assets/asset.service.ts';
import type { StepHandlers } from '../../jobs/steps/step-handler.ts';
import { renditionStep } from '../deliveries/rendition.step.ts';
import { streamStep } from '../deliveries/stream/stream.step.ts';
import type { WritingTools } from './writing.step.ts';
import { writingStep } from './writing.step.ts';
import { assembleStep } from './assemble.step.ts';
import { deliverStep } from './deliver.step.ts';
import { scriptStep } from './script.step.ts';
import { segmentStep } from './segment.step.ts';
import { verifyStep } from './verify.step.ts';
import { visualStep } from './visual.step.ts';
import { voiceStep } from './voice.step.ts';

/** Handlers of the steps of jobs that make films, and of jobs that write scenes. */
export const filmStepHandlers = (tools: WritingTools, assets: AssetService): StepHandlers => ({
  SCRIPT: { SCRIPT: writingStep(tools), VOICE: voiceStep(tools), VISUAL: visualStep(tools) },
  VIDEO: {
    SCRIPT: scriptStep(tools),
    VOICE: voiceStep(tools),
    VISUAL: visualStep(tools),
    SEGMENT: segmentStep(tools),
    STREAM: streamStep(tools),
    ASSEMBLE: assembleStep(tools),
    VERIFY: verifyStep(tools),
    RENDITION: renditionStep(tools),
    DELIVER: deliverStep(tools, assets),
  },
});
