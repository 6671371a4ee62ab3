import type { ProviderSettings } from '../../platform/catalogue/provider-settings.ts';
import type { Config } from '../config.ts';
import { mailState } from '../health/platform-checks.ts';
import { warning } from './finding.ts';
import type { Examination } from './finding.ts';

const WITHIN_MS = 10_000;

/** The public address of the API and the mail server. Nothing is sent by mail. */
export function networkExaminations(config: Pick<Config, 'publicUrl' | 'production' | 'mail'>): Examination[] {
  return [publicAddress(config.publicUrl), mailServer(config)];
}

const publicAddress = (publicUrl: string): Examination => ({
  subject: 'public address of the API',
  remedy: 'Start the API, and set PUBLIC_URL to the address that browsers reach. A firewall that admits only browsers may be the reason.',
  examine: async () => {
    const response = await fetch(`${publicUrl}/healthz`, { signal: AbortSignal.timeout(WITHIN_MS) }).catch(() => undefined);
    const body: unknown = await response?.json().catch(() => undefined);
    const isOurs = response?.ok === true && typeof body === 'object' && body !== null && 'name' in body && body.name === 'reelwright';
    return isOurs ? `${publicUrl} answers.` : warning(`${publicUrl} does not answer as Reelwright.`);
  },
});

const mailServer = ({ production, mail: { smtpUrl, from } }: Pick<Config, 'production' | 'mail'>): Examination => ({
  subject: 'mail',
  remedy: 'Check SMTP_URL: host, port, smtp or smtps, user and password.',
  examine: async () => {
    if ((await mailState(smtpUrl)) === 'not_configured') {
      const detail = 'SMTP_URL is not set: emails are written to DATA_DIR/mail and never sent.';
      return production ? warning(detail, 'Set SMTP_URL and SMTP_FROM.') : detail;
    }
    if (/@localhost>?\s*$/.test(from))
      return warning(`The server accepts the login, but emails are from ${from}.`, 'Set SMTP_FROM to an address of your domain.');
    return 'The server accepts the login.';
  },
});

/** Servers of the operator's own. Any answer proves that they can be reached. */
export function serverExaminations({ script, speech, pictures, transcription, comfyui }: ProviderSettings): Examination[] {
  const own = {
    OPENAI_COMPATIBLE_URL: script?.url,
    SPEECH_URL: speech?.url,
    IMAGE_URL: pictures?.url,
    TRANSCRIPTION_URL: transcription?.url,
    COMFYUI_URL: comfyui?.url,
  };
  return Object.entries(own).flatMap(([variable, url]) =>
    url === undefined
      ? []
      : [
          {
            subject: variable,
            remedy: 'Start the server, or correct its address.',
            examine: async () => {
              const response = await fetch(url, { signal: AbortSignal.timeout(WITHIN_MS), redirect: 'manual' });
              await response.body?.cancel();
              return 'The server answers.';
            },
          },
        ],
  );
}
