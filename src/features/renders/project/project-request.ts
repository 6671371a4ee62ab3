import type { EntityManager } from '@mikro-orm/postgresql';
import { Complaints } from '../../../kernel/complaints.ts';
import type { GivenOptions } from '../../../platform/catalogue/film/film-options.ts';
import { resolveOptions } from '../../../platform/catalogue/film/precedence.ts';
import type { OptionOrigin } from '../../../platform/catalogue/film/precedence.ts';
import type { TakenVersion } from '../../projects/versions/version.service.ts';
import { completeFormats, isOfFormat, optionsInFormat } from '../request/video-formats.ts';
import type { GivenFormat } from '../request/video-formats.ts';
import { WHOSE, checkClips, chosenProviders, pathOf, videoInput } from '../request/video-request.ts';
import type { VideoInput } from '../request/video-request.ts';
import type { VideoRequests } from '../request/video-requests.ts';

export type ProjectDocument = TakenVersion['document'];

/** The options of a film of a project, and the source of each. */
export interface ProjectRequest {
  readonly input: VideoInput;
  readonly origins: readonly OptionOrigin[];
}

/** A project, and the preset that the request names; by default the project's own applies. */
export interface ProjectToRender {
  readonly workspaceId: string;
  readonly document: ProjectDocument;
  readonly presetId?: string | null | undefined;
  /** Those of the request; by default the preset or the project decides. */
  readonly renditions?: readonly string[] | null | undefined;
  /** Those of the request; by default the film has the shape of the project. */
  readonly formats?: readonly GivenFormat[] | null | undefined;
  /** Path of `formats` in the call, `input.formats` by default. */
  readonly formatsPath?: string;
}

/**
 * The options of a film of a project by the rule of precedence. Language, aspect ratio and the options of the request that created the
 * project are the project's own. @throws ReelwrightError BAD_USER_INPUT that names every invalid option, NOT_FOUND for a preset that the
 * workspace lacks
 */
export async function requestOf(
  em: EntityManager,
  requests: VideoRequests,
  { workspaceId, document, presetId, renditions, formats: given, formatsPath }: ProjectToRender,
): Promise<ProjectRequest> {
  const { name, language, aspectRatio, templateId } = document.project;
  const complaints = new Complaints();
  const layers = await requests.layersOfProject(em, workspaceId, { chosen: presetId, ...document.project });
  // A preset of the call replaces the options with which the project was created, because it is the newer choice.
  const own = presetId == null ? document.options : undefined;
  const requested = { ...own, ...(renditions != null && { renditions }), language, aspectRatio };
  const formats = completeFormats(given, { request: requested, layers, path: formatsPath }, complaints);
  const { options, origins, faults } = resolveOptions([
    { source: 'REQUEST', options: optionsInFormat<GivenOptions>(requested, given?.[0]) },
    ...layers,
  ]);
  for (const fault of faults) {
    const { option, source, message } = fault;
    if (isOfFormat(fault, given)) continue;
    if (option === 'renditions' && renditions != null) complaints.add('input.renditions', message);
    else if (source === 'REQUEST') complaints.add('input.projectId', `${option} of the project: ${message}`);
    else complaints.add(pathOf(source, option), `${option} of ${WHOSE[source]}: ${message}`);
  }
  complaints.throwIfAny();
  const words = { title: name, prompt: null, script: null };
  const choice = await requests.choiceOf(em, workspaceId);
  checkClips(choice, options, origins, complaints);
  complaints.throwIfAny();
  const isRecorded = document.scenes.some(({ voiceAssetId }) => voiceAssetId !== null);
  const chosen = chosenProviders(choice, options, origins, isRecorded);
  const input = videoInput.parse({ ...words, ...options, ...chosen, formats, templateId, presetId: presetId ?? document.project.presetId });
  return { input, origins };
}
