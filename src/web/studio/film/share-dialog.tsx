import type { SubmitEvent } from 'react';
import { useText } from '../../shared/messages/text.ts';
import { Dialog } from '../../shared/parts/dialog.tsx';
import { Field } from '../../shared/parts/field.tsx';
import { Icon } from '../../shared/parts/icon.tsx';
import { Problem } from '../../shared/parts/problem.tsx';
import { showToast } from '../../shared/state/toasts.ts';
import { useAction } from '../../shared/state/use-action.ts';
import { ShareFilmDocument } from './film.generated.ts';
import type { Film } from './film-row.ts';
import { ShareLinks } from './share-links.tsx';

interface ShareDialogProps {
  readonly video: NonNullable<Film['video']>;
  readonly onClose: () => void;
  readonly refresh: () => Promise<void>;
}

/** Creates a link that shows the film to everybody who has it, and lists those that there are. */
export function ShareDialog({ video, onClose, refresh }: ShareDialogProps) {
  const say = useText();
  const { data, error, isBusy, run } = useAction(ShareFilmDocument);
  // The URL of a link is shown once, when it is created. A call that is repeated because its answer was lost has none.
  const created = data?.createShareLink.url;
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const password = form.get('password');
    const options = { reviewEnabled: form.has('reviewEnabled'), ...(typeof password === 'string' && password !== '' && { password }) };
    void run((idempotencyKey) => ({ input: { assetId: video.id, idempotencyKey, ...options } }), refresh);
  };
  const copy = async (url: string): Promise<void> => {
    await navigator.clipboard.writeText(url);
    showToast(say('common.copied'));
  };
  return (
    <Dialog title={say('share.title')} onClose={onClose}>
      <p className="soft">{say('share.lead')}</p>
      {created ? (
        <div className="share-link">
          <input readOnly value={created} aria-label={say('share.link')} onFocus={({ target }) => target.select()} />
          {/* Without TLS browsers have no clipboard for pages; the text can be selected. */}
          {isSecureContext && (
            <button type="button" onClick={() => void copy(created)}>
              <Icon name="copy" />
              {say('common.copy')}
            </button>
          )}
        </div>
      ) : (
        <form onSubmit={submit}>
          <Field
            label={say('share.password')}
            name="password"
            type="text"
            autoComplete="off"
            maxLength={128}
            hint={say('share.passwordHint')}
          />
          <label className="check">
            <input type="checkbox" name="reviewEnabled" defaultChecked />
            <span>{say('share.review')}</span>
          </label>
          <button className="wide" disabled={isBusy}>
            <Icon name="link" />
            {say('share.create')}
          </button>
        </form>
      )}
      {data && !created && (
        <p className="problem" role="alert">
          {say('share.lost')}
        </p>
      )}
      <Problem error={error} />
      <ShareLinks links={video.shareLinks} refresh={refresh} />
    </Dialog>
  );
}
