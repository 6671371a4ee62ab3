import type { AssetService } from '../../assets/asset.service.ts';
import type { MediaCall } from '../../../platform/media/media.ts';
import type { StepHandler, StepHandlers, StepRun } from '../../jobs/steps/step-handler.ts';
import { renditionStep } from '../deliveries/rendition.step.ts';
import { streamStep } from '../deliveries/stream/stream.step.ts';
import type { WritingTools } from './writing.step.ts';
import { writingStep } from './writing.step.ts';
import { assembleStep } from './assemble.step.ts';
import { deliverStep } from './deliver.step.ts';
import { scriptStep } from './script.step.ts';
import { wholeSpecOf } from './step-results.ts';
import { segmentStep } from './segment.step.ts';
import { verifyStep } from './verify.step.ts';
import { visualStep } from './visual.step.ts';
import { voiceStep } from './voice.step.ts';

/**
 * What the stream of a film begins with is made ahead of all else, because somebody waits for its first frame: tools that other steps start
 * meanwhile run in the background.
 */
function openingsFirst({ media, ...tools }: WritingTools) {
  let openings = 0;
  const call = <Call extends MediaCall>(given: Call): Call => ({ ...given, isBackground: openings > 0 });
  const others: WritingTools = {
    ...tools,
    media: {
      version: media.version,
      run: (command, given) => media.run(command, call(given)),
      probe: (input, given) => media.probe(input, call(given)),
    },
  };
  const first = (step: (tools: WritingTools) => StepHandler): StepHandler => {
    const [ahead, other] = [step({ media, ...tools }), step(others)];
    return async (run) => {
      if (!isOfOpening(run)) return other(run);
      openings += 1;
      try {
        return await ahead(run);
      } finally {
        openings -= 1;
      }
    };
  };
  return { first, others };
}

/** Whether the opening of a film is made by this step, or needs it. */
const isOfOpening = ({ job, step: { position, format, sceneId } }: StepRun): boolean =>
  position === 0 && format === 0 && sceneId != null && wholeSpecOf({ job }).opening !== undefined;

/** Handlers of the steps of jobs that make films, and of jobs that write scenes. */
export function filmStepHandlers(tools: WritingTools, assets: AssetService): StepHandlers {
  const { first, others } = openingsFirst(tools);
  return {
    SCRIPT: { SCRIPT: writingStep(tools), VOICE: voiceStep(tools), VISUAL: visualStep(tools) },
    VIDEO: {
      SCRIPT: scriptStep(tools),
      VOICE: first(voiceStep),
      VISUAL: first(visualStep),
      SEGMENT: segmentStep(others),
      STREAM: first(streamStep),
      ASSEMBLE: assembleStep(others),
      VERIFY: verifyStep(others),
      RENDITION: renditionStep(others),
      DELIVER: deliverStep(others, assets),
    },
  };
}
