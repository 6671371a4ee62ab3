import { AdminJobEntity } from '../../features/admin/jobs/admin-job.entity.ts';
import { AdminAuditEventEntity } from '../../features/admin/audit/admin-audit-event.entity.ts';
import { AdminWorkspaceEntity } from '../../features/admin/workspaces/admin-workspace.entity.ts';
import { AdminUserEntity } from '../../features/admin/users/admin-user.entity.ts';
import { AssetEntity, AssetUseEntity } from '../../features/assets/asset.entity.ts';
import { ShareLinkEntity } from '../../features/assets/sharing/share-link.entity.ts';
import { CommentEntity } from '../../features/reviews/comments/comment.entity.ts';
import { ReviewSessionEntity } from '../../features/reviews/sessions/review-session.entity.ts';
import { UploadSessionEntity } from '../../features/assets/uploads/upload.entity.ts';
import { AuditEventEntity } from '../../features/audit/audit.entity.ts';
import { BatchEntity, BatchItemEntity, BatchStatsEntity } from '../../features/batches/batch.entity.ts';
import { CheckoutEntity } from '../../features/billing/checkout/checkout.entity.ts';
import { PlanEntity, WorkspacePlanEntity } from '../../features/billing/plans/plan.entity.ts';
import { StripeCustomerEntity } from '../../features/billing/stripe/stripe-customer.entity.ts';
import { InvoiceEntity, SubscriptionEntity } from '../../features/billing/subscriptions/subscription.entity.ts';
import { CreditBalanceEntity, CreditEntryEntity, CreditMovementEntity } from '../../features/billing/billing.entity.ts';
import { SpendLimitEntity, SpendMonthEntity } from '../../features/billing/spend/spend.entity.ts';
import {
  LinkedAccountEntity,
  RecoveryCodeEntity,
  SecondFactorEntity,
  OAuthStateEntity,
} from '../../features/identity/credentials.entity.ts';
import { ProfilePictureUploadEntity } from '../../features/profile-pictures/profile-picture.entity.ts';
import { AccountTokenEntity, RefreshTokenEntity, SessionEntity, UserEntity } from '../../features/identity/identity.entity.ts';
import { JobEntity, JobEventEntity, JobStepEntity } from '../../features/jobs/job/job.entity.ts';
import { ProviderAttemptEntity } from '../../features/jobs/steps/provider-attempt.entity.ts';
import { ProviderKeyCircuitEntity } from '../../features/providers/circuits/provider-key-circuit.entity.ts';
import { ProviderKeyEntity } from '../../features/providers/keys/provider-key.entity.ts';
import { SeriesEntity, SeriesItemEntity, SeriesRunEntity } from '../../features/publishing/series/series.entity.ts';
import {
  AdminShowcaseItemEntity,
  ShowcaseConsentEntity,
  ShowcaseItemEntity,
  TrialImageEntity,
} from '../../features/showcase/showcase.entity.ts';
import { PresetEntity } from '../../features/presets/preset.entity.ts';
import {
  NotificationCursorEntity,
  NotificationEntity,
  NotificationSettingEntity,
} from '../../features/notifications/notification.entity.ts';
import { PromptTemplateEntity } from '../../features/templates/template.entity.ts';
import { ChannelAuthorizationEntity, ChannelEntity } from '../../features/publishing/channels/channel.entity.ts';
import { PublicationEntity } from '../../features/publishing/publications/publication.entity.ts';
import { CalendarFeedEntity } from '../../features/scheduling/calendar/calendar-feed.entity.ts';
import { SlotEntity } from '../../features/scheduling/slot.entity.ts';
import { CallbackSecretEntity } from '../../features/webhooks/callbacks/callback-secret.entity.ts';
import { ProjectEntity } from '../../features/projects/project/project.entity.ts';
import { SceneEntity } from '../../features/projects/scenes/scene.entity.ts';
import { ProjectVersionEntity } from '../../features/projects/versions/project-version.entity.ts';
import { WebhookDeliveryEntity, WebhookEntity } from '../../features/webhooks/webhook.entity.ts';
import {
  FormerMembershipEntity,
  InvitationEntity,
  MembershipEntity,
  WorkspaceEntity,
} from '../../features/workspaces/workspace/workspace.entity.ts';
import { WorkspaceEventEntity } from '../../features/workspaces/events/workspace-event.entity.ts';
import { ApiKeyEntity } from '../../features/workspaces/api-keys/api-key.entity.ts';
import { ArtifactEntity } from '../../platform/artifacts/artifact.entity.ts';
import { IdempotencyKeyEntity } from '../../platform/idempotency/idempotency.entity.ts';

/** Every table mapped by MikroORM; must equal the migrations (`npm run check:migrations`). */
export const entities = [
  AuditEventEntity,
  UserEntity,
  ProfilePictureUploadEntity,
  SessionEntity,
  RefreshTokenEntity,
  SecondFactorEntity,
  RecoveryCodeEntity,
  LinkedAccountEntity,
  OAuthStateEntity,
  AccountTokenEntity,
  WorkspaceEntity,
  MembershipEntity,
  FormerMembershipEntity,
  InvitationEntity,
  WorkspaceEventEntity,
  ApiKeyEntity,
  CreditMovementEntity,
  CreditEntryEntity,
  CreditBalanceEntity,
  SpendLimitEntity,
  SpendMonthEntity,
  PlanEntity,
  WorkspacePlanEntity,
  StripeCustomerEntity,
  CheckoutEntity,
  SubscriptionEntity,
  InvoiceEntity,
  JobEntity,
  JobStepEntity,
  JobEventEntity,
  ProviderAttemptEntity,
  ArtifactEntity,
  AssetEntity,
  AssetUseEntity,
  ProviderKeyEntity,
  ProviderKeyCircuitEntity,
  PresetEntity,
  PromptTemplateEntity,
  ProjectEntity,
  SceneEntity,
  ProjectVersionEntity,
  BatchEntity,
  BatchItemEntity,
  BatchStatsEntity,
  ChannelEntity,
  ChannelAuthorizationEntity,
  PublicationEntity,
  SeriesEntity,
  SeriesRunEntity,
  SeriesItemEntity,
  SlotEntity,
  CalendarFeedEntity,
  ShareLinkEntity,
  CommentEntity,
  ReviewSessionEntity,
  UploadSessionEntity,
  IdempotencyKeyEntity,
  WebhookEntity,
  CallbackSecretEntity,
  WebhookDeliveryEntity,
  NotificationEntity,
  NotificationSettingEntity,
  NotificationCursorEntity,
  AdminJobEntity,
  AdminUserEntity,
  AdminWorkspaceEntity,
  AdminAuditEventEntity,
  ShowcaseConsentEntity,
  ShowcaseItemEntity,
  TrialImageEntity,
  AdminShowcaseItemEntity,
];
