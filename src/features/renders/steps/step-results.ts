import { join } from 'node:path';
import { z } from 'zod';
import type { Artifact, Artifacts, Made, StoredArtifact } from '../../../platform/artifacts/artifacts.ts';
import type { Drawing } from '../../../platform/media/drawing.ts';
import type { Media } from '../../../platform/media/media.ts';
import type { ProviderRegistry } from '../../../platform/providers/provider-registry.ts';
import type { Storage } from '../../../platform/storage/storage.ts';
import type { JobStepRow } from '../../jobs/job/job.entity.ts';
import type { StepName } from '../../jobs/job/job.states.ts';
import type { StepRun } from '../../jobs/steps/step-handler.ts';
import { origin } from '../../../platform/provenance/provenance.ts';
import { filmInFormat } from './film-formats.ts';
import { filmSpec, sceneVoice } from '../film/film-spec.ts';
import { decodedAudio, decodedClip } from '../film/joined/decoded-clip.ts';
import type { FilmCheck } from '../film/checks/film-check.ts';
import type { FilmSpec, SceneSpec } from '../film/film-spec.ts';

/** Tools that the steps of a film need. */
export interface FilmTools {
  readonly media: Media;
  readonly drawing: Drawing;
  readonly storage: Storage;
  readonly artifacts: Artifacts;
  readonly providers: ProviderRegistry;
}

const stored = z.object({ hash: z.string(), storageKey: z.string(), sha256: z.string().optional() });

/** Results that finished steps store for later ones, by stage. */
export const RESULTS = {
  /** `heard`: how the times of the words were found, where a provider of transcripts heard them. */
  VOICE: z.object({ clip: stored, voice: sceneVoice, origin: origin.optional(), heard: origin.optional() }),
  /** `clipFrames`: the picture is a prepared clip of so many frames. */
  VISUAL: z.object({ picture: stored, clipFrames: z.int().positive().optional(), origin: origin.optional() }),
  /** `decoded` is missing for clips that were not decoded where they were made, or before all was measured that is measured now. */
  SEGMENT: z.object({ pieces: z.array(stored.extend({ decoded: decodedClip.optional().catch(undefined) })) }),
  VERIFY: z.object({ checks: z.array(z.custom<FilmCheck>()) }),
  ASSEMBLE: z.object({
    film: stored.extend({ byteSize: z.number(), sha256: z.string(), audio: decodedAudio.optional() }),
    /** Number of chapters; missing in results from before films had them. */
    chapters: z.int().positive().optional(),
    poster: stored.extend({ byteSize: z.number(), sha256: z.string() }),
    thumbnail: stored.extend({ byteSize: z.number(), sha256: z.string() }),
    captions: stored.extend({ byteSize: z.number(), sha256: z.string() }),
    /** Missing in results from before films had it. */
    captionsSrt: stored.extend({ byteSize: z.number(), sha256: z.string() }).optional(),
  }),
} as const;
type StageWithResult = keyof typeof RESULTS;
export type ResultOf<Stage extends StageWithResult> = z.infer<(typeof RESULTS)[Stage]>;

/** Reads the results of the job's finished steps. */
export interface Results {
  /** The result for the scene at this position. The step that stored it has finished; otherwise this step would not run. */
  at<Stage extends StageWithResult>(stage: Stage, position: number): ResultOf<Stage>;
}

/** The results for the format of this step. */
export async function loadResults(run: StepRun): Promise<Results> {
  return resultsIn(await run.results(), run.step.format);
}

/** The results of one format, and those that all formats share. */
export function resultsIn(rows: readonly JobStepRow[], format: number): Results {
  const own = rows.filter((row) => row.format === format || row.name === 'VOICE');
  const byPlace = new Map(own.map((row) => [`${row.name}/${row.position}`, row.result]));
  return {
    at: (stage, position) => RESULTS[stage].parse(byPlace.get(`${stage satisfies StepName}/${position}`)) as ResultOf<typeof stage>,
  };
}

/** The film spec frozen by the script step, in the format of this step. */
export const specOf = ({ job, step }: StepRun): FilmSpec => filmInFormat(wholeSpecOf({ job }), step.format);

/** The film spec frozen by the script step, with all formats. */
export const wholeSpecOf = ({ job }: Pick<StepRun, 'job'>): FilmSpec => filmSpec.parse(job.spec);

/** The scene of this step. */
export function sceneOf({ step }: StepRun, { scenes }: FilmSpec): SceneSpec {
  const scene = scenes[step.position];
  if (!scene || scene.id !== step.sceneId) throw new Error('the step names a scene that the film does not have');
  return scene;
}

/** The context in which one part of a film is made: that of a step or of a preview. */
export interface PartRun extends Pick<StepRun, 'scope' | 'workDir' | 'signal' | 'report' | 'recordCost' | 'log'> {
  /** Missing in a preview, which must not spend money. */
  readonly attempts?: StepRun['attempts'];
  readonly apiKeyOf?: StepRun['apiKeyOf'];
  readonly recordCall?: StepRun['recordCall'];
  readonly observeCall?: StepRun['observeCall'];
  readonly job: Pick<StepRun['job'], 'workspaceId'>;
}

/**
 * Reports of work whose share of a step is not known: each is hardly visible, and more than the one before, since a step that reports nothing more
 * counts as stalled.
 */
export function hardlyMore(report: PartRun['report'], from = 0): () => void {
  let fraction = from;
  return () => report((fraction += 1e-6));
}

/** Name of an artifact that is the only one of its inputs. */
export const SINGLE = 'it';

/** Gets or creates a single artifact. */
export async function getOrCreateArtifact<Metadata extends object>(
  run: PartRun,
  { artifacts }: FilmTools,
  inputs: object,
  make: () => Promise<Made<Metadata>>,
): Promise<{ readonly artifact: Artifact<Metadata>; readonly reused: boolean }> {
  const artifactKey = { workspaceId: run.job.workspaceId, inputs, signal: run.signal, onWaiting: hardlyMore(run.report) };
  const { artifacts: made, reused } = await artifacts.getOrCreate(run.scope, artifactKey, [SINGLE], async () => ({
    [SINGLE]: await make(),
  }));
  return { artifact: made[SINGLE], reused };
}

/** Downloads an artifact to the step's folder. */
export async function fetchTo(
  run: Pick<PartRun, 'scope' | 'workDir' | 'signal'>,
  { artifacts }: FilmTools,
  artifact: StoredArtifact,
  name: string,
): Promise<string> {
  const path = join(run.workDir, name);
  await artifacts.fetch(run.scope, artifact, path, run.signal);
  return path;
}

export const pick = ({ hash, storageKey, metadata }: Artifact): { hash: string; storageKey: string; sha256: string } => ({
  hash,
  storageKey,
  sha256: metadata.sha256,
});
