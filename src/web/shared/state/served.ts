const { studio, accountPage } = document.documentElement.dataset;

/** What this server serves besides the page that is open. Nothing links to what is switched off. */
export const SERVED = { studio: studio !== 'off', accountPage: accountPage !== 'off' };
