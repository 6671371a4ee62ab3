import { useState } from 'react';
import { useLocation } from 'wouter';
import { useText } from '../../shared/messages/text.ts';
import { Icon } from '../../shared/parts/icon.tsx';
import { Question } from '../../shared/parts/question.tsx';
import { showToast } from '../../shared/state/toasts.ts';
import { useAction } from '../../shared/state/use-action.ts';
import { DeleteFilmDocument } from './film.generated.ts';
import type { Film } from './film-row.ts';

/** The answer names no film, so that the client would keep lists with it. */
const FORGET_FILMS = { additionalTypenames: ['Job'] };

/** Deletes a film from the list of films, after a question: the API cannot bring it back. */
export function DeleteFilm({ film: { id, title } }: { readonly film: Film }) {
  const say = useText();
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <button type="button" className="quiet film-delete" onClick={() => setAsking(true)}>
        <Icon name="trash" />
        {say('film.delete')}
      </button>
      {isAsking && <DeleteQuestion id={id} title={title} onClose={() => setAsking(false)} />}
    </>
  );
}

function DeleteQuestion({ id, title, onClose }: Pick<Film, 'id' | 'title'> & { readonly onClose: () => void }) {
  const say = useText();
  const [, open] = useLocation();
  const { error, isBusy, run } = useAction(DeleteFilmDocument, FORGET_FILMS);
  const remove = (): void =>
    void run({ id }, ({ data }) => {
      if (!data) return;
      showToast(say('film.deleted', { title }));
      open('/');
    });
  return (
    <Question
      title={say('film.deleteTitle', { title })}
      action={say('film.delete')}
      isBusy={isBusy}
      error={error}
      onConfirm={remove}
      onClose={onClose}
    >
      {say('film.deleteHint')}
    </Question>
  );
}
