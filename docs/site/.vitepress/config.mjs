const link = (text, path) => ({ text, link: path });

export default {
  title: 'Reelwright',
  description: 'A self-hosted video studio behind one GraphQL API',
  srcDir: 'pages',
  outDir: 'dist',
  cleanUrls: true,
  // Links to pages are checked by test/unit/house/documents.test.ts; addresses of a running server are no pages.
  ignoreDeadLinks: [/^https?:\/\/localhost/],
  markdown: { languageAlias: { mutation: 'graphql' } },
  themeConfig: {
    search: { provider: 'local' },
    outline: 'deep',
    nav: [
      link('Tutorial', '/docs/tutorial/'),
      link('How-to', '/docs/how-to/'),
      link('Reference', '/docs/reference/'),
      link('Explanation', '/docs/explanation/'),
      link('中文', '/docs/zh/'),
    ],
  },
};
