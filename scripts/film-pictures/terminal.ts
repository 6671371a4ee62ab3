/** How a cell is painted. */
export interface CellStyle {
  readonly color: 'text' | 'red' | 'green' | 'yellow' | 'cyan';
  readonly isBold: boolean;
  readonly isDim: boolean;
}

export interface Cell {
  readonly text: string;
  readonly style: CellStyle;
}

const PLAIN: CellStyle = { color: 'text', isBold: false, isDim: false };
const COLORS: Readonly<Record<number, CellStyle['color']>> = { 31: 'red', 32: 'green', 33: 'yellow', 36: 'cyan', 39: 'text' };

/** As much of a terminal as the demo needs: lines, colours, and a cursor that goes up to write over what it wrote. */
export class Terminal {
  readonly #rows: Cell[][] = [[]];
  #row = 0;
  #column = 0;
  #style = PLAIN;
  /** The beginning of a control sequence whose end has not come yet. */
  #rest = '';

  /** The lines so far, without those below the last one that has text. */
  get rows(): readonly (readonly Cell[])[] {
    return this.#rows;
  }

  write(text: string): void {
    const all = this.#rest + text;
    this.#rest = '';
    for (let at = 0; at < all.length;) {
      const sequence = /^\x1B(?:\[([?\d;]*)([A-Za-z])|[=>78]|\][^\x07]*\x07)/.exec(all.slice(at));
      if (sequence) {
        this.#control(sequence[1] ?? '', sequence[2] ?? '');
        at += sequence[0].length;
      } else if (all[at] === '\x1B') {
        this.#rest = all.slice(at);
        return;
      } else {
        const character = String.fromCodePoint(all.codePointAt(at) ?? 32);
        this.#put(character);
        at += character.length;
      }
    }
  }

  #put(character: string): void {
    if (character === '\r') this.#column = 0;
    else if (character === '\n') this.#row += 1;
    else if (character >= ' ') {
      const row = this.#current();
      while (row.length < this.#column) row.push({ text: ' ', style: PLAIN });
      row[this.#column] = { text: character, style: this.#style };
      this.#column += 1;
    }
    this.#current();
  }

  #current(): Cell[] {
    while (this.#rows.length <= this.#row) this.#rows.push([]);
    return this.#rows[this.#row] ?? [];
  }

  #control(parameters: string, name: string): void {
    const count = Number(parameters.split(';')[0]) || 0;
    const move: Readonly<Record<string, () => void>> = {
      A: () => (this.#row = Math.max(0, this.#row - Math.max(1, count))),
      B: () => (this.#row += Math.max(1, count)),
      C: () => (this.#column += Math.max(1, count)),
      D: () => (this.#column = Math.max(0, this.#column - Math.max(1, count))),
      G: () => (this.#column = Math.max(0, count - 1)),
      K: () => this.#erase(count),
      J: () => {
        this.#erase(0);
        this.#rows.length = this.#row + 1;
      },
      m: () => this.#restyle(parameters),
    };
    move[name]?.();
  }

  /** From the cursor to the end of the line, or the whole line. */
  #erase(what: number): void {
    this.#current().length = Math.min(this.#current().length, what === 2 ? 0 : this.#column);
  }

  #restyle(parameters: string): void {
    for (const code of parameters.split(';').map(Number)) {
      if (code === 0) this.#style = PLAIN;
      else if (code === 1) this.#style = { ...this.#style, isBold: true };
      else if (code === 2) this.#style = { ...this.#style, isDim: true };
      else if (code === 22) this.#style = { ...this.#style, isBold: false, isDim: false };
      else this.#style = { ...this.#style, color: COLORS[code] ?? this.#style.color };
    }
  }
}
