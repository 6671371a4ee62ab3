export const MOTIONS = ['GENTLE', 'KEN_BURNS', 'NONE'] as const;
export const FITS = ['FILL', 'FIT', 'BLUR'] as const;

const FADES = ['cut', 'fade', 'fadeblack', 'fadewhite'] as const;
const SLIDES = ['slideleft', 'slideright', 'slideup', 'smoothleft', 'smoothright'] as const;
const SHAPES = ['wipeleft', 'circleopen', 'zoomin', 'hblur'] as const;
/** The names that `UpdateSceneInput.transition` accepts. */
export const TRANSITIONS = [...FADES, ...SLIDES, ...SHAPES] as const;
