import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { settleAll } from '../../../kernel/settle-all.ts';
import type { StoredArtifact } from '../../../platform/artifacts/artifacts.ts';
import type { StepRun, StepHandler } from '../../jobs/steps/step-handler.ts';
import { markJpeg, markMp4 } from '../../../platform/provenance/source-type-mark.ts';
import type { SourceType } from '../../../platform/provenance/provenance.ts';
import { fileChapters } from '../deliveries/chapters.ts';
import { assembleFilm } from '../film/assemble.ts';
import type { AssembledFilm } from '../film/assemble.ts';
import { planTimeline } from '../film/timeline.ts';
import { captionsToSrt, captionsToWebVtt } from '../film/caption-files.ts';
import { fetchTo, loadResults, specOf } from './step-results.ts';
import type { FilmTools, ResultOf } from './step-results.ts';
import { filmProvenance } from './film-provenance.ts';
import { musicFile, musicInputs } from './film-music.ts';
import { filmCues } from '../scene-cues.ts';

const OUTPUTS = ['film', 'poster', 'thumbnail', 'captions', 'captionsSrt'] as const;

/** Handler of ASSEMBLE: joins the clips without re-encoding, adds the audio, and makes thumbnail, poster and captions. */
export const assembleStep =
  (tools: FilmTools): StepHandler =>
  async (run) => {
    const spec = specOf(run);
    const results = await loadResults(run);
    const scenes = spec.scenes.map(({ position }) => ({ ...results.at('VOICE', position), ...results.at('SEGMENT', position) }));
    const { film: made, poster: shown } = await filmProvenance(run, spec, results);
    const marks = { film: made.sourceType, poster: shown.sourceType };
    const voices = scenes.map(({ voice }) => voice);
    const timeline = planTimeline(spec, voices);
    const chapters = fileChapters(spec, timeline);
    const cues = filmCues(spec, timeline, voices);
    const inputs = {
      kind: 'film',
      pieces: scenes.flatMap(({ pieces }) => pieces.map(({ hash }) => hash)),
      voices: scenes.map(({ clip }) => clip.hash),
      // A caption of a scene's own may be in no picture and no voice.
      cues,
      // Films without a mark or chapters keep their artifacts.
      ...(made.sourceType && { marks }),
      ...(chapters && { chapters }),
    };
    const artifactKey = {
      workspaceId: run.job.workspaceId,
      inputs: { ...inputs, encoder: spec.encoder, language: spec.language, music: await musicInputs(tools, spec) },
      signal: run.signal,
    };
    const { artifacts, reused } = await tools.artifacts.getOrCreate(run.scope, artifactKey, OUTPUTS, async () => {
      const [pieces, clips] = await settleAll([
        fetchAll(
          run,
          tools,
          scenes.flatMap((scene) => scene.pieces),
          'mp4',
        ),
        fetchAll(
          run,
          tools,
          scenes.map(({ clip }) => clip),
          'wav',
        ),
      ]);
      const { media } = tools;
      const { workDir, signal, report } = run;
      const music = spec.music && (await musicFile(run, tools, spec.music, { seed: spec.seed, durationMs: timeline.durationMs }));
      const files = await assembleFilm({
        media,
        spec,
        timeline,
        pieces,
        voices: clips,
        phrases: voices,
        music,
        chapters,
        threads: availableParallelism(),
        workDir,
        signal,
        report,
      });
      await mark(files, marks);
      const [captions, captionsSrt] = [join(workDir, 'captions.vtt'), join(workDir, 'captions.srt')];
      await writeFile(captions, captionsToWebVtt(cues));
      await writeFile(captionsSrt, captionsToSrt(cues));
      const file = (path: string, contentType: string) => ({ path, contentType, metadata: {} });
      return {
        film: file(files.film, 'video/mp4'),
        poster: file(files.poster, 'image/jpeg'),
        thumbnail: file(files.thumbnail, 'image/jpeg'),
        captions: file(captions, 'text/vtt'),
        captionsSrt: file(captionsSrt, 'application/x-subrip'),
      };
    });
    const output = (name: (typeof OUTPUTS)[number]) => {
      const { hash, storageKey, byteSize, metadata } = artifacts[name];
      return { hash, storageKey, byteSize, sha256: metadata.sha256 };
    };
    const result: ResultOf<'ASSEMBLE'> = {
      film: output('film'),
      poster: output('poster'),
      thumbnail: output('thumbnail'),
      captions: output('captions'),
      captionsSrt: output('captionsSrt'),
    };
    return { result, reused };
  };

/** Says in the files that models made them. */
async function mark(
  { film, poster, thumbnail }: AssembledFilm,
  marks: Readonly<Record<'film' | 'poster', SourceType | null>>,
): Promise<void> {
  if (marks.film) await markMp4(film, marks.film);
  if (!marks.poster) return;
  for (const picture of [poster, thumbnail]) await markJpeg(picture, marks.poster);
}

const fetchAll = (run: StepRun, tools: FilmTools, files: readonly StoredArtifact[], extension: string): Promise<string[]> =>
  settleAll(files.map((file, index) => fetchTo(run, tools, file, `${index}.${extension}`)));
