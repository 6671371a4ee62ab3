import { fileURLToPath } from 'node:url';
import type { Config } from './app/config.ts';
import { assertPlansExist } from './app/billing/billing-services.ts';
import { openStartupListener } from './app/http/startup-listener.ts';
import { openHttpServer } from './app/http/http-server.ts';
import { openPlatform } from './app/platform.ts';
import { requestContexts } from './app/http/request-context.ts';
import { openSchema } from './app/schema.ts';
import { readTrustedDocuments } from './app/serving/trusted-documents-file.ts';
import { openServices } from './app/services.ts';
import { announceSetup, warnOfMail, warnOfStore } from './app/start-warnings.ts';
import { StartupRetry } from './app/startup-retry.ts';
import { followInstallationKeys } from './app/administration/follow-installation-keys.ts';
import { followVoices } from './app/follow-voices.ts';
import { VOICES } from './platform/catalogue/voices.ts';
import type { Log } from './kernel/log.ts';

/** Where `npm run build` puts GraphiQL, the pages for people, and the page that emails link to. */
const EXPLORER_FOLDER = fileURLToPath(new URL('../../dist/explorer', import.meta.url));
const WEB_FOLDER = fileURLToPath(new URL('../../dist/web', import.meta.url));
const ACCOUNT_PAGE = fileURLToPath(new URL('../../dist/account-page/index.html', import.meta.url));

/** The documents that these pages send. */
const PAGE_DOCUMENTS = ['account-page', 'web'].map((page) => fileURLToPath(new URL(`../../dist/${page}/documents.json`, import.meta.url)));

/** Milliseconds in which the database must accept a set-up token. */
const SETUP_WITHIN_MS = 10_000;

/** A process that serves until it is closed. */
export interface RunningProcess {
  close(): Promise<void>;
}

/** The API: HTTP, GraphQL, WebSocket. Stateless; run any number. `signal` aborts a start that is still waiting. */
export async function startApi(config: Config, log: Log, signal: AbortSignal): Promise<RunningProcess> {
  VOICES.readFrom(config.voicesDir);
  const waiting = new StartupRetry({ seconds: config.startWaitSeconds, signal, log });
  const door = await openStartupListener(config, waiting, log);
  const platform = await openPlatform(config, log, { isWorker: false, waiting }).catch(async (error: unknown) => {
    await door.close();
    throw error;
  });
  try {
    await assertPlansExist(platform.database, config.billing);
    const services = openServices(platform, config, log);
    const { schema, instance } = await openSchema(services);
    const trusted = await readTrustedDocuments(config, schema, PAGE_DOCUMENTS, log);
    const contexts = requestContexts({
      database: platform.database,
      identity: services.identity,
      apiKeys: services.apiKeys,
      reviewSessions: services.reviewSessions,
      limiter: services.limiter,
      instance,
      config,
      log,
    });
    const {
      shares,
      streams,
      streamTokens: tokens,
      jobFeed,
      stripeWebhooks,
      youtubeConnections,
      calendars,
      limiter,
      notifications,
    } = services;
    const pages = { explorerFolder: EXPLORER_FOLDER, accountPage: ACCOUNT_PAGE, webFolder: WEB_FOLDER };
    const server = await openHttpServer({
      config,
      platform,
      door,
      schema,
      contexts,
      shares,
      showcase: services.showcase,
      streaming: { streams, tokens, jobFeed },
      stripeWebhooks,
      youtubeConnections,
      calendar: { calendars, limiter },
      notifications,
      identity: services.identity,
      ...pages,
      trusted,
      log,
    });
    const stopKeys = await followInstallationKeys(platform, services.installationKeys, log, (scope) => services.voiceLists.load(scope));
    const stopVoices = followVoices(platform.database, services.voiceLists, log);
    warnOfMail(config, log);
    void warnOfStore(platform.storage, config, log);
    await announceSetup(services.setup, platform.database.systemScope(AbortSignal.timeout(SETUP_WITHIN_MS)), config, log);
    log.info({ event: 'api_ready', port: door.port, url: config.publicUrl }, 'API is ready');
    return {
      close: async () => {
        stopVoices();
        stopKeys();
        await server.close();
        await platform.close();
      },
    };
  } catch (error) {
    await door.close();
    await platform.close();
    throw error;
  }
}
