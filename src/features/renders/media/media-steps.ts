import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { frameSize } from '../../../platform/catalogue/sizes/shapes.ts';
import { VOICES } from '../../../platform/catalogue/voices.ts';
import { sourceTypeBy } from '../../../platform/provenance/provenance.ts';
import type { Origin } from '../../../platform/provenance/provenance.ts';
import { markJpeg, markPng } from '../../../platform/provenance/source-type-mark.ts';
import { AssetEntity } from '../../assets/asset.entity.ts';
import { storeThumbnail } from '../../assets/ingest/pictures/picture.service.ts';
import type { AssetService } from '../../assets/asset.service.ts';
import { creditsForPicture, creditsForSpeech, creditsForTranscript } from '../../billing/billing.prices.ts';
import type { StepHandler, StepHandlers } from '../../jobs/steps/step-handler.ts';
import { SAMPLE_RATE } from '../film/timeline.ts';
import { levelVoice } from '../film/sound/voice.ts';
import { callProvider } from '../steps/call-provider.ts';
import { provenanceColumns } from '../steps/film-provenance.ts';
import { getOrCreateArtifact } from '../steps/step-results.ts';
import type { FilmTools } from '../steps/step-results.ts';
import { avatarStep, clipStep } from './clip-steps.ts';
import { delivered, inputsOf } from './delivered.ts';
import { imageTask, speechTask, transcriptionTask } from './media-task.ts';
import { transcriptOf } from './transcript-step.ts';

const MAX_HEADING = 60;

const imageStep =
  (tools: FilmTools, assets: AssetService): StepHandler =>
  async (run) => {
    const { prompt, language, look, resolution, aspectRatio, provider } = imageTask.parse(run.job.input);
    const { width, height } = frameSize(resolution, aspectRatio);
    const visual = await tools.providers.get('VISUAL', provider);
    const { artifact } = await getOrCreateArtifact<{ origin: Origin }>(run, tools, inputsOf(run, 'image'), async () => {
      const { path, origin } = await callProvider(run, 'VISUAL', visual, async (call) => {
        if (!visual.picture) throw new Error(`the visual provider ${provider} makes no pictures`);
        const words = { prompt, heading: [...prompt].slice(0, MAX_HEADING).join(''), narration: prompt, filmTitle: run.job.title };
        return visual.picture({ ...words, width, height, language, look, position: 0, sceneCount: 1, seed: run.job.id }, call);
      });
      const sourceType = sourceTypeBy(origin);
      if (sourceType) await markPng(path, sourceType);
      return { path, contentType: 'image/png', metadata: { origin } };
    });
    const { origin } = artifact.metadata;
    const sourceType = sourceTypeBy(origin);
    return delivered(run, tools, assets, artifact, {
      ...({ role: 'IMAGE', kind: 'IMAGE', ending: 'png', codecs: ['png'] } as const),
      ...{ width, height, creditsUsed: creditsForPicture() },
      derive: (made) =>
        storeThumbnail(tools, { ...made, width, height }, run, async (path) => void (sourceType && (await markJpeg(path, sourceType)))),
      ...provenanceColumns({ sourceType, parts: [origin] }),
    });
  };

const speechStep =
  (tools: FilmTools, assets: AssetService): StepHandler =>
  async (run) => {
    const { script: text, language, voice, provider } = speechTask.parse(run.job.input);
    const speech = await tools.providers.get('SPEECH', provider);
    const { artifact } = await getOrCreateArtifact<{ origin: Origin; durationMs: number }>(
      run,
      tools,
      inputsOf(run, 'speech'),
      async () => {
        const report = (fraction: number): void => run.report(fraction * 0.7);
        const spoken = await callProvider({ ...run, report }, 'SPEECH', speech, (call) => speech.speak({ text, language, voice }, call));
        const path = join(run.workDir, 'levelled.wav');
        const { samples } = await levelVoice(
          { media: tools.media, workDir: run.workDir, signal: run.signal },
          { input: spoken.path, output: path },
        );
        const origin = { ...spoken.origin, prompt: text, voice, licence: VOICES.find(voice)?.licence ?? null };
        return { path, contentType: 'audio/wav', metadata: { origin, durationMs: Math.round((samples * 1_000) / SAMPLE_RATE) } };
      },
    );
    const { origin, durationMs } = artifact.metadata;
    return delivered(run, tools, assets, artifact, {
      ...({ role: 'AUDIO', kind: 'AUDIO', ending: 'wav', codecs: ['pcm_s16le'] } as const),
      ...{ durationMs, creditsUsed: creditsForSpeech(text) },
      ...provenanceColumns({ sourceType: sourceTypeBy(origin), parts: [origin] }),
    });
  };

const transcriptionStep =
  (tools: FilmTools, assets: AssetService): StepHandler =>
  async (run) => {
    const { assetId, language, provider } = transcriptionTask.parse(run.job.input);
    const asset = await run.scope.tx((em) => em.findOneOrFail(AssetEntity, { id: assetId }));
    const { artifact } = await getOrCreateArtifact<{ origin: Origin }>(run, tools, inputsOf(run, 'transcript'), async () => {
      const { captions, origin } = await transcriptOf(run, tools, { asset, language, provider });
      const path = join(run.workDir, 'transcript.vtt');
      await writeFile(path, captions);
      return { path, contentType: 'text/vtt', metadata: { origin } };
    });
    return delivered(run, tools, assets, artifact, {
      ...({ role: 'CAPTIONS', kind: 'CAPTION', ending: 'vtt', codecs: ['webvtt'] } as const),
      creditsUsed: creditsForTranscript(asset.durationMs ?? 0),
      // Words are no media: people said them in the recording.
      ...provenanceColumns({ sourceType: null, parts: [artifact.metadata.origin] }),
    });
  };

/** Step handlers of jobs that make one asset. */
export const mediaStepHandlers = (tools: FilmTools, assets: AssetService): StepHandlers => ({
  IMAGE: { GENERATE: imageStep(tools, assets) },
  SPEECH: { GENERATE: speechStep(tools, assets) },
  CLIP: { GENERATE: clipStep(tools, assets) },
  AVATAR: { GENERATE: avatarStep(tools, assets) },
  TRANSCRIPTION: { GENERATE: transcriptionStep(tools, assets) },
});
