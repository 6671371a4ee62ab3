import { join } from 'node:path';
import type { StepHandler, StepOutcome, StepRun } from '../../jobs/steps/step-handler.ts';
import { heardVoice } from '../film/sound/heard-voice.ts';
import { levelVoice, sceneVoiceOf, writeSilence } from '../film/sound/voice.ts';
import { isNarrated } from '../film/reading.ts';
import type { FilmSpec, SceneSpec, SceneVoice } from '../film/film-spec.ts';
import type { SpeechProvider, SpeechRequest } from '../../../platform/providers/speech.provider.ts';
import { recordedVoice, recordingInputs } from '../film/sound/recorded-voice.ts';
import { VOICES } from '../../../platform/catalogue/voices.ts';
import type { Origin } from '../../../platform/provenance/provenance.ts';
import { callProvider } from './call-provider.ts';
import { getOrCreateArtifact, pick, sceneOf, specOf } from './step-results.ts';
import type { FilmTools, ResultOf } from './step-results.ts';

const speechOf = ({ language, voice }: FilmSpec, { narration }: SceneSpec): SpeechRequest => ({ text: narration, language, voice });

type VoiceSource = Pick<SpeechProvider, 'id' | 'revision' | 'revisionOf'>;

/** The properties that the clip of a spoken or recorded scene depends on. */
export function voiceInputs(spec: FilmSpec, scene: SceneSpec, speech: VoiceSource): object {
  if (scene.recording) return recordingInputs(spec, scene, scene.recording);
  const { id: provider } = speech;
  const revision = speech.revisionOf?.(spec.voice) ?? speech.revision;
  const take = scene.revisions?.voice ?? 0;
  return { kind: 'voice', provider, revision, request: speechOf(spec, scene), encoder: spec.encoder, ...(take > 0 && { take }) };
}

/** Handler of VOICE: speaks one scene, or takes its recording, and levels the clip. */
export const voiceStep =
  (tools: FilmTools): StepHandler =>
  async (run) => {
    const spec = specOf(run);
    const scene = sceneOf(run, spec);
    if (scene.recording) {
      const { artifact, reused } = await recordedVoice(run, tools, spec, scene, scene.recording);
      const recorded = { clip: pick(artifact), voice: artifact.metadata.voice };
      const timed: ResultOf<'VOICE'> = { ...recorded, ...(await heardVoice(run, tools, spec, recorded)) };
      return { result: timed, reused };
    }
    if (!isNarrated(scene, spec.voice)) return silence(run, tools);
    const request = speechOf(spec, scene);
    const speech = await tools.providers.get('SPEECH', spec.providers.speech);
    const { artifact, reused } = await getOrCreateArtifact<{ voice: SceneVoice; origin?: Origin }>(
      run,
      tools,
      voiceInputs(spec, scene, speech),
      async () => {
        const report = (fraction: number): void => run.report(fraction * 0.7);
        const spoken = await callProvider({ ...run, report }, 'SPEECH', speech, (call) => speech.speak(request, call));
        const path = join(run.workDir, 'voice.wav');
        const levelled = await levelVoice(
          { media: tools.media, workDir: run.workDir, signal: run.signal },
          { input: spoken.path, output: path },
        );
        const licence = VOICES.find(spec.voice)?.licence ?? null;
        const times = { ...sceneVoiceOf(spoken.phrases, levelled), ...(spoken.isEstimated && { isEstimated: true as const }) };
        const metadata = { voice: times, origin: { ...spoken.origin, voice: spec.voice, licence } };
        return { path, contentType: 'audio/wav', metadata };
      },
    );
    const { voice, origin } = artifact.metadata;
    const clip = pick(artifact);
    const timed = voice.isEstimated ? await heardVoice(run, tools, spec, { clip, voice }) : { voice };
    const result: ResultOf<'VOICE'> = { clip, ...timed, ...(origin && { origin }) };
    return { result, reused };
  };

/** The clip of a scene without speech: one sample, so that the scene has the length that is set. */
async function silence(run: StepRun, tools: FilmTools): Promise<StepOutcome> {
  const voice: SceneVoice = { samples: 1, phrases: [] };
  const { artifact, reused } = await getOrCreateArtifact(run, tools, { kind: 'silence', samples: voice.samples }, async () => {
    const path = join(run.workDir, 'voice.wav');
    await writeSilence(path);
    return { path, contentType: 'audio/wav', metadata: {} };
  });
  const result: ResultOf<'VOICE'> = { clip: pick(artifact), voice };
  return { result, reused };
}
