import { useText } from '../../shared/messages/text.ts';
import { named } from '../../shared/names/named.ts';
import type { AspectRatio, ChoicesQuery } from './compose.generated.ts';
import { LENGTHS, SHAPES } from './draft.ts';
import type { ChoiceProps } from './words.tsx';

/** The style of the pictures, by an example of each. */
export function LookChoice({ looks, draft, change }: ChoiceProps & { readonly looks: ChoicesQuery['looks'] }) {
  const say = useText();
  return (
    <fieldset className="choice">
      <legend>{say('compose.look')}</legend>
      <div className="looks">
        {looks.map(({ name, title, description, pictureUrl }) => (
          <label key={name} className="look" title={named(say, `look.${name}.about`, description)}>
            <input type="radio" name="look" checked={draft.look === name} onChange={() => change({ look: name })} />
            <img src={new URL(pictureUrl).pathname} alt="" width="320" height="180" loading="lazy" />
            <span>{named(say, `look.${name}`, title)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** The shape of the picture, drawn. */
export function ShapeChoice({ draft, change }: ChoiceProps) {
  const say = useText();
  return (
    <fieldset className="choice">
      <legend>{say('compose.shape')}</legend>
      <div className="tiles">
        {(Object.keys(SHAPES) as AspectRatio[]).map((shape) => {
          const [width, height] = SHAPES[shape];
          const scale = 34 / Math.max(width, height);
          return (
            <label key={shape} className="tile">
              <input type="radio" name="shape" checked={draft.shape === shape} onChange={() => change({ shape })} />
              <span className="tile-picture">
                <span className="shape" style={{ width: width * scale, height: height * scale }} />
              </span>
              <span>
                {say(`compose.shape.${shape}`)} <small>{`${width}:${height}`}</small>
              </span>
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}

/** How long a film is that is written from a description, drawn as a strip. */
export function LengthChoice({ draft, change }: ChoiceProps) {
  const say = useText();
  return (
    <fieldset className="choice">
      <legend>{say('compose.length')}</legend>
      <div className="tiles">
        {LENGTHS.map((seconds) => (
          <label key={seconds ?? 0} className="tile">
            <input type="radio" name="length" checked={draft.seconds === seconds} onChange={() => change({ seconds })} />
            <span className="tile-picture">
              <Strip frames={seconds === undefined ? undefined : Math.round(1 + Math.log2(seconds / 15) * 1.34)} />
            </span>
            <span>{seconds === undefined ? say('compose.length.auto') : say('compose.length.seconds', { seconds })}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** Frames in a row; dashed where the words decide. */
const Strip = ({ frames }: { readonly frames: number | undefined }) => (
  <span className={frames === undefined ? 'strip dashed' : 'strip'}>
    {Array.from({ length: frames ?? 3 }, (_, index) => (
      <span key={index} />
    ))}
  </span>
);
