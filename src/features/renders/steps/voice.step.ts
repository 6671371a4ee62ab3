import { join } from 'node:path';
import type { StepHandler } from '../../jobs/steps/step-handler.ts';
import { levelVoice, sceneVoiceOf } from '../film/voice.ts';
import type { SceneVoice } from '../film/film-spec.ts';
import { callProvider, getOrCreateArtifact, pick, sceneOf, specOf } from './step-results.ts';
import type { FilmTools, ResultOf } from './step-results.ts';

/** Speaks one scene and levels the clip. */
export const voiceStep =
  (tools: FilmTools): StepHandler =>
  async (run) => {
    const spec = specOf(run);
    const request = { text: sceneOf(run, spec).narration, language: spec.language, voice: spec.voice };
    const speech = await tools.providers.get('SPEECH', spec.providers.speech);
    const { id, revision } = speech;
    const { artifact, reused } = await getOrCreateArtifact<{ voice: SceneVoice }>(
      run,
      tools,
      { kind: 'voice', provider: id, revision, request, encoder: spec.encoder },
      async () => {
        const report = (fraction: number): void => run.report(fraction * 0.7);
        const spoken = await callProvider({ ...run, report }, 'SPEECH', speech, (call) => speech.speak(request, call));
        const path = join(run.workDir, 'voice.wav');
        const levelled = await levelVoice(
          { media: tools.media, workDir: run.workDir, signal: run.signal },
          { input: spoken.path, output: path },
        );
        return { path, contentType: 'audio/wav', metadata: { voice: sceneVoiceOf(spoken.phrases, levelled) } };
      },
    );
    const result: ResultOf<'VOICE'> = { clip: pick(artifact), voice: artifact.metadata.voice };
    return { result, reused };
  };
