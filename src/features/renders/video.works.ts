import type { AssetService } from '../assets/asset.service.ts';
import type { StepWorks } from '../jobs/step.work.ts';
import type { FilmTools } from './film-work.ts';
import { assembleStep } from './steps/assemble.step.ts';
import { deliverStep } from './steps/deliver.step.ts';
import { scriptStep } from './steps/script.step.ts';
import { segmentStep } from './steps/segment.step.ts';
import { verifyStep } from './steps/verify.step.ts';
import { visualStep } from './steps/visual.step.ts';
import { voiceStep } from './steps/voice.step.ts';

/** How a film is made: the work of each stage of a VIDEO job. */
export const videoWorks = (tools: FilmTools, assets: AssetService): StepWorks => ({
  VIDEO: {
    SCRIPT: scriptStep(tools),
    VOICE: voiceStep(tools),
    VISUAL: visualStep(tools),
    SEGMENT: segmentStep(tools),
    ASSEMBLE: assembleStep(tools),
    VERIFY: verifyStep(tools),
    DELIVER: deliverStep(tools, assets),
  },
});
