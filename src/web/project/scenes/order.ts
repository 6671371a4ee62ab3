/** The ids with one of them at another place. */
export function moved(ids: readonly string[], id: string, to: number): readonly string[] {
  const others = ids.filter((one) => one !== id);
  if (others.length === ids.length) return ids;
  return others.toSpliced(Math.max(0, Math.min(others.length, to)), 0, id);
}

/** The id before another one; null when it is the first. */
export const beforeOf = (ids: readonly string[], id: string): string | null => ids[ids.indexOf(id) - 1] ?? null;

/** The scenes in an order of ids. Scenes that it does not name, which somebody added meanwhile, keep their place. */
export function arranged<Scene extends { readonly id: string }>(scenes: readonly Scene[], ids: readonly string[]): readonly Scene[] {
  const byId = new Map(scenes.map((scene) => [scene.id, scene]));
  const named = ids.map((id) => byId.get(id)).filter((scene) => scene !== undefined);
  for (const [index, scene] of scenes.entries()) if (!ids.includes(scene.id)) named.splice(index, 0, scene);
  return named;
}
