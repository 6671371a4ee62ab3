import { MUTATIONS } from '../../src/app/mutation-definitions.ts';
import type { Action } from '../../src/features/workspaces/workspace/workspace.access.ts';
import { bucketEndpoint } from './connector.ts';
import type { Administration, Defined, Guarded, Own, Public } from './operation-kinds.ts';
import type { World } from './world.ts';

const brandOf = ({ fontAssetId, logoAssetId, musicAssetId }: World) => ({ fontAssetId, logoAssetId, musicAssetId });
/** A batch of one film. */
const batchOf = ({ workspaceId, templateId, presetId, tableId: itemsAssetId }: World) => ({
  workspaceId,
  name: 'Mine',
  templateId,
  presetId,
  itemsAssetId,
});
/** A slot of the owner for the viewer, in three days. */
const slotOf = ({ userId, viewerId, projectId }: World) => ({
  ...{ giverId: userId, takerId: viewerId, projectId, timeZone: 'UTC', title: 'Mine' },
  ...{ startsAt: wholeHour(72), endsAt: wholeHour(73) },
});
const wholeHour = (ahead: number): string => new Date((Math.floor(Date.now() / 3_600_000) + ahead) * 3_600_000).toISOString();
const VARIABLE = { name: 'plain', type: 'STRING' };

/** A film with everything that it may name. */
const videoOf = ({ workspaceId, templateId, presetId, logoAssetId, musicAssetId }: World) => ({
  ...{ workspaceId, templateId, presetId },
  ...{ referenceAssetId: logoAssetId, musicAssetId },
});

/**
 * Every query, mutation and subscription: each is called as stranger, removed member, viewer and nobody (denials.test.ts) and as each role
 * (roles.test.ts). A new operation is a new line here; what a mutation needs is in its definition.
 */
