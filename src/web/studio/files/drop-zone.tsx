import { useRef, useState } from 'react';
import type { DragEvent } from 'react';
import { useText } from '../../shared/messages/text.ts';
import { Icon } from '../../shared/parts/icon.tsx';
import { startUpload } from './upload-queue.ts';

interface Refused {
  readonly name: string;
  readonly reason: string;
}

/** Takes files by drag and drop, or from the dialog of the system. */
export function DropZone({ workspaceId, userId }: { readonly workspaceId: string; readonly userId: string }) {
  const say = useText();
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const [refused, setRefused] = useState<readonly Refused[]>([]);

  const take = async (files: FileList | null): Promise<void> => {
    setRefused([]);
    for (const file of files ?? []) {
      const reason = await startUpload(file, workspaceId, userId);
      if (reason !== undefined) setRefused((before) => [...before, { name: file.name, reason }]);
    }
  };
  const drag = (over: boolean) => (event: DragEvent) => {
    event.preventDefault();
    setOver(over);
  };
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    void take(event.dataTransfer.files);
  };

  return (
    <>
      {/* The drop is a second way: the button does the same with keyboard and screen reader. */}
      <div
        className={isOver ? 'drop-zone over' : 'drop-zone'}
        role="presentation"
        onDragOver={drag(true)}
        onDragLeave={drag(false)}
        onDrop={drop}
      >
        <Icon name="upload-simple" size={36} />
        <p>{say('files.drop')}</p>
        <button type="button" className="secondary" onClick={() => input.current?.click()}>
          {say('files.choose')}
        </button>
        <input
          ref={input}
          type="file"
          multiple
          className="visually-hidden"
          tabIndex={-1}
          aria-label={say('files.choose')}
          onChange={({ target }) => {
            void take(target.files).then(() => {
              target.value = '';
            });
          }}
        />
        <p className="hint">{say('files.resume')}</p>
      </div>
      {refused.map(({ name, reason }) => (
        <p key={name} className="problem" role="alert">
          <span>
            <b dir="auto">{name}</b>: {reason || say('error.noAnswer')}
          </span>
        </p>
      ))}
    </>
  );
}
