import { Arg, Ctx, FieldResolver, ID, Mutation, Resolver, Root } from 'type-graphql';
import { preloaded } from '../../../platform/database/lists/row-mapper.ts';
import type { Context } from '../../../platform/graphql/context.ts';
import type { AssetRow } from '../../assets/asset.entity.ts';
import { assetsById } from '../../assets/asset.read.ts';
import { AssetType } from '../../assets/asset.type.ts';
import type { ListedProject } from '../project/project.read.ts';
import type { ProjectService } from '../project/project.service.ts';
import { ProjectType } from '../project/project.type.ts';
import { AddSceneInput, MoveSceneInput, UpdateSceneInput } from './scene.input.ts';
import type { ListedScene } from './scene.read.ts';
import type { SceneService } from './scene.service.ts';
import { SceneType } from './scene.type.ts';

@Resolver(() => SceneType)
export class SceneResolver {
  constructor(
    private readonly scenes: SceneService,
    private readonly projects: ProjectService,
  ) {}

  @Mutation(() => SceneType, { description: 'Adds a scene to a project, which has at most 200 scenes. Requires the role EDITOR.' })
  addScene(@Ctx() { scope }: Context, @Arg('input', () => AddSceneInput) input: AddSceneInput): Promise<ListedScene> {
    return this.scenes.add(scope, input);
  }

  @Mutation(() => SceneType, {
    description:
      'Changes a scene. Answers CONFLICT when the scene was changed since you read it; changes of other scenes have no effect. Requires the role EDITOR.',
  })
  updateScene(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'The id of the scene.' }) id: string,
    @Arg('input', () => UpdateSceneInput) input: UpdateSceneInput,
  ): Promise<ListedScene> {
    return this.scenes.update(scope, id, input);
  }

  @Mutation(() => SceneType, {
    description: 'Moves a scene to another place in its project. `Scene.version` does not change. Requires the role EDITOR.',
  })
  moveScene(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'The id of the scene.' }) id: string,
    @Arg('input', () => MoveSceneInput) input: MoveSceneInput,
  ): Promise<ListedScene> {
    return this.scenes.move(scope, id, input);
  }

  @Mutation(() => ProjectType, {
    description:
      'Removes a scene and the overlays that start with it from its project, and returns the project. Versions of the project keep the scene. Requires the role EDITOR.',
  })
  async removeScene(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'The id of the scene.' }) id: string,
  ): Promise<ListedProject> {
    return this.projects.get(scope, await this.scenes.remove(scope, id));
  }

  @FieldResolver(() => AssetType, {
    nullable: true,
    description: 'The picture or clip that is shown. Null when there is none; then a picture is made.',
  })
  visualAsset(@Ctx() { scope }: Context, @Root() scene: ListedScene): Promise<AssetRow | null> | AssetRow | null {
    return this.#asset(scope, scene, 'visualAsset', scene.visualAssetId);
  }

  @FieldResolver(() => AssetType, {
    nullable: true,
    description:
      'The recording that is played instead of the spoken narration. Null when there is none; then the voice of the film speaks the narration.',
  })
  voiceAsset(@Ctx() { scope }: Context, @Root() scene: ListedScene): Promise<AssetRow | null> | AssetRow | null {
    return this.#asset(scope, scene, 'voiceAsset', scene.voiceAssetId);
  }

  @FieldResolver(() => ProjectType, { description: 'The project that the scene belongs to.' })
  project(@Ctx() { scope }: Context, @Root() scene: ListedScene): Promise<ListedProject> {
    return this.projects.get(scope, scene.projectId);
  }

  #asset(
    scope: Context['scope'],
    scene: ListedScene,
    name: 'visualAsset' | 'voiceAsset',
    id: string | null | undefined,
  ): Promise<AssetRow | null> | AssetRow | null {
    const seen = preloaded(scene, name, assetsById);
    if (seen !== undefined) return seen;
    return id ? assetsById.load(scope, id) : null;
  }
}
