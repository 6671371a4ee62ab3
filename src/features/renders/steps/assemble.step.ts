import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { settleAll } from '../../../kernel/settle-all.ts';
import type { StoredArtifact } from '../../../platform/artifacts/artifacts.ts';
import type { StepRun, StepHandler } from '../../jobs/steps/step-handler.ts';
import { markJpeg, markMp4 } from '../../../platform/provenance/source-type-mark.ts';
import type { SourceType } from '../../../platform/provenance/provenance.ts';
import { chaptersOf, fileChapters } from '../deliveries/chapters.ts';
import { assembleFilm, filmPictures } from '../film/assemble.ts';
import type { AssembledFilm } from '../film/assemble.ts';
import type { DecodedAudio } from '../film/joined/decoded-clip.ts';
import type { FilmSpec, SceneVoice } from '../film/film-spec.ts';
import { planTimeline } from '../film/timeline.ts';
import type { Timeline } from '../film/timeline.ts';
import { captionsToSrt, captionsToWebVtt } from '../film/caption-files.ts';
import { fetchTo, loadResults, specOf } from './step-results.ts';
import type { FilmTools, ResultOf } from './step-results.ts';
import { filmProvenance } from './film-provenance.ts';
import { clipSounds, plannedSounds, soundInputs } from '../clips/clip-sounds.ts';
import { overlaySounds } from '../overlays/overlay-sounds.ts';
import type { PlannedSound } from '../clips/clip-sounds.ts';
import { musicFile, musicInputs } from './film-music.ts';
import { filmCues } from '../scene-cues.ts';

const [FILM, PICTURES] = [['film', 'captions', 'captionsSrt'] as const, ['poster', 'thumbnail'] as const];
type FilmFile = (typeof FILM)[number];

/** Handler of ASSEMBLE: joins the clips without re-encoding, adds the audio, and makes thumbnail, poster and captions. */
export const assembleStep =
  (tools: FilmTools): StepHandler =>
  async (run) => {
    const spec = specOf(run);
    const results = await loadResults(run);
    const scenes = spec.scenes.map(({ position }) => ({ ...results.at('VOICE', position), ...results.at('SEGMENT', position) }));
    const pieces = scenes.flatMap((scene) => scene.pieces);
    const { film: made, poster: shown } = await filmProvenance(run, spec, results);
    const voices = scenes.map(({ voice }) => voice);
    const timeline = planTimeline(spec, voices);
    const chapters = fileChapters(spec, timeline);
    const cues = filmCues(spec, timeline, voices);
    const ofScenes = plannedSounds(spec, timeline, (position) => results.at('VISUAL', position).clipFrames ?? 0);
    const sounds = [...ofScenes, ...(await overlaySounds(run, tools, spec, timeline))];
    const heard = soundInputs(sounds);
    const inputs = {
      ...{ kind: 'film', pieces: pieces.map(bytesOf), voices: scenes.map(({ clip }) => clip.hash) },
      // A caption of a scene's own may be in no picture and no voice.
      ...{ cues, mark: made.sourceType, ...(chapters && { chapters }) },
      ...{ encoder: spec.encoder, language: spec.language, music: await musicInputs(tools, spec), ...(heard && { heard }) },
    };
    const { workspaceId } = run.job;
    const { signal } = run;
    const key = { workspaceId, inputs, signal };
    const film = await tools.artifacts.getOrCreate<FilmFile, { audio?: DecodedAudio }>(run.scope, key, FILM, async () => {
      const stored = { pieces, clips: scenes.map(({ clip }) => clip) };
      const files = await makeFilm(run, tools, { spec, timeline, voices, chapters, sounds }, stored);
      if (made.sourceType) await markMp4(files.film, made.sourceType);
      const [captions, captionsSrt] = [join(run.workDir, 'captions.vtt'), join(run.workDir, 'captions.srt')];
      await writeFile(captions, captionsToWebVtt(cues));
      await writeFile(captionsSrt, captionsToSrt(cues));
      return {
        film: { path: files.film, contentType: 'video/mp4', metadata: { audio: files.audio } },
        captions: { path: captions, contentType: 'text/vtt', metadata: {} },
        captionsSrt: { path: captionsSrt, contentType: 'application/x-subrip', metadata: {} },
      };
    });
    const pictures = await makePictures(run, tools, spec, { first: pieces[0] ?? noClip(), mark: shown.sourceType });
    const artifacts = { ...film.artifacts, ...pictures.artifacts };
    const output = (name: keyof typeof artifacts) => {
      const { hash, storageKey, byteSize, metadata } = artifacts[name];
      return { hash, storageKey, byteSize, sha256: metadata.sha256 };
    };
    const result: ResultOf<'ASSEMBLE'> = {
      film: { ...output('film'), audio: film.artifacts.film.metadata.audio },
      chapters: chaptersOf(spec, timeline).length,
      poster: output('poster'),
      thumbnail: output('thumbnail'),
      captions: output('captions'),
      captionsSrt: output('captionsSrt'),
    };
    return { result, reused: film.reused && pictures.reused };
  };

