import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../../../kernel/failure.ts';
import type { FfmpegCommand } from '../../../../platform/media/media.ts';
import { heardPhrases } from '../../../../platform/audio/heard-times.ts';
import type { Origin } from '../../../../platform/provenance/provenance.ts';
import type { SpokenWord } from '../../../../platform/providers/speech.provider.ts';
import type { TranscriptionProvider } from '../../../../platform/providers/transcription.provider.ts';
import { endsStep } from '../../../jobs/steps/step-handler.ts';
import type { StepRun } from '../../../jobs/steps/step-handler.ts';
import { callProvider } from '../../steps/call-provider.ts';
import { fetchTo, getOrCreateArtifact } from '../../steps/step-results.ts';
import type { FilmTools } from '../../steps/step-results.ts';
import type { FilmSpec, SceneVoice } from '../film-spec.ts';
import { MAX_RECORDING_MS, SAMPLE_RATE } from '../timeline.ts';

/** Hz. Speech recognition models are trained on this rate. */
const HEARD_RATE = 16_000;

/** A levelled voice clip whose words have estimated times. */
interface VoiceClip {
  readonly clip: { readonly hash: string; readonly storageKey: string; readonly sha256: string };
  readonly voice: SceneVoice;
}

/** The words that a provider of transcripts heard in a clip; kept as an artifact, so that no clip is paid for twice. */
export interface HeardWords {
  readonly words: readonly SpokenWord[];
  readonly origin: Origin;
}

/** The properties that the heard words depend on. */
export const heardInputs = (
  { language }: Pick<FilmSpec, 'language'>,
  sha256: string,
  { id: provider, revision }: Pick<TranscriptionProvider, 'id' | 'revision'>,
): object => ({ kind: 'heard-voice', provider, revision, sha256, language });

/** The voice with the times at which its words were heard; undefined when too few of them were. Pure. */
export function timedByHeard(voice: SceneVoice, words: readonly SpokenWord[], language: string): SceneVoice | undefined {
  const texts = voice.phrases.map(({ text }) => text);
  const phrases = heardPhrases(texts, words, { language, durationMs: msOf(voice) });
  if (!phrases) return undefined;
  const timed = phrases.map(({ text, startMs, endMs, words: own = [] }) => ({ text, startMs, endMs, words: Array.from(own) }));
  return { samples: voice.samples, phrases: timed, isHeard: true };
}

/** Whether a provider of transcripts can tell when the words of a voice without times are spoken. */
export const isHearable = (voice: SceneVoice): boolean =>
  voice.phrases.some(({ text }) => text.trim() !== '') && msOf(voice) <= MAX_RECORDING_MS;

const msOf = ({ samples }: SceneVoice): number => (samples * 1_000) / SAMPLE_RATE;

/**
 * Asks the film's provider of transcripts when the words of a clip are spoken. The estimated times stay when it hears other words, and when it
 * fails and the step would not be tried again: no film fails for its captions' times. @throws Failure when the step is to be tried again
 */
export async function heardVoice(
  run: StepRun,
  tools: FilmTools,
  spec: FilmSpec,
  { clip, voice }: VoiceClip,
): Promise<{ readonly voice: SceneVoice; readonly heard?: Origin }> {
  const name = spec.providers.transcription;
  if (name === undefined || !isHearable(voice)) return { voice };
  try {
    const transcription = await tools.providers.get('TRANSCRIPTION', name);
    const { words, origin } = await hear(run, tools, transcription, { spec, clip, durationMs: msOf(voice) });
    return { voice: timedByHeard(voice, words, spec.language) ?? voice, heard: origin };
  } catch (error) {
    const isFinal = error instanceof Failure && endsStep(run, error);
    if (!isFinal || run.signal.aborted) throw error;
    run.log.warn({ event: 'caption_times_estimated', provider: name, code: error.code }, 'transcription failed; estimating caption times');
    return { voice };
  }
}

interface Hearing extends Pick<VoiceClip, 'clip'> {
  readonly spec: FilmSpec;
  readonly durationMs: number;
}

async function hear(
  run: StepRun,
  tools: FilmTools,
  transcription: TranscriptionProvider,
  { spec, clip, durationMs }: Hearing,
): Promise<HeardWords> {
  const inputs = heardInputs(spec, clip.sha256, transcription);
  const { artifact } = await getOrCreateArtifact<{ heard: HeardWords }>(run, tools, inputs, async () => {
    const [path, file] = [join(run.workDir, 'heard.wav'), join(run.workDir, 'heard.json')];
    await tools.media.run(hearingCommand(await fetchTo(run, tools, clip, 'spoken.wav'), path), run);
    const request = { path, durationMs, language: spec.language, part: 0 };
    // The provider reports nothing.
    const call = { ...run, report: () => undefined };
    const { words, origin } = await callProvider(call, 'TRANSCRIPTION', transcription, (made) => transcription.transcribe(request, made));
    const heard: HeardWords = { words, origin };
    await writeFile(file, JSON.stringify(heard));
    return { path: file, contentType: 'application/json', metadata: { heard } };
  });
  return artifact.metadata.heard;
}

const hearingCommand = (input: string, output: string): FfmpegCommand => ({
  inputs: [{ path: input, format: 'wav' }],
  outputOptions: ['-map', '0:a', '-ac', '1', '-ar', String(HEARD_RATE), '-c:a', 'pcm_s16le', '-bitexact', '-f', 'wav'],
  output,
  threads: 1,
  timeoutMs: 120_000,
});
