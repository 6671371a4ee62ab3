import { AdminJobService } from '../features/admin/admin-job.service.ts';
import { AssetService } from '../features/assets/asset.service.ts';
import { AuditService } from '../features/audit/audit.service.ts';
import { removeCanceledFile } from '../features/assets/canceled-files.ts';
import { IngestService } from '../features/assets/ingest.service.ts';
import { ImportService } from '../features/assets/import.service.ts';
import { LibraryService } from '../features/assets/library.service.ts';
import { ShareService } from '../features/assets/share.service.ts';
import { UploadService } from '../features/assets/upload.service.ts';
import { BillingService } from '../features/billing/billing.service.ts';
import { GoogleSignInService } from '../features/identity/google-sign-in.service.ts';
import { AddressProof } from '../features/identity/address-proof.ts';
import { EmailService } from '../features/identity/email.service.ts';
import { IdentityService } from '../features/identity/identity.service.ts';
import { AccountLetters } from '../features/identity/letters.ts';
import { PasswordService } from '../features/identity/password.service.ts';
import { ProfileService } from '../features/identity/profile.service.ts';
import { mayRegister } from '../features/identity/registration.ts';
import { SessionService } from '../features/identity/session.service.ts';
import { Tokens } from '../features/identity/tokens.ts';
import { TotpService } from '../features/identity/totp.service.ts';
import { Admitter } from '../features/jobs/admitter.ts';
import { JobFeed } from '../features/jobs/job-feed.ts';
import { JobReads } from '../features/jobs/job.read.ts';
import { JobService } from '../features/jobs/job.service.ts';
import { StepService } from '../features/jobs/step.service.ts';
import { CapabilitiesService } from '../features/providers/capabilities.service.ts';
import { CatalogueService } from '../features/providers/catalogue.service.ts';
import { RenderService } from '../features/renders/render.service.ts';
import { AuditExportService } from '../features/reports/audit-export.service.ts';
import { DeliveryService } from '../features/webhooks/delivery.service.ts';
import { WebhookService } from '../features/webhooks/webhook.service.ts';
import { InvitationService } from '../features/workspaces/invitation.service.ts';
import { MemberService } from '../features/workspaces/member.service.ts';
import { WorkspaceFeed } from '../features/workspaces/workspace-feed.ts';
import { ApiKeyService } from '../features/workspaces/api-key.service.ts';
import { WorkspaceService } from '../features/workspaces/workspace.service.ts';
import type { Log } from '../kernel/log.ts';
import { keyIdOf, userIdOf } from '../kernel/scope.ts';
import type { Scope } from '../platform/database/scope.ts';
import { GuardedHttp } from '../platform/http/guarded-http.ts';
import { OpenIdProvider } from '../platform/openid/openid-provider.ts';
import type { Mailer } from '../platform/mail/mail.ts';
import { QueuedMailer } from '../platform/mail/queued-mailer.ts';
import { RateLimiter } from '../platform/ratelimit/rate-limiter.ts';
import { Encryption } from '../platform/secrets/encryption.ts';
import { Verbs } from '../platform/verb/verbs.ts';
import type { VerbHooks } from '../platform/verb/verbs.ts';
import type { Config } from './config.ts';
import type { Platform } from './platform.ts';
import { rateLimits } from './rate-limits.ts';
import { jobStages } from './job-stages.ts';
import { alongJobs } from './reads.ts';

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
  | 'encryptionKeys'
  | 'webhookAllowCidrs'
  | 'importAllowCidrs'
  | 'openId'
  | 'signInRedirectUris'
>;

/** What happens round every verb. */
const openVerbs = (audit: AuditService, limits: VerbHooks, encryption: Encryption, log: Log): Verbs =>
  new Verbs(
    {
      before: limits.before,
      within: [
        ...limits.within,
        (em, scope, done) => audit.record(em, scope, done),
        async (_, { actor, requestId }, { name, workspaceId, subjectId, repeated, refused }) =>
          log.info(
            { verb: name, workspaceId, subjectId, repeated, refused, userId: userIdOf(actor), keyId: keyIdOf(actor), requestId },
            refused ? 'verb refused' : 'verb done',
          ),
      ],
    },
    encryption,
  );

