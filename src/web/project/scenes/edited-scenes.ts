/** Ids of scenes that were opened in this page, with their projects: a draft of a scene that was removed still knows where it belongs. */
export const editedScenes = new Map<string, string>();
