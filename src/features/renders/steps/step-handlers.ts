import type { AssetService } from '../../assets/asset.service.ts';
import type { StepHandlers } from '../../jobs/steps/step-handler.ts';
import type { VersionService } from '../../projects/versions/version.service.ts';
import type { FilmTools } from './step-results.ts';
import { assembleStep } from './assemble.step.ts';
import { deliverStep } from './deliver.step.ts';
import { scriptStep } from './script.step.ts';
import { segmentStep } from './segment.step.ts';
import { verifyStep } from './verify.step.ts';
import { visualStep } from './visual.step.ts';
import { voiceStep } from './voice.step.ts';

/** Step handlers of a VIDEO job. */
export const videoStepHandlers = (tools: FilmTools, assets: AssetService, versions: VersionService): StepHandlers => ({
  VIDEO: {
    SCRIPT: scriptStep(tools, versions),
    VOICE: voiceStep(tools),
    VISUAL: visualStep(tools),
    SEGMENT: segmentStep(tools),
    ASSEMBLE: assembleStep(tools),
    VERIFY: verifyStep(tools),
    DELIVER: deliverStep(tools, assets),
  },
});
