import { lazy } from 'react';
import type { ComponentType, LazyExoticComponent } from 'react';
import { projectTexts } from './project/messages/catalogue.ts';
import { loadTexts } from './shared/messages/text.ts';
import { nameTexts } from './shared/names/catalogue.ts';
import type { Catalogue } from './shared/messages/text.ts';
import { adminTexts } from './admin/messages/catalogue.ts';
import { reviewTexts } from './review/messages/catalogue.ts';
import { showcaseTexts } from './showcase/messages/catalogue.ts';
import { studioTexts } from './studio/messages/catalogue.ts';

export interface Route {
  readonly path: string;
  readonly page: LazyExoticComponent<ComponentType>;
  /** Whether people who are not signed in see the sign-in instead. */
  readonly signIn: boolean;
  /** Whether it is there without the studio. */
  readonly alone?: true;
}

/** A page whose code and texts are loaded when it is opened. */
const page = (texts: Catalogue | readonly Catalogue[], load: () => Promise<ComponentType>): Route['page'] =>
  lazy(async () => {
    const [component] = await Promise.all([load(), ...[texts].flat().map(loadTexts)]);
    return { default: component };
  });

/** Projects show stages of films and upload files, as the studio does, and comments on their films. */
const textsOfProjects = [projectTexts, studioTexts, reviewTexts, nameTexts];

/** The pages. The server serves the same addresses: src/app/http/web-routes.ts. */
export const ROUTES: readonly Route[] = [
  { path: '/', signIn: false, page: page([studioTexts, nameTexts], async () => (await import('./studio/studio-page.tsx')).StudioPage) },
  {
    path: '/films/:id',
    signIn: true,
    page: page([studioTexts, nameTexts], async () => (await import('./studio/film/film-page.tsx')).FilmPage),
  },
  { path: '/files', signIn: true, page: page(studioTexts, async () => (await import('./studio/files/files-page.tsx')).FilesPage) },
  {
    path: '/projects',
    signIn: true,
    page: page(textsOfProjects, async () => (await import('./project/list/projects-page.tsx')).ProjectsPage),
  },
  {
    path: '/projects/:id',
    signIn: true,
    page: page(textsOfProjects, async () => (await import('./project/page/project-page.tsx')).ProjectPage),
  },
  { path: '/credits', signIn: true, page: page(studioTexts, async () => (await import('./studio/credits/credits-page.tsx')).CreditsPage) },
  {
    path: '/review/:token',
    signIn: false,
    alone: true,
    page: page(reviewTexts, async () => (await import('./review/review-page.tsx')).ReviewPage),
  },
  {
    path: '/assets/:id/review',
    signIn: true,
    page: page(reviewTexts, async () => (await import('./review/member-review-page.tsx')).MemberReviewPage),
  },
  { path: '/admin', signIn: true, page: page([adminTexts, nameTexts], async () => (await import('./admin/admin-page.tsx')).AdminPage) },
  {
    path: '/admin/:part',
    signIn: true,
    page: page([adminTexts, nameTexts], async () => (await import('./admin/admin-page.tsx')).AdminPage),
  },
  {
    path: '/showcase',
    signIn: false,
    alone: true,
    page: page(showcaseTexts, async () => (await import('./showcase/showcase-page.tsx')).ShowcasePage),
  },
];
