import { AssetService } from '../features/assets/asset.service.ts';
import { InstallationKeys } from '../features/admin/provider-keys/installation-keys.ts';
import type { InstallationSettings } from '../features/admin/settings/installation-settings.ts';
import { AuditService } from '../features/audit/audit.service.ts';
import { removeCanceledFile } from '../features/assets/ingest/canceled-files.ts';
import { IngestService } from '../features/assets/ingest/ingest.service.ts';
import { ImportService } from '../features/assets/imports/import.service.ts';
import { LibraryService } from '../features/assets/library/library.service.ts';
import { ShareService } from '../features/assets/sharing/share.service.ts';
import { UploadService } from '../features/assets/uploads/upload.service.ts';
import { BillingService } from '../features/billing/billing.service.ts';
import { assertNotCharged } from '../features/billing/subscriptions/live-subscription.ts';
import { SpendService } from '../features/billing/spend/spend.service.ts';
import { GoogleSignInService } from '../features/identity/sso/google-sign-in.service.ts';
import { AddressProof } from '../features/identity/account/address-proof.ts';
import { EmailService } from '../features/identity/account/email.service.ts';
import { IdentityService } from '../features/identity/session/identity.service.ts';
import { AccountEmails } from '../features/identity/account/account-emails.ts';
import { PasswordService } from '../features/identity/password/password.service.ts';
import { ProfilePictureService } from '../features/profile-pictures/profile-picture.service.ts';
import { ProfileService } from '../features/identity/account/profile.service.ts';
import { mayRegister } from '../features/identity/account/registration.ts';
import { SessionService } from '../features/identity/session/session.service.ts';
import { Tokens } from '../features/identity/session/tokens.ts';
import { TotpService } from '../features/identity/totp/totp.service.ts';
import { LeftCalls } from '../features/jobs/calls/left-calls.service.ts';
import { JobFeed } from '../features/jobs/log/job-feed.ts';
import { JobReads } from '../features/jobs/job/job.read.ts';
import { JobService } from '../features/jobs/job/job.service.ts';
import { StepService } from '../features/jobs/steps/step.service.ts';
import { deleteOwnNotifications } from '../features/notifications/notification.service.ts';
import { PresetService } from '../features/presets/preset.service.ts';
import { TemplateService } from '../features/templates/template.service.ts';
import { ProjectChoices } from '../features/projects/project/project-choices.ts';
import { hasProject } from '../features/projects/project/project.read.ts';
import { CapabilitiesService } from '../features/providers/capabilities.service.ts';
import { CatalogueService } from '../features/providers/catalogue.service.ts';
import { ProviderCircuits } from '../features/providers/circuits/provider-circuits.service.ts';
import { ProviderCosts } from '../features/providers/estimates/provider-costs.service.ts';
import { VoiceLists } from '../features/providers/lists/voice-lists.service.ts';
import { ModelLists } from '../features/providers/lists/model-lists.service.ts';
import { ProviderKeys } from '../features/providers/keys/provider-keys.service.ts';
import { VideoRequests } from '../features/renders/request/video-requests.ts';
import { ClipRequests } from '../features/renders/media/clip-requests.ts';
import { MediaRequests } from '../features/renders/media/media-requests.ts';
import { ReportService } from '../features/reports/report.service.ts';
import { DeliveryService } from '../features/webhooks/deliveries/delivery.service.ts';
import { CallbackService } from '../features/webhooks/callbacks/callback.service.ts';
import { WebhookService } from '../features/webhooks/webhook.service.ts';
import { InvitationService } from '../features/workspaces/invitations/invitation.service.ts';
import { MemberService } from '../features/workspaces/members/member.service.ts';
import { WorkspaceFeed } from '../features/workspaces/events/workspace-feed.service.ts';
import { ApiKeyService } from '../features/workspaces/api-keys/api-key.service.ts';
import { WorkspaceService } from '../features/workspaces/workspace/workspace.service.ts';
import type { ProviderSettings } from '../platform/catalogue/provider-settings.ts';
import { Prices } from '../platform/catalogue/providers/costs/prices.ts';
import type { Log } from '../kernel/log.ts';
import type { Scope } from '../platform/database/scope.ts';
import { GuardedHttp } from '../platform/http/guarded-http.ts';
import { OpenIdProvider } from '../platform/openid/openid-provider.ts';
import type { Mailer } from '../platform/mail/mail.ts';
import { QueuedMailer } from '../platform/mail/queued-mailer.ts';
import { RateLimiter } from '../platform/ratelimit/rate-limiter.ts';
import { Encryption } from '../platform/secrets/encryption.ts';
import type { Mutations } from '../platform/mutation/mutations.ts';
import { openAdministration, openSettings } from './administration/admin-services.ts';
import { openBilling } from './billing/billing-services.ts';
import { openFilmServices } from './films/film-services.ts';
import { openNotifications } from './notification-services.ts';
import { openMutations } from './open-mutations.ts';
import type { Config } from './config.ts';
import { openPublishing } from './publishing/publishing-services.ts';
import type { Platform } from './platform.ts';
import { mutationRateLimits } from './mutation-rate-limits.ts';
import { jobStages } from './job-type-stages.ts';
import { jobIncludes } from './reads/job-includes.ts';
import { openStudio } from './films/project-services.ts';
import { openReviews } from './reviews/review-services.ts';
import { openSeries } from './publishing/series-services.ts';
import { openScheduling } from './scheduling/scheduling-services.ts';
import { openShowcase } from './showcase/showcase-services.ts';
import { openStreams } from './films/stream-services.ts';

