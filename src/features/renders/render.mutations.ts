import { workspaceMutation } from '../workspaces/workspace/workspace.access.ts';

export const generateVideo = workspaceMutation({
  name: 'generateVideo',
  action: 'MAKE_VIDEO',
  rateLimit: 'generate',
  idempotencyKey: true,
  audit: 'The request: prompt or script, voice, look and format.',
});

export const renderProject = workspaceMutation({
  name: 'renderProject',
  action: 'MAKE_VIDEO',
  rateLimit: 'generate',
  idempotencyKey: true,
  audit: 'The project, the number of its version, and the options of the film.',
});

export const generateScript = workspaceMutation({
  name: 'generateScript',
  action: 'MANAGE_PROJECTS',
  rateLimit: 'generate',
  idempotencyKey: true,
  audit: 'The project, and the requested length and tone.',
});

export const regenerateScene = workspaceMutation({
  name: 'regenerateScene',
  action: 'MANAGE_PROJECTS',
  rateLimit: 'generate',
  idempotencyKey: true,
  audit: 'The scene and its parts.',
});

export const generateImage = workspaceMutation({
  name: 'generateImage',
  action: 'MAKE_VIDEO',
  rateLimit: 'generate',
  idempotencyKey: true,
  audit: 'The prompt, the size and the provider.',
});

export const generateSpeech = workspaceMutation({
  name: 'generateSpeech',
  action: 'MAKE_VIDEO',
  rateLimit: 'generate',
  idempotencyKey: true,
  audit: 'The text, its language, the voice and the provider.',
});

export const generateClip = workspaceMutation({
  name: 'generateClip',
  action: 'MAKE_VIDEO',
  rateLimit: 'generate',
  idempotencyKey: true,
  audit: 'The prompt, the model, the size, the length and the first picture.',
});

export const generateAvatar = workspaceMutation({
  name: 'generateAvatar',
  action: 'MAKE_VIDEO',
  rateLimit: 'generate',
  idempotencyKey: true,
  audit: 'The portrait, the recording and the provider.',
});

export const transcribeAsset = workspaceMutation({
  name: 'transcribeAsset',
  action: 'MAKE_VIDEO',
  rateLimit: 'generate',
  idempotencyKey: true,
  audit: 'The asset, the language and the provider.',
});

export const previewFrame = workspaceMutation({
  name: 'previewFrame',
  action: 'MANAGE_PROJECTS',
  rateLimit: 'preview',
  audit: 'The project and the time.',
});
