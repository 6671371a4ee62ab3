import { chromium, type Browser, type BrowserContext, type BrowserContextOptions } from 'playwright-core';

/** Without the networking ones, Chromium looks for its maker's hosts at every start. */
const FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  ...['--disable-component-update', '--disable-sync'],
];
const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';

export const WIDE = { width: 1280, height: 900 };
export const DESK = { width: 1920, height: 1080 };
export const NARROW = { width: 375, height: 812 };

export const launchBrowser = (...flags: readonly string[]): Promise<Browser> =>
  chromium.launch({ executablePath, args: [...FLAGS, ...flags] });
/** A browser whose data stays in a folder, as that of a person does. */
export const launchProfile = (folder: string, options: BrowserContextOptions = {}): Promise<BrowserContext> =>
  chromium.launchPersistentContext(folder, { executablePath, args: FLAGS, viewport: WIDE, ...options });