export type Services = ReturnType<typeof openServices>;

type ServicesConfig = Pick<
  Config,
  | 'jwtSecret'
  | 'jwtSecretPrevious'
  | 'rateLimits'
  | 'registration'
  | 'explorer'
  | 'appUrl'
  | 'publicUrl'
  | 'signupCredits'
  | 'requireVerifiedEmail'
  | 'billing'
  | 'publishing'
  | 'encryptionKeys'
  | 'webhookAllowCidrs'
  | 'importAllowCidrs'
  | 'openId'
  | 'signInRedirectUris'
  | 'providers'
  | 'setupToken'
  | 'mail'
> & { readonly environmentSettings?: Partial<Config['environmentSettings']>; readonly publicMediaUrl?: Config['publicMediaUrl'] };

/** Builds all services in dependency order and wires cross-feature hooks. */
export function openServices(platform: Omit<Platform, 'metrics'>, config: ServicesConfig, log: Log) {
  const { database, pubsub, queue, storage } = platform;
  const audit = new AuditService();
  const limiter = new RateLimiter(database);
  const encryption = new Encryption(config.encryptionKeys);
  const settings = openSettings(platform, config);
  const installationKeys = new InstallationKeys(encryption);
  const providerSettings = installationKeys.over(config.providers);
  const mutations = openMutations({ audit, limits: mutationRateLimits(limiter, config.rateLimits), settings, encryption, log });
  const mailer = new QueuedMailer(queue, encryption, (em) => settings.defaultLocaleWithin(em));
  const billing = new BillingService((em) => settings.signupCreditsWithin(em), config.requireVerifiedEmail);
  const onCanceled = (scope: Scope, jobId: string) => removeCanceledFile(scope, storage, jobId);
  const jobReads = new JobReads(jobIncludes);
  const jobs = new JobService(mutations, jobReads, onCanceled, jobStages);
  const notifying = openNotifications({ platform: { database, pubsub }, config, mutations, mailer, encryption, log });
  const { invited } = notifying.notificationHooks;
  const profilePictures = new ProfilePictureService(mutations, storage, queue);
  const people = openPeople({
    ...{ platform: { queue }, profilePictures, settings, config, log, mutations, encryption, mailer, audit },
    ...{ billing, jobs, invited },
  });
  const workspaceFeed = new WorkspaceFeed(pubsub, database, log);
  const jobFeed = new JobFeed(pubsub, database, log);
  const steps = new StepService(queue);
  const assets = new AssetService(storage);
  const ingest = new IngestService(jobs);
  const library = new LibraryService(mutations);
  const shares = new ShareService(mutations, storage, limiter, config.publicUrl);
  const uploads = new UploadService(storage, mutations, (em, scope, asset) => ingest.startIngest(em, scope, asset), hasProject);
  const presets = new PresetService(assets, mutations);
  const templates = new TemplateService(presets, mutations);
  const studio = openStudio(mutations, jobReads, new ProjectChoices(presets, templates));
  const capabilities = new CapabilitiesService({ ...config, providers: providerSettings }, () => settings.registration());
  const importHttp = new GuardedHttp({ allowCidrs: config.importAllowCidrs });
  const imports = new ImportService(jobs, ingest, mutations, importHttp);
  const webhookHttp = new GuardedHttp({ allowCidrs: config.webhookAllowCidrs });
  const webhooks = new WebhookService(mutations, webhookHttp, encryption);
  const callbacks = new CallbackService(mutations, webhookHttp, encryption, settings);
  const { requests, makers, costs, ...providers } = openProviders({
    ...{ publicUrl: config.publicUrl, providerSettings, mutations, encryption, templates, presets, assets },
  });
  const films = openFilmServices({
    ...{ studio, jobs, jobReads, assets, requests, makers, costs, templates, billing, callbacks, storage, queue, mutations },
  });
  const publishing = openPublishing({
    ...{ ...config, jobs, assets, mutations, encryption, log },
    onReconnectNeeded: notifying.notificationHooks.channelNeedsReconnect,
  });
  return {
    ...people,
    ...notifying,
    ...studio,
    ...{ audit, limiter, workspaceFeed, billing, jobs, jobFeed, steps, assets },
    ...{ ingest, imports, library, shares, uploads, presets, templates, capabilities },
    ...{ webhooks, callbacks, deliveries: new DeliveryService(database, queue, encryption) },
    ...openBilling({ ...config, platform, ledger: billing, mutations, log }),
    reports: new ReportService(jobs, mutations),
    ...films,
    ...publishing,
    ...openSeries({
      ...{ mutations, storage, importHttp, templates, presets, assets },
      ...{ renders: films.renders, publications: publishing.publications },
    }),
    ...providers,
    ...{ importHttp, webhookHttp, encryption, installationKeys, providerSettings, profilePictures },
    ...openAdministration({
      ...{ platform, config, mutations, identity: people.identity, jobs, batches: films.batches },
      ...{ settings, installationKeys, providerSettings, log },
    }),
    ...openScheduling(mutations, config.publicUrl, [notifying.slotNotifications.onEvent]),
    ...openReviews({ mutations, limiter, shares, assets, workspaceFeed, subscribers: [notifying.notificationHooks.commented] }),
    ...openStreams(storage, config),
    ...openShowcase(platform, config, mutations),
    mailer,
  };
}