const LINES: Readonly<Record<string, Guarded | Defined | Own | Administration | Public>> = {
  'Query.me': { own: 'the caller' },
  'Query.workspaces': { own: 'those of the caller' },
  'Query.deletedWorkspaces': { own: 'those of the caller' },
  'Query.sessions': { own: 'those of the caller' },
  'Query.totp': { own: 'that of the caller' },
  'Query.models': { own: 'the same for everybody who is signed in' },
  'Query.voices': { own: 'the same for everybody who is signed in' },
  'Query.languages': { own: 'the same for everybody who is signed in' },
  'Query.looks': { own: 'the same for everybody who is signed in' },
  'Query.capabilities': { public: 'lets clients hide what is off before anybody has signed in' },
  'Query.plans': { public: 'the same for everybody' },
  'Query.creditPacks': { public: 'the same for everybody' },
  'Query.adminJobs': { administration: 'jobs of all workspaces', arguments: ({ workspaceId }) => ({ filter: { workspaceId } }) },
  'Query.systemStatus': { public: 'tells whether the set-up is open; the rest is null for everybody but administrators' },
  'Query.adminStats': {
    administration: 'figures of the installation',
    arguments: () => ({ from: '2026-11-01T00:00:00Z', to: '2026-11-30T00:00:00Z' }),
  },
  'Query.adminUsers': { administration: 'people of the installation', arguments: () => ({}) },
  'Query.adminWorkspaces': { administration: 'the use of all workspaces', arguments: ({ userId }) => ({ filter: { userId } }) },
  'Query.adminAuditEvents': {
    administration: 'the audit log of the installation',
    arguments: ({ workspaceId, userId, jobId }) => ({ filter: { workspaceId, userId, subjectId: jobId } }),
  },
  'Query.adminProviders': { administration: 'providers of the installation that fail', arguments: () => ({}) },
  'Query.workspace': { needs: 'VIEW', arguments: ({ workspaceId }) => ({ id: workspaceId }) },
  'Query.job': { needs: 'VIEW', arguments: ({ jobId }) => ({ id: jobId }) },
  'Query.jobEvents': { needs: 'VIEW', arguments: ({ jobId }) => ({ jobId }) },
  'Query.asset': { needs: 'VIEW', arguments: ({ assetId }) => ({ id: assetId }) },
  'Query.node': { needs: 'VIEW', arguments: ({ jobId }) => ({ id: jobId }) },
  'Query.project': { needs: 'VIEW', arguments: ({ projectId }) => ({ id: projectId }) },
  'Query.checkProject': { needs: 'VIEW', arguments: ({ projectId }) => ({ id: projectId }) },
  'Query.projectVersion': { needs: 'VIEW', arguments: ({ projectId }) => ({ id: projectId, number: 1 }) },
  'Query.batch': { needs: 'VIEW', arguments: ({ batchId }) => ({ id: batchId }) },
  'Query.series': { needs: 'VIEW', arguments: ({ seriesId }) => ({ id: seriesId }) },
  'Query.checkBatch': { needs: 'MANAGE_BATCHES', arguments: (world) => ({ input: batchOf(world) }) },
  'Query.slot': { needs: 'VIEW', arguments: ({ slotId }) => ({ id: slotId }) },
  'Query.calendarFeeds': { own: 'those of the caller' },
  'Query.webhook': { needs: 'MANAGE_WEBHOOKS', arguments: ({ webhookId }) => ({ id: webhookId }) },
  'Query.uploadSession': { needs: 'VIEW', arguments: ({ uploadId }) => ({ id: uploadId }) },
  'Query.validateUpload': {
    needs: 'UPLOAD_ASSET',
    arguments: ({ workspaceId }) => ({ input: { workspaceId, fileName: 'a.png', byteSize: 1 } }),
  },
  'Query.webhookDeliveries': { needs: 'MANAGE_WEBHOOKS', arguments: ({ webhookId }) => ({ webhookId }) },
  'Query.estimateVideo': { needs: 'VIEW', arguments: (world) => ({ input: videoOf(world) }) },
  'Query.estimateImage': {
    needs: 'VIEW',
    arguments: ({ workspaceId, presetId }) => ({ input: { workspaceId, presetId, prompt: 'A river.' } }),
  },
  'Query.estimateSpeech': {
    needs: 'VIEW',
    arguments: ({ workspaceId, presetId }) => ({ input: { workspaceId, presetId, text: 'A river.' } }),
  },
  'Query.estimateClip': {
    needs: 'VIEW',
    arguments: ({ workspaceId, presetId, logoAssetId: imageAssetId }) => ({
      input: { workspaceId, presetId, imageAssetId, prompt: 'A river.', model: 'runway-gen4-turbo' },
    }),
  },
  'Query.estimateAvatar': {
    needs: 'VIEW',
    arguments: ({ logoAssetId: portraitAssetId, musicAssetId: audioAssetId }) => ({ input: { portraitAssetId, audioAssetId } }),
    choosing: ['input.audioAssetId'],
  },
  'Query.estimateTranscription': { needs: 'VIEW', arguments: ({ musicAssetId: assetId }) => ({ input: { assetId } }) },
  'Query.systemPresets': { own: 'the same for everybody who is signed in' },
  'Query.preset': { needs: 'VIEW', arguments: ({ presetId }) => ({ id: presetId }) },
  'Query.promptTemplate': { needs: 'VIEW', arguments: ({ templateId }) => ({ id: templateId }) },
  'Query.previewTemplate': { needs: 'VIEW', arguments: ({ templateId }) => ({ id: templateId }) },

  'Mutation.register': { public: 'makes an account' },
  'Mutation.login': { public: 'asks for the password' },
  'Mutation.refreshToken': { public: 'asks for the token' },
  'Mutation.startGoogleSignIn': { public: 'leads to the place where one signs in' },
  'Mutation.loginWithGoogle': { public: 'asks for what came back from there' },
  'Mutation.requestPasswordReset': { public: 'answers the same for every address' },
  'Mutation.resetPassword': { public: 'asks for the token of the letter' },
  'Mutation.verifyEmail': { public: 'asks for the token of the letter' },
  'Mutation.requestEmailVerification': { own: 'writes to the caller' },
  'Mutation.changePassword': {
    own: 'that of the caller',
    arguments: { input: { currentPassword: 'x', newPassword: 'a sentence that nobody says' } },
  },
  'Mutation.updateProfile': { own: 'that of the caller', arguments: { input: { locale: 'en' } } },
  'Mutation.createProfilePictureUpload': {
    own: 'that of the caller',
    arguments: { input: { contentType: 'image/png', byteSize: 1 } },
  },
  'Mutation.completeProfilePictureUpload': {
    own: 'an id of another person is passed over',
    mayTakeIds: true,
    arguments: { id: '00000000-0000-4000-8000-000000000000' },
  },
  'Mutation.removeProfilePicture': { own: 'that of the caller' },
  'Mutation.exportMyData': { own: 'that of the caller' },
  'Mutation.deleteAccount': { own: 'that of the caller', arguments: { input: { password: 'x' } } },
  'Mutation.enableTotp': { own: 'that of the caller', arguments: { input: { password: 'x' } } },
  'Mutation.confirmTotp': { own: 'that of the caller', arguments: { input: { code: '000000' } } },
  'Mutation.disableTotp': { own: 'that of the caller', arguments: { input: { password: 'x', code: '000000' } } },
  'Mutation.markNotificationsRead': {
    own: 'ids choose among those of the caller, and others are passed over',
    mayTakeIds: true,
    arguments: { input: { all: true } },
  },
  'Mutation.updateNotificationSettings': {
    own: 'those of the caller',
    arguments: { input: { settings: [{ kind: 'JOB_FAILED', channel: 'OFF' }] } },
  },
  'Mutation.revokeSession': { needs: 'PERSON', arguments: ({ actor }) => ({ id: actor.sessionId }) },
  'Mutation.logout': { own: 'the sessions of the caller' },

  'Mutation.createWorkspace': { own: 'makes one of the caller', arguments: { input: { name: 'Mine' } } },
  'Mutation.updateWorkspace': {
    defined: true,
    arguments: ({ workspaceId }) => ({ id: workspaceId, input: { name: 'Mine' } }),
  },
  'Mutation.deleteWorkspace': { defined: true, arguments: ({ workspaceId }) => ({ id: workspaceId }) },
  'Mutation.restoreWorkspace': { needs: 'PERSON', arguments: ({ deletedWorkspaceId }) => ({ id: deletedWorkspaceId }) },
  'Mutation.leaveWorkspace': { defined: true, arguments: ({ workspaceId }) => ({ id: workspaceId }) },
  'Mutation.transferOwnership': {
    defined: true,
    arguments: ({ workspaceId, viewerId }) => ({ input: { workspaceId, userId: viewerId } }),
  },
  'Mutation.changeMemberRole': {
    defined: true,
    arguments: ({ workspaceId, viewerId }) => ({ input: { workspaceId, userId: viewerId, role: 'EDITOR' } }),
  },
  'Mutation.removeMember': {
    defined: true,
    arguments: ({ workspaceId, viewerId }) => ({ input: { workspaceId, userId: viewerId } }),
  },
  'Mutation.inviteMember': {
    defined: true,
    arguments: ({ workspaceId }) => ({ input: { workspaceId, email: 'guest@example.test', role: 'VIEWER' } }),
  },
  'Mutation.revokeInvitation': { defined: true, arguments: ({ invitationId }) => ({ id: invitationId }) },
  'Mutation.acceptInvitation': { own: 'takes a token that is bound to the address of the caller', arguments: { input: { token: 'x' } } },
  'Mutation.declineInvitation': { own: 'takes a token that is bound to the address of the caller', arguments: { input: { token: 'x' } } },

  'Mutation.generateVideo': { defined: true, arguments: (world) => ({ input: videoOf(world) }) },
  'Mutation.createPreset': {
    defined: true,
    arguments: (world) => ({ input: { workspaceId: world.workspaceId, name: 'Mine', ...brandOf(world) } }),
  },
  'Mutation.updatePreset': {
    defined: true,
    arguments: (world) => ({ id: world.presetId, input: { expectedVersion: 1, ...brandOf(world) } }),
  },
  'Mutation.duplicatePreset': { defined: true, arguments: ({ workspaceId, presetId }) => ({ input: { workspaceId, presetId } }) },
  'Mutation.deletePreset': { defined: true, arguments: ({ presetId }) => ({ id: presetId }) },
  'Mutation.setDefaultPreset': { defined: true, arguments: ({ workspaceId, presetId }) => ({ input: { workspaceId, presetId } }) },
  'Mutation.createPromptTemplate': {
    defined: true,
    arguments: ({ workspaceId, presetId }) => ({
      input: { workspaceId, name: 'Mine', writes: 'PROMPT', text: 'About {{plain}}.', variables: [VARIABLE], presetId },
    }),
  },
  'Mutation.updatePromptTemplate': {
    defined: true,
    arguments: ({ templateId, presetId }) => ({
      id: templateId,
      input: { expectedVersion: 1, text: 'About {{plain}}.', variables: [VARIABLE], presetId },
    }),
  },
  'Mutation.deletePromptTemplate': { defined: true, arguments: ({ templateId }) => ({ id: templateId }) },
  'Mutation.rotateCallbackSecret': { defined: true, arguments: ({ workspaceId }) => ({ workspaceId }) },
  'Mutation.cancelJob': { defined: true, arguments: ({ jobId }) => ({ id: jobId }) },

  'Mutation.retryJob': { defined: true, arguments: ({ failedJobId }) => ({ id: failedJobId }) },
  'Mutation.deleteJob': { defined: true, arguments: ({ failedJobId }) => ({ id: failedJobId }) },

  'Mutation.createUpload': {
    defined: true,
    arguments: ({ workspaceId, projectId }) => ({ input: { workspaceId, projectId, fileName: 'a.png', byteSize: 1 } }),
    choosing: ['input.projectId'],
  },
  'Mutation.completeUpload': { defined: true, arguments: ({ uploadId }) => ({ id: uploadId }) },
  'Mutation.abortUpload': { defined: true, arguments: ({ uploadId }) => ({ id: uploadId }) },

  'Mutation.createApiKey': {
    defined: true,
    arguments: ({ workspaceId }) => ({
      input: { workspaceId, name: 'mine', role: 'VIEWER', expiresAt: new Date(Date.now() + 3_600_000).toISOString() },
    }),
  },
  'Mutation.revokeApiKey': { defined: true, arguments: ({ apiKeyId }) => ({ id: apiKeyId }) },

  'Mutation.generateImage': {
    defined: true,
    arguments: ({ workspaceId, presetId }) => ({ input: { workspaceId, presetId, prompt: 'A river.' } }),
  },
  'Mutation.generateSpeech': {
    defined: true,
    arguments: ({ workspaceId, presetId }) => ({ input: { workspaceId, presetId, text: 'A river.' } }),
  },
  'Mutation.generateClip': {
    defined: true,
    arguments: ({ workspaceId, presetId, logoAssetId: imageAssetId }) => ({
      input: { workspaceId, presetId, imageAssetId, prompt: 'A river.', model: 'runway-gen4-turbo' },
    }),
  },
  'Mutation.generateAvatar': {
    defined: true,
    arguments: ({ logoAssetId: portraitAssetId, musicAssetId: audioAssetId }) => ({ input: { portraitAssetId, audioAssetId } }),
    choosing: ['input.audioAssetId'],
  },
  'Mutation.transcribeAsset': { defined: true, arguments: ({ musicAssetId: assetId }) => ({ input: { assetId } }) },
  'Mutation.setProviderKey': {
    defined: true,
    arguments: ({ workspaceId }) => ({ input: { workspaceId, provider: 'openai', key: 'sk-of-the-workspace' } }),
  },
  'Mutation.setSpendLimit': { defined: true, arguments: ({ workspaceId }) => ({ input: { workspaceId, limit: 25 } }) },
  'Mutation.testProviderKey': { defined: true, arguments: ({ workspaceId }) => ({ input: { workspaceId, provider: 'openai' } }) },
  'Mutation.removeProviderKey': { defined: true, arguments: ({ workspaceId }) => ({ input: { workspaceId, provider: 'gemini' } }) },

  'Mutation.exportAuditEvents': {
    defined: true,
    arguments: ({ workspaceId, viewerId, jobId }) => ({ input: { workspaceId, filter: { userId: viewerId, subjectId: jobId } } }),
    choosing: ['input.filter.userId', 'input.filter.subjectId'],
  },

  'Mutation.importAsset': {
    defined: true,
    arguments: ({ workspaceId }) => ({ input: { workspaceId, url: 'http://127.0.0.1:9999/film.mp4' } }),
  },
  'Mutation.updateAsset': { defined: true, arguments: ({ assetId }) => ({ id: assetId, input: { name: 'Mine' } }) },
  'Mutation.deleteAsset': { defined: true, arguments: ({ assetId }) => ({ id: assetId }) },
  'Mutation.restoreAsset': { defined: true, arguments: ({ assetId }) => ({ id: assetId }) },
  'Mutation.createShareLink': { defined: true, arguments: ({ assetId }) => ({ input: { assetId } }) },
  'Mutation.updateShareLink': { defined: true, arguments: ({ shareLinkId }) => ({ id: shareLinkId, input: { reviewEnabled: false } }) },
  'Query.comments': {
    needs: 'VIEW',
    arguments: ({ assetId, commentId: parentId }) => ({ assetId, filter: { parentId } }),
    choosing: ['filter.parentId'],
  },
  'Query.reviewedAsset': { public: 'asks for the token of a reviewer' },
  'Mutation.startReview': { public: 'asks for the token of a share link' },
  'Mutation.createComment': {
    defined: true,
    arguments: ({ assetId, commentId: parentId }) => ({ input: { assetId, text: 'Mine.', parentId } }),
    choosing: ['input.parentId'],
  },
  'Mutation.reviewAsset': { defined: true, arguments: ({ assetId }) => ({ input: { assetId, decision: 'APPROVED' } }) },
  'Mutation.resolveComment': { defined: true, arguments: ({ commentId }) => ({ id: commentId }) },
  'Mutation.reopenComment': { defined: true, arguments: ({ commentId }) => ({ id: commentId }) },
  'Mutation.deleteComment': { defined: true, participants: true, arguments: ({ commentId }) => ({ id: commentId }) },
  'Mutation.revokeShareLink': { defined: true, arguments: ({ shareLinkId }) => ({ id: shareLinkId }) },
  'Mutation.createProject': {
    defined: true,
    arguments: ({ workspaceId, templateId, presetId }) => ({ input: { workspaceId, name: 'Mine', templateId, presetId } }),
    choosing: ['input.templateId', 'input.presetId'],
  },
  'Mutation.updateProject': {
    defined: true,
    arguments: ({ projectId, templateId, presetId }) => ({
      id: projectId,
      input: { expectedVersion: 1, name: 'Mine', templateId, presetId },
    }),
    choosing: ['input.templateId', 'input.presetId'],
  },
  'Mutation.deleteProject': { defined: true, arguments: ({ projectId }) => ({ id: projectId }) },
  'Mutation.restoreProject': { defined: true, arguments: ({ projectId }) => ({ id: projectId }) },
  'Mutation.duplicateProject': { defined: true, arguments: ({ projectId }) => ({ input: { projectId } }) },
  'Mutation.generateScript': { defined: true, arguments: ({ projectId }) => ({ input: { projectId, replaceScenes: true } }) },
  'Mutation.regenerateScene': { defined: true, arguments: ({ otherSceneId }) => ({ input: { sceneId: otherSceneId, parts: ['VOICE'] } }) },
  'Mutation.previewFrame': { defined: true, arguments: ({ projectId, sceneId }) => ({ input: { projectId, sceneId, atMs: 0 } }) },
  'Mutation.renderProject': { defined: true, arguments: ({ projectId, presetId }) => ({ input: { projectId, presetId } }) },
  'Mutation.createBatch': { defined: true, arguments: (world) => ({ input: batchOf(world) }) },
  'Mutation.pauseBatch': { defined: true, arguments: ({ batchId }) => ({ id: batchId }) },
  'Mutation.resumeBatch': { defined: true, arguments: ({ batchId }) => ({ id: batchId }) },
  'Mutation.cancelBatch': { defined: true, arguments: ({ batchId }) => ({ id: batchId }) },
  'Mutation.retryBatch': { defined: true, arguments: ({ batchId }) => ({ id: batchId }) },
  'Mutation.exportBatch': { defined: true, arguments: ({ batchId }) => ({ id: batchId }) },
  'Mutation.createSeries': {
    defined: true,
    arguments: ({ workspaceId, templateId, presetId, channelId, tableId: itemsAssetId }) => ({
      input: { workspaceId, name: 'Mine', cron: '0 9 * * *', timeZone: 'UTC', templateId, presetId, itemsAssetId, channelId },
    }),
  },
  'Mutation.updateSeries': {
    defined: true,
    arguments: ({ seriesId, templateId, presetId, channelId, tableId: itemsAssetId }) => ({
      id: seriesId,
      input: { templateId, presetId, itemsAssetId, channelId },
    }),
  },
  'Mutation.pauseSeries': { defined: true, arguments: ({ seriesId }) => ({ id: seriesId }) },
  'Mutation.resumeSeries': { defined: true, arguments: ({ seriesId }) => ({ id: seriesId }) },
  'Mutation.deleteSeries': { defined: true, arguments: ({ seriesId }) => ({ id: seriesId }) },
  'Mutation.runSeriesNow': { defined: true, arguments: ({ seriesId }) => ({ id: seriesId }) },
  'Mutation.restoreProjectVersion': { defined: true, arguments: ({ projectId }) => ({ id: projectId, input: { number: 1 } }) },
  'Mutation.importTimeline': {
    defined: true,
    arguments: ({ workspaceId }) => ({ input: { workspaceId, timeline: { schema: 1, project: { name: 'Mine' } } } }),
  },
  'Mutation.addScene': {
    defined: true,
    arguments: ({ projectId, sceneId, pictureId, recordingId }) => ({
      input: { projectId, afterSceneId: sceneId, visualAssetId: pictureId, voiceAssetId: recordingId },
    }),
    choosing: ['input.afterSceneId', 'input.visualAssetId', 'input.voiceAssetId'],
  },
  'Mutation.updateScene': {
    defined: true,
    arguments: ({ otherSceneId, pictureId, recordingId }) => ({
      id: otherSceneId,
      input: { expectedVersion: 1, visualAssetId: pictureId, voiceAssetId: recordingId },
    }),
    choosing: ['input.visualAssetId', 'input.voiceAssetId'],
  },
  'Mutation.moveScene': {
    defined: true,
    arguments: ({ sceneId, otherSceneId }) => ({ id: sceneId, input: { afterSceneId: otherSceneId } }),
    choosing: ['input.afterSceneId'],
  },
  'Mutation.removeScene': { defined: true, arguments: ({ sceneId }) => ({ id: sceneId }) },
  'Query.publication': { needs: 'VIEW', arguments: ({ publicationId }) => ({ id: publicationId }) },
  'Mutation.connectYouTube': {
    defined: true,
    arguments: ({ workspaceId }) => ({ input: { workspaceId, redirectUri: 'http://studio.test/' } }),
  },
  'Mutation.completeYouTube': { own: 'what the session of the caller has started', arguments: { input: { code: 'none', state: 'none' } } },
  'Mutation.connectBucket': {
    defined: true,
    arguments: ({ workspaceId }) => ({
      input: { workspaceId, endpoint: bucketEndpoint(), bucket: 'films', accessKey: 'key', secretKey: 'secret' },
    }),
  },
  'Mutation.disconnectChannel': { defined: true, arguments: ({ channelId }) => ({ id: channelId }) },
  'Mutation.publishVideo': {
    defined: true,
    arguments: ({ channelId, assetId, pictureId: thumbnailAssetId }) => ({
      input: { channelId, assetId, thumbnailAssetId, title: 'A film', madeForKids: false },
    }),
    choosing: ['input.thumbnailAssetId'],
  },
  'Mutation.createSlots': {
    defined: true,
    arguments: (world) => ({ input: { workspaceId: world.workspaceId, slots: [slotOf(world)] } }),
    choosing: ['input.slots.0.giverId', 'input.slots.0.takerId', 'input.slots.0.projectId'],
  },
  'Mutation.createRecurringSlots': {
    defined: true,
    arguments: (world) => ({ input: { workspaceId: world.workspaceId, ...slotOf(world), rrule: 'FREQ=DAILY;COUNT=2' } }),
    choosing: ['input.giverId', 'input.takerId', 'input.projectId'],
  },
  'Mutation.updateSlot': {
    defined: true,
    arguments: ({ slotId, projectId }) => ({ id: slotId, input: { expectedVersion: 1, projectId } }),
    choosing: ['input.projectId'],
  },
  'Mutation.bookSlot': { defined: true, arguments: ({ slotId }) => ({ id: slotId }) },
  'Mutation.confirmSlot': { defined: true, participants: true, arguments: ({ pendingSlotId }) => ({ id: pendingSlotId }) },
  'Mutation.declineSlot': { defined: true, participants: true, arguments: ({ pendingSlotId }) => ({ id: pendingSlotId }) },
  'Mutation.cancelSlot': { defined: true, participants: true, arguments: ({ pendingSlotId }) => ({ id: pendingSlotId }) },
  'Mutation.deleteSlot': { defined: true, arguments: ({ slotId }) => ({ id: slotId }) },
  'Mutation.createCalendarFeed': { own: 'makes one of the caller', arguments: { input: { name: 'Mine' } } },
  'Mutation.revokeCalendarFeed': { needs: 'PERSON', arguments: ({ calendarFeedId }) => ({ id: calendarFeedId }) },
  'Mutation.createCheckout': {
    defined: true,
    arguments: ({ workspaceId }) => ({
      input: { workspaceId, creditPackId: 'credits-100', successUrl: 'http://studio.test/', cancelUrl: 'http://studio.test/' },
    }),
  },
  'Mutation.createBillingPortal': {
    defined: true,
    arguments: ({ workspaceId }) => ({ input: { workspaceId, returnUrl: 'http://studio.test/' } }),
  },
  'Mutation.exportUsage': { defined: true, arguments: ({ workspaceId }) => ({ input: { workspaceId, month: '2026-11' } }) },
  'Mutation.initializeSystem': { public: 'needs a set-up token' },
  'Mutation.suspendUser': {
    administration: 'suspends a person',
    arguments: ({ userId }) => ({ input: { userId, reason: 'test' } }),
  },
  'Mutation.reinstateUser': { administration: 'ends a suspension', arguments: ({ userId }) => ({ userId }) },
  'Query.showcase': { public: 'films that the installation shows to everybody', mayTakeIds: true },
  'Query.trialImages': { public: 'pictures that the installation shows to everybody' },
  'Query.adminShowcaseItems': { administration: 'films of the showcase, also hidden ones', arguments: () => ({}) },
  'Query.adminTrialImages': { administration: 'pictures to try, also hidden ones', arguments: () => ({}) },
  'Mutation.giveShowcaseConsent': { defined: true, arguments: ({ assetId }) => ({ assetId }) },
  'Mutation.withdrawShowcaseConsent': { defined: true, arguments: ({ pictureId: assetId }) => ({ assetId }) },
  'Mutation.createShowcaseItem': {
    administration: 'shows a film to everybody',
    arguments: ({ assetId }) => ({ input: { assetId, placement: 'GALLERY', title: 'Mine' } }),
  },
  'Mutation.updateShowcaseItem': { administration: 'changes a film of the showcase', arguments: ({ assetId: id }) => ({ id, input: {} }) },
  'Mutation.orderShowcase': { administration: 'orders the showcase', arguments: () => ({ placement: 'GALLERY', ids: [] }) },
  'Mutation.deleteShowcaseItem': { administration: 'removes a film from the showcase', arguments: ({ assetId: id }) => ({ id }) },
  'Mutation.setTrialImages': { administration: 'replaces the pictures to try', arguments: () => ({ input: { images: [] } }) },
  'Query.adminSpend': { administration: 'what the installation spends', arguments: () => ({}) },
  'Query.installationProviderKeys': { administration: 'keys of the installation', arguments: () => ({}) },
  'Mutation.setInstallationProviderKey': {
    administration: 'sets a key of the installation',
    arguments: () => ({ input: { provider: 'openai', key: 'sk-long-enough' } }),
  },
  'Mutation.testInstallationProviderKey': { administration: 'calls a provider', arguments: () => ({ provider: 'openai' }) },
  'Mutation.removeInstallationProviderKey': { administration: 'removes a key', arguments: () => ({ provider: 'openai' }) },
  'Query.settings': { administration: 'settings of the installation', arguments: () => ({}) },
  'Mutation.updateSettings': { administration: 'changes settings of the installation', arguments: () => ({ input: {} }) },
  'Mutation.pauseQueue': { administration: 'pauses the queue of jobs', arguments: () => ({ queue: 'JOBS' }) },
  'Mutation.resumeQueue': { administration: 'resumes the queue of jobs', arguments: () => ({ queue: 'JOBS' }) },
  'Mutation.grantCredits': {
    administration: 'gives credits to any workspace',
    arguments: ({ workspaceId }) => ({ input: { workspaceId, credits: 1, reason: 'test' } }),
  },
  'Mutation.createWebhook': {
    defined: true,
    arguments: ({ workspaceId }) => ({ input: { workspaceId, url: 'http://127.0.0.1:9999/' } }),
  },
  'Mutation.updateWebhook': { defined: true, arguments: ({ webhookId }) => ({ id: webhookId, input: { enabled: false } }) },
  'Mutation.deleteWebhook': { defined: true, arguments: ({ webhookId }) => ({ id: webhookId }) },
  'Mutation.rotateWebhookSecret': { defined: true, arguments: ({ webhookId }) => ({ id: webhookId }) },
  'Mutation.testWebhook': { defined: true, arguments: ({ webhookId }) => ({ id: webhookId }) },
  'Mutation.redeliverWebhook': { defined: true, arguments: ({ deliveryId }) => ({ id: deliveryId }) },

  'Subscription.workspaceEvents': { needs: 'VIEW', arguments: ({ workspaceId }) => ({ workspaceId }) },
  'Subscription.reviewEvents': { needs: 'VIEW', arguments: ({ assetId }) => ({ assetId }) },
  'Subscription.notifications': { own: 'those of the caller', arguments: {} },
  'Subscription.adminEvents': { administration: 'workers and steps of all workspaces', arguments: () => ({}) },
  'Subscription.jobProgress': { needs: 'VIEW', arguments: ({ jobId }) => ({ jobId }) },
};

const accessOf = (name: string) => MUTATIONS.find((mutation) => `Mutation.${mutation.name}` === name)?.access;

function withAccess(name: string, line: (typeof LINES)[string]): Guarded | Own | Administration | Public {
  if (!('defined' in line)) return line;
  const access = accessOf(name);
  if (typeof access !== 'object') throw new Error(`${name} has no action in its definition`);
  const { defined: _, ...rest } = line;
  return { ...rest, needs: access.action as Action, ...(access.usersOnly && { byPeople: true }) };
}

export const OPERATIONS = Object.fromEntries(Object.entries(LINES).map(([name, line]) => [name, withAccess(name, line)]));

export type Operation = (typeof OPERATIONS)[string];
export const isGuarded = (operation: Operation): operation is Guarded => 'needs' in operation;

/** Names and entries of one kind, for `test.each`. */
export const guarded = Object.entries(OPERATIONS).filter((entry): entry is [string, Guarded] => isGuarded(entry[1]));
