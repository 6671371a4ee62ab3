import type { ReactNode } from 'react';

/** An icon in the style of GraphiQL's: 24 px, lines in the text colour. */
const Icon = ({ children }: { readonly children: ReactNode }) => (
  <svg
    viewBox="0 0 24 24"
    width="1em"
    height="1em"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.5"
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden="true"
  >
    {children}
  </svg>
);

export const SignInIcon = () => (
  <Icon>
    <circle cx="12" cy="8" r="4" />
    <path d="M4.5 20.5c.8-3.7 3.9-5.5 7.5-5.5s6.7 1.8 7.5 5.5" />
  </Icon>
);

export const ExamplesIcon = () => (
  <Icon>
    <rect x="3" y="4" width="18" height="16" rx="2.5" />
    <path d="M7.5 9.5 10 12l-2.5 2.500M12.5 15h4" />
  </Icon>
);

export const LiveIcon = () => (
  <Icon>
    <path d="M3 12h3.500l2.5-7 5 14 2.5-7H21" />
  </Icon>
);

export const ShareIcon = () => (
  <Icon>
    <circle cx="6" cy="12" r="2.5" />
    <circle cx="17" cy="6" r="2.5" />
    <circle cx="17" cy="18" r="2.5" />
    <path d="M8.2 10.8 14.8 7.2M8.2 13.2l6.6 3.6" />
  </Icon>
);