/** Keys and circuits of providers, what they may cost, and the requests that choose among them. */
function openProviders({ publicUrl, providerSettings, mutations, encryption, templates, presets, assets }: Choosing) {
  const providerCircuits = new ProviderCircuits();
  const providerKeys = new ProviderKeys(providerSettings, mutations, encryption, providerCircuits);
  const spending = new SpendService(mutations);
  const modelLists = new ModelLists(providerSettings);
  const voiceLists = new VoiceLists(providerSettings);
  const requests = new VideoRequests(templates, presets, assets, providerKeys);
  const catalogue = new CatalogueService(publicUrl, modelLists);
  return {
    providerCircuits,
    providerKeys,
    leftCalls: new LeftCalls(providerKeys, new Prices(providerSettings.prices)),
    spending,
    modelLists,
    voiceLists,
    catalogue,
    costs: new ProviderCosts(providerSettings),
    requests,
    makers: { media: new MediaRequests(requests), clips: new ClipRequests(requests, assets) },
  };
}

interface Choosing extends Pick<Ground, 'mutations' | 'encryption'> {
  readonly publicUrl: string;
  readonly providerSettings: ProviderSettings;
  readonly templates: TemplateService;
  readonly presets: PresetService;
  readonly assets: AssetService;
}

interface Ground {
  readonly platform: Pick<Platform, 'queue'>;
  readonly profilePictures: ProfilePictureService;
  readonly settings: InstallationSettings;
  readonly config: ServicesConfig;
  readonly log: Log;
  readonly mutations: Mutations;
  readonly encryption: Encryption;
  readonly mailer: Mailer;
  readonly audit: AuditService;
  readonly billing: BillingService;
  readonly jobs: JobService;
  readonly invited: ReturnType<typeof openNotifications>['notificationHooks']['invited'];
}

/** Services about people: identity, rights and membership. */
function openPeople({
  platform: { queue },
  profilePictures,
  settings,
  config,
  log,
  mutations,
  encryption,
  mailer,
  audit,
  billing,
  jobs,
  invited,
}: Ground) {
  const workspaces = new WorkspaceService(mutations, {
    onCreated: (em, event) => billing.welcome(em, event),
    onDeleted: async (em, { workspaceId }) => {
      await assertNotCharged(em, workspaceId);
      await jobs.cancelAll(em, workspaceId);
    },
  });
  const members = new MemberService(mutations);
  const invitations = new InvitationService(mutations, mailer, config, invited);
  const accountEmails = new AccountEmails(config.appUrl);
  const proof = new AddressProof((em) => billing.addressProven(em));
  const emails = new EmailService(mutations, mailer, accountEmails, proof);
  const totp = new TotpService(mutations, encryption);
  const identity = new IdentityService(
    new Tokens(config.jwtSecret, config.jwtSecretPrevious),
    mutations,
    { emails, totp },
    {
      mayRegister: mayRegister(
        () => settings.registration(),
        (scope, asked) => invitations.find(scope, asked),
      ),
      findInvitation: (scope, asked) => invitations.find(scope, asked),
      joinInvitation: (em, invitation, userId) => invitations.join(em, invitation, userId),
      onRegistered: (em, event) =>
        event.invitation ? invitations.join(em, event.invitation, event.userId) : workspaces.openFirst(em, event),
    },
  );
  const sessions = new SessionService(mutations);
  const passwords = new PasswordService(mutations, queue, { mailer, accountEmails, proof });
  const profiles = new ProfileService(
    mutations,
    { mailer, accountEmails, totp },
    {
      onDeleted: async (em, event) => {
        await deleteOwnNotifications(em);
        await profilePictures.deleteOwn(em, event.userId);
        await workspaces.leaveAll(em, event);
      },
      personalData: [
        (em, userId) => workspaces.personalData(em, userId),
        (em, userId) => audit.personalData(em, userId),
        (em, userId) => profilePictures.personalData(em, userId),
      ],
    },
  );
  const openId = config.openId && new OpenIdProvider(config.openId, log);
  const googleSignIn = new GoogleSignInService(openId, config.signInRedirectUris, mutations, { identity, proof, mailer, accountEmails });
  const apiKeys = new ApiKeyService(mutations);
  return { totp, googleSignIn, apiKeys, identity, emails, sessions, passwords, profiles, workspaces, members, invitations };
}
