import { join } from 'node:path';
import { Failure } from '../../../../kernel/failure.ts';
import { AssetEntity } from '../../../assets/asset.entity.ts';
import { openStoredSound } from '../../../assets/ingest/stored-media.service.ts';
import type { FilmSpec, RecordingSpec, SceneSpec, SceneVoice } from '../film-spec.ts';
import { RECORDING_REVISION, recordedPhrases, recordingCommand } from './recording.ts';
import { levelVoice, readSamples } from './voice.ts';
import { getOrCreateArtifact } from '../../steps/step-results.ts';
import type { FilmTools, PartRun } from '../../steps/step-results.ts';

/** The properties that the voice of a recorded scene depends on: the bytes of the recording, and the words of its captions. */
export const recordingInputs = ({ language, encoder }: FilmSpec, { narration }: SceneSpec, { sha256 }: RecordingSpec): object => ({
  ...{ kind: 'recording', revision: RECORDING_REVISION, sha256, narration, language, encoder },
});

/** The voice of a scene from a recording of the workspace: levelled and trimmed like one that is spoken. */
export const recordedVoice = (run: PartRun, { media, ...tools }: FilmTools, spec: FilmSpec, scene: SceneSpec, recording: RecordingSpec) =>
  getOrCreateArtifact<{ voice: SceneVoice }>(run, { media, ...tools }, recordingInputs(spec, scene, recording), async () => {
    const asset = await run.scope.tx((em) => em.findOne(AssetEntity, { id: recording.assetId }));
    if (!asset) throw recordingMissing();
    const { input, call } = await openStoredSound(tools.storage, asset, run);
    const [decoded, path] = [join(run.workDir, 'recording.wav'), join(run.workDir, 'voice.wav')];
    await media.run(recordingCommand(input, decoded), call).catch((error: unknown) => {
      throw error instanceof Failure && OF_THE_FILE.test(error.code) ? recordingUnreadable(error) : error;
    });
    run.report(0.4);
    const { workDir, signal } = run;
    await levelVoice({ media, workDir, signal }, { input: decoded, output: path });
    const samples = await readSamples(path);
    if (!samples.some((sample) => Math.abs(sample) > SILENT)) throw recordingSilent();
    const phrases = recordedPhrases(scene.narration, spec.language, samples);
    return { path, contentType: 'audio/wav', metadata: { voice: { samples: samples.length, phrases: [...phrases] } } };
  });

/** −54 dBFS after levelling: nothing that anybody hears. */
const SILENT = 65;

/** Ends of ffmpeg that say that a user's file cannot be decoded. */
const OF_THE_FILE = /^(?:MEDIA_\w+|FFMPEG_FAILED|FFMPEG_CRASHED)$/;

const recordingMissing = (): Failure =>
  new Failure('RECORDING_MISSING', 'The recording of a scene was deleted before the film was made.', {
    category: 'USER_INPUT',
    retryable: false,
    hint: 'Choose another recording for the scene, or none, and render the project again.',
  });

const recordingSilent = (): Failure =>
  new Failure('RECORDING_SILENT', 'The recording of a scene is silent.', {
    category: 'USER_INPUT',
    retryable: false,
    hint: 'Choose another recording for the scene, or none to have its words spoken, and render the project again.',
  });

const recordingUnreadable = ({ logTail }: Failure): Failure =>
  new Failure('RECORDING_UNREADABLE', 'The recording of a scene cannot be decoded.', {
    category: 'USER_INPUT',
    retryable: false,
    hint: 'Re-export the recording as WAV, upload it, choose it for the scene and render the project again.',
    logTail,
  });
