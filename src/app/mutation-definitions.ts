import * as profilePictureMutations from '../features/profile-pictures/profile-picture.mutations.ts';
import * as queuePauseMutations from '../features/admin/operation/queue.mutations.ts';
import * as installationKeyMutations from '../features/admin/provider-keys/installation-key.mutations.ts';
import * as settingsMutations from '../features/admin/settings/settings.mutations.ts';
import * as setupMutations from '../features/admin/setup/setup.mutations.ts';
import * as suspensionMutations from '../features/admin/users/suspension.mutations.ts';
import * as importMutations from '../features/assets/imports/import.mutations.ts';
import * as libraryMutations from '../features/assets/library/library.mutations.ts';
import * as commentMutations from '../features/reviews/comments/comment.mutations.ts';
import * as reviewSessionMutations from '../features/reviews/sessions/review-session.mutations.ts';
import * as shareMutations from '../features/assets/sharing/share.mutations.ts';
import * as uploadMutations from '../features/assets/uploads/upload.mutations.ts';
import * as batchMutations from '../features/batches/batch.mutations.ts';
import * as spendMutations from '../features/billing/spend/spend.mutations.ts';
import * as grantMutations from '../features/billing/grants.mutations.ts';
import * as checkoutMutations from '../features/billing/checkout/checkout.mutations.ts';
import * as emailMutations from '../features/identity/account/email.mutations.ts';
import * as profileMutations from '../features/identity/account/profile.mutations.ts';
import * as passwordMutations from '../features/identity/password/password.mutations.ts';
import * as identityMutations from '../features/identity/session/identity.mutations.ts';
import * as sessionMutations from '../features/identity/session/session.mutations.ts';
import * as googleSignInMutations from '../features/identity/sso/google-sign-in.mutations.ts';
import * as totpMutations from '../features/identity/totp/totp.mutations.ts';
import * as jobMutations from '../features/jobs/job/job.mutations.ts';
import * as providerKeyMutations from '../features/providers/keys/provider-key.mutations.ts';
import * as seriesMutations from '../features/publishing/series/series.mutations.ts';
import * as presetMutations from '../features/presets/preset.mutations.ts';
import * as templateMutations from '../features/templates/template.mutations.ts';
import * as projectMutations from '../features/projects/project/project.mutations.ts';
import * as sceneMutations from '../features/projects/scenes/scene.mutations.ts';
import * as timelineMutations from '../features/projects/timeline/timeline.mutations.ts';
import * as versionMutations from '../features/projects/versions/version.mutations.ts';
import * as channelMutations from '../features/publishing/channels/channel.mutations.ts';
import * as publicationMutations from '../features/publishing/publications/publication.mutations.ts';
import * as notificationMutations from '../features/notifications/notification.mutations.ts';
import * as renderMutations from '../features/renders/render.mutations.ts';
import * as showcaseConsentMutations from '../features/showcase/consents/consent.mutations.ts';
import * as showcaseItemMutations from '../features/showcase/items/showcase-item.mutations.ts';
import * as trialImageMutations from '../features/showcase/trial-images/trial-image.mutations.ts';
import * as calendarMutations from '../features/scheduling/calendar/calendar.mutations.ts';
import * as slotMutations from '../features/scheduling/slot.mutations.ts';
import * as reportMutations from '../features/reports/report.mutations.ts';
import * as callbackMutations from '../features/webhooks/callbacks/callback.mutations.ts';
import * as webhookMutations from '../features/webhooks/webhook.mutations.ts';
import * as apiKeyMutations from '../features/workspaces/api-keys/api-key.mutations.ts';
import * as invitationMutations from '../features/workspaces/invitations/invitation.mutations.ts';
import * as memberMutations from '../features/workspaces/members/member.mutations.ts';
import * as workspaceMutations from '../features/workspaces/workspace/workspace.mutations.ts';
import type { MutationDefinition } from '../platform/mutation/mutation.ts';

/** Every mutation of the schema, by name. Limits, roles and docs/reference/mutations.md are printed from it; a test compares it with the schema. */
export const MUTATIONS: readonly MutationDefinition[] = [
  importMutations,
  libraryMutations,
  shareMutations,
  commentMutations,
  reviewSessionMutations,
  uploadMutations,
  emailMutations,
  profileMutations,
  passwordMutations,
  identityMutations,
  sessionMutations,
  googleSignInMutations,
  totpMutations,
  jobMutations,
  providerKeyMutations,
  spendMutations,
  presetMutations,
  templateMutations,
  projectMutations,
  sceneMutations,
  timelineMutations,
  versionMutations,
  renderMutations,
  batchMutations,
  channelMutations,
  publicationMutations,
  seriesMutations,
  slotMutations,
  calendarMutations,
  checkoutMutations,
  grantMutations,
  reportMutations,
  callbackMutations,
  webhookMutations,
  notificationMutations,
  apiKeyMutations,
  invitationMutations,
  memberMutations,
  workspaceMutations,
  setupMutations,
  suspensionMutations,
  queuePauseMutations,
  installationKeyMutations,
  profilePictureMutations,
  settingsMutations,
  showcaseConsentMutations,
  showcaseItemMutations,
  trialImageMutations,
]
  .flatMap((definitions) => Object.values<MutationDefinition>(definitions))
  .toSorted((one, other) => one.name.localeCompare(other.name, 'en'));