type StoredClip = ResultOf<'SEGMENT'>['pieces'][number];

/** The bytes of a clip: one that was lost and made again, by another ffmpeg perhaps, gives another film. */
const bytesOf = ({ decoded, sha256, hash }: StoredClip): string => decoded?.packets.hash ?? sha256 ?? hash;

interface PlannedFilm {
  readonly spec: FilmSpec;
  readonly timeline: Timeline;
  readonly voices: readonly SceneVoice[];
  readonly chapters: ReturnType<typeof fileChapters>;
  readonly sounds: readonly PlannedSound[];
}

async function makeFilm(
  run: StepRun,
  tools: FilmTools,
  { spec, timeline, voices, chapters, sounds }: PlannedFilm,
  stored: { readonly pieces: readonly StoredArtifact[]; readonly clips: readonly StoredArtifact[] },
): Promise<AssembledFilm> {
  const [pieces, clips] = await settleAll([fetchAll(run, tools, stored.pieces, 'mp4'), fetchAll(run, tools, stored.clips, 'wav')]);
  const music = spec.music && (await musicFile(run, tools, spec, spec.music, timeline.durationMs));
  const { workDir, signal, report } = run;
  const sound = { voices: clips, phrases: voices, music, clipSounds: await clipSounds(run, tools, sounds) };
  return assembleFilm({
    media: tools.media,
    timeline,
    pieces,
    chapters,
    ...sound,
    threads: availableParallelism(),
    workDir,
    signal,
    report,
  });
}

/** Poster and thumbnail, which a film keeps while its first clip stays the same. */
function makePictures(
  run: StepRun,
  tools: FilmTools,
  spec: FilmSpec,
  { first, mark }: { readonly first: StoredClip; readonly mark: SourceType | null },
) {
  const { workDir, signal, scope } = run;
  const inputs = { kind: 'poster', first: bytesOf(first), mark };
  const key = { workspaceId: run.job.workspaceId, inputs, signal };
  return tools.artifacts.getOrCreate(scope, key, PICTURES, async () => {
    const clip = await fetchTo(run, tools, first, 'first.mp4');
    const files = await filmPictures({ media: tools.media, workDir, signal }, spec, clip);
    if (mark) for (const picture of [files.poster, files.thumbnail]) await markJpeg(picture, mark);
    const picture = (path: string) => ({ path, contentType: 'image/jpeg', metadata: {} });
    return { poster: picture(files.poster), thumbnail: picture(files.thumbnail) };
  });
}

const fetchAll = (run: StepRun, tools: FilmTools, files: readonly StoredArtifact[], extension: string): Promise<string[]> =>
  settleAll(files.map((file, index) => fetchTo(run, tools, file, `${index}.${extension}`)));

function noClip(): never {
  throw new Error('a film has a first clip');
}
