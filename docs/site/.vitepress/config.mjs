const link = (text, path) => ({ text, link: path });

export default {
  title: 'Reelwright',
  description: 'A self-hosted video studio behind one GraphQL API',
  srcDir: 'pages',
  outDir: 'dist',
  cleanUrls: true,
  // Links to pages are checked by test/unit/house/documents.test.ts; addresses of a running server are no pages.
  ignoreDeadLinks: [/^https?:\/\/localhost/],
  // Pages have no HTML; what looks like a tag in them is text.
  markdown: { html: false },
  // Variables of templates are written as {{name}}, which is Vue's notation, too.
  vue: { template: { compilerOptions: { delimiters: ['[%%', '%%]'] } } },
  // The index of the search is one chunk.
  vite: { build: { chunkSizeWarningLimit: 4_000 } },
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
