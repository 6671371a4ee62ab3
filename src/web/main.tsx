import './styles.css';
import { createRoot } from 'react-dom/client';
import { Provider } from 'urql';
import { App } from './app.tsx';
import { isOtherHost, restoreAccess } from './shared/api/access.ts';
import { client } from './shared/api/client.ts';
import { codeOf } from './shared/api/errors.ts';
import { finishGoogle, takeGoogleReturn } from './shared/api/google.ts';
import { sharedTexts } from './shared/messages/catalogue.ts';
import { errorText } from './shared/messages/error-text.ts';
import { language, loadTexts, sayNow } from './shared/messages/text.ts';
import { googleNeedsCode, signInDialog } from './shared/state/sign-in.ts';
import { showTheme } from './shared/state/theme.ts';
import { showToast } from './shared/state/toasts.ts';

document.documentElement.lang = language.get();
showTheme();
// Before the server is asked, which may take long.
const googleReturn = takeGoogleReturn();
void restoreAccess()
  .then(() => googleReturn && finishGoogle(googleReturn))
  .then((error) => {
    if (!error) return;
    const needsCode = codeOf(error) === 'OTP_REQUIRED';
    googleNeedsCode.set(needsCode);
    if (needsCode) signInDialog.set('SIGN_IN');
    else showToast(errorText(sayNow, error));
  })
  .catch(() => showToast(isOtherHost.get() ? sayNow('signIn.otherHost', { host: location.host }) : sayNow('error.noAnswer')));
await loadTexts(sharedTexts);

const element = document.getElementById('page');
if (element)
  createRoot(element).render(
    <Provider value={client}>
      <App />
    </Provider>,
  );