/** The map: every service, made by hand, in the order of the law. What happens inside another's transaction is joined here. */
export function openServices({ database, pubsub, queue, storage }: Platform, config: ServicesConfig, log: Log) {
  const audit = new AuditService();
  const limiter = new RateLimiter(database);
  const limits = rateLimits(limiter, config.rateLimits);
  const encryption = new Encryption(config.encryptionKeys);
  const verbs = openVerbs(audit, limits, encryption, log);
  const mailer = new QueuedMailer(queue, encryption);
  const billing = new BillingService(config.signupCredits, config.requireVerifiedEmail);
  const admitter = new Admitter(database, queue, log);
  const onCanceled = (scope: Scope, jobId: string) => removeCanceledFile(scope, storage, jobId);
  const jobs = new JobService(admitter, verbs, new JobReads(alongJobs), onCanceled, jobStages);
  const people = openPeople({ platform: { queue }, config, log, verbs, encryption, mailer, audit, billing, jobs });
  const workspaceFeed = new WorkspaceFeed(pubsub, database, log);
  const jobFeed = new JobFeed(pubsub, database, log);
  const steps = new StepService(queue, admitter);
  const assets = new AssetService(storage);
  const ingest = new IngestService(jobs);
  const library = new LibraryService(verbs);
  const shares = new ShareService(verbs, storage, limiter, config.publicUrl);
  const uploads = new UploadService(storage, verbs, (em, scope, asset) => ingest.startIngest(em, scope, asset));
  const renders = new RenderService(jobs, verbs);
  const catalogue = new CatalogueService();
  const capabilities = new CapabilitiesService(config);
  const auditExports = new AuditExportService(jobs, verbs);
  const importHttp = new GuardedHttp({ allowCidrs: config.importAllowCidrs });
  const imports = new ImportService(jobs, ingest, verbs, importHttp);
  const webhookHttp = new GuardedHttp({ allowCidrs: config.webhookAllowCidrs });
  const webhooks = new WebhookService(verbs, webhookHttp, encryption);
  const deliveries = new DeliveryService(database, queue, encryption);
  const adminJobs = new AdminJobService();
  return {
    ...people,
    admitter,
    audit,
    auditExports,
    limiter,
    workspaceFeed,
    billing,
    jobs,
    jobFeed,
    steps,
    assets,
    ingest,
    imports,
    library,
    shares,
    uploads,
    renders,
    catalogue,
    capabilities,
    webhooks,
    deliveries,
    importHttp,
    webhookHttp,
    encryption,
    adminJobs,
    mailer,
  };
}

interface Ground {
  readonly platform: Pick<Platform, 'queue'>;
  readonly config: ServicesConfig;
  readonly log: Log;
  readonly verbs: Verbs;
  readonly encryption: Encryption;
  readonly mailer: Mailer;
  readonly audit: AuditService;
  readonly billing: BillingService;
  readonly jobs: JobService;
}

/** People: who they are, what they may do, and where they belong. */
function openPeople({ platform: { queue }, config, log, verbs, encryption, mailer, audit, billing, jobs }: Ground) {
  const workspaces = new WorkspaceService(verbs, {
    onCreated: (em, event) => billing.welcome(em, event),
    onDeleted: (em, { workspaceId }) => jobs.cancelAll(em, workspaceId),
  });
  const members = new MemberService(verbs);
  const invitations = new InvitationService(verbs, mailer, config);
  const letters = new AccountLetters(config.appUrl);
  const proof = new AddressProof((em) => billing.addressProven(em));
  const emails = new EmailService(verbs, mailer, letters, proof);
  const totp = new TotpService(verbs, encryption);
  const identity = new IdentityService(
    new Tokens(config.jwtSecret, config.jwtSecretPrevious),
    verbs,
    { emails, totp },
    {
      mayRegister: mayRegister(config.registration, (scope, asked) => invitations.find(scope, asked)),
      findInvitation: (scope, asked) => invitations.find(scope, asked),
      joinInvitation: (em, invitation, userId) => invitations.join(em, invitation, userId),
      onRegistered: (em, event) =>
        event.invitation ? invitations.join(em, event.invitation, event.userId) : workspaces.openFirst(em, event),
    },
  );
  const sessions = new SessionService(verbs);
  const passwords = new PasswordService(verbs, queue, { mailer, letters, proof });
  const profiles = new ProfileService(
    verbs,
    { mailer, letters, totp },
    {
      onDeleted: (em, event) => workspaces.leaveAll(em, event),
      personalData: [(em, userId) => workspaces.personalData(em, userId), (em, userId) => audit.personalData(em, userId)],
    },
  );
  const openId = config.openId && new OpenIdProvider(config.openId, log);
  const googleSignIn = new GoogleSignInService(openId, config.signInRedirectUris, verbs, { identity, proof, mailer, letters });
  const apiKeys = new ApiKeyService(verbs);
  return { totp, googleSignIn, apiKeys, identity, emails, sessions, passwords, profiles, workspaces, members, invitations };
}
