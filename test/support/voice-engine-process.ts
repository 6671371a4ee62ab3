/** A stand-in for the process that runs installed voices: it does what the text says. */
interface Order {
  readonly phrases: readonly { readonly text: string }[];
}

const RATE = 24_000;
const kept: Buffer[] = [];

/** A tone of half a second. */
const tone = (): Float32Array => Float32Array.from({ length: RATE / 2 }, (_, index) => 0.5 * Math.sin(index / 20));

function soundFor(text: string): object | undefined {
  if (text.includes('crash')) process.abort();
  if (text.includes('hang')) return undefined;
  if (text.includes('memory')) {
    // Filled, so that the pages are really there.
    for (;;) kept.push(Buffer.alloc(16 * 1024 * 1024, 1));
  }
  if (text.includes('garbage')) return { samples: Float32Array.of(Number.NaN), sampleRate: RATE };
  if (text.includes('endless')) return { samples: new Float32Array(RATE * 600), sampleRate: RATE };
  if (text.includes('nothing')) return { samples: new Float32Array(RATE), sampleRate: RATE };
  if (text.includes('complain')) {
    process.stderr.write('the model has no such tensor\n', () => process.exit(3));
    return undefined;
  }
  return { samples: tone(), sampleRate: RATE };
}

process.on('disconnect', () => process.exit());
process.on('message', ({ phrases }: Order) => {
  for (const { text } of phrases) {
    const phrase = soundFor(text);
    if (phrase === undefined) return;
    process.send?.({ kind: 'phrase', phrase });
  }
});
