import { describe, expect, it } from 'vitest';
import { feedItems } from '../../../../src/features/publishing/series/feed/feed-items.ts';
import { plainHtml } from '../../../../src/features/publishing/series/feed/plain-html.ts';
import { candidateOf } from '../../../../src/features/publishing/series/item-source.ts';
import type { TemplateVariable } from '../../../../src/features/templates/template.states.ts';

const rss = (items: string): string => `<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>${items}</channel></rss>`;
const titles = (text: string): (string | undefined)[] | undefined => feedItems(text)?.map(({ title }) => title);

describe('items of a feed', () => {
  it('are read from RSS 2.0, the newest first', () => {
    const items = feedItems(
      rss(`<item><guid>1</guid><title>Old</title><pubDate>Mon, 02 Nov 2026 08:00:00 GMT</pubDate></item>
        <item><guid>2</guid><title>New</title><link>https://example.test/2</link><description>Some &lt;b&gt;bold&lt;/b&gt; words.</description>
          <pubDate>Tue, 03 Nov 2026 08:00:00 GMT</pubDate></item>`),
    );
    expect(items).toMatchObject([
      { title: 'New', link: 'https://example.test/2', summary: 'Some bold words.', publishedAt: new Date('2026-11-03T08:00:00Z') },
      { title: 'Old', link: '', summary: '' },
    ]);
  });

  it('are read from Atom and RSS 1.0', () => {
    const atom = `<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>urn:1</id><title type="html">A &amp;amp; B</title>
      <link href="https://example.test/1"/><updated>2026-11-03T08:00:00Z</updated><summary>Short.</summary></entry></feed>`;
    expect(feedItems(atom)).toMatchObject([{ title: 'A & B', link: 'https://example.test/1', summary: 'Short.' }]);
    const rdf = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><item><title>One</title></item></rdf:RDF>';
    expect(titles(rdf)).toEqual(['One']);
  });

  it('appear once when a guid appears twice, and by link or title without a guid', () => {
    const twice = rss('<item><guid>1</guid><title>A</title></item><item><guid>1</guid><title>B</title></item>');
    expect(titles(twice)).toEqual(['A']);
    const unnamed =
      rss(`<item><title>A</title><link>https://example.test/1</link></item><item><title>B</title><link>https://example.test/1</link></item>
      <item><title>C</title></item><item><title>C</title></item>`);
    expect(titles(unnamed)).toEqual(['A', 'C']);
  });

  it('keep the order of the feed unless every item has a date', () => {
    const text = rss(`<item><guid>1</guid><title>A</title></item><item><guid>2</guid><title>B</title><pubDate>yesterday</pubDate></item>
      <item><guid>3</guid><title>C</title><pubDate>Tue, 03 Nov 2026 08:00:00 GMT</pubDate></item>`);
    expect(titles(text)).toEqual(['A', 'B', 'C']);
  });

  it('have titles without HTML, shortened to what a film accepts', () => {
    const text = rss(`<item><guid>1</guid><title><![CDATA[<script>alert(1)</script><b>Big</b> news &amp; more<br>today]]></title></item>
      <item><guid>2</guid><title>${'word '.repeat(100)}</title></item><item><guid>3</guid><description>Only a summary.</description></item>
      <item><guid>4</guid></item>`);
    const [big, long, summary, ...rest] = titles(text) ?? [];
    expect(big).toBe('Big news & more today');
    expect(long?.length).toBeLessThanOrEqual(200);
    expect(long?.endsWith('word…')).toBe(true);
    expect(summary).toBe('Only a summary.');
    expect(rest).toEqual([]);
  });

  it('expand no entity that the document declares', () => {
    const bomb = `<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>
      <rss><channel><item><guid>1</guid><title>&b;&x; end</title></item></channel></rss>`;
    expect(titles(bomb)).toEqual(['&b;&x; end']);
  });

  it('have only links to pages', () => {
    const text = rss('<item><guid>1</guid><title>A</title><link>javascript:alert(1)</link></item>');
    expect(feedItems(text)?.[0]?.link).toBe('');
  });

  it('are undefined for what is no feed', () => {
    for (const text of ['', 'hello', '{"items":[]}', '<html><body>Not found</body></html>']) {
      expect(feedItems(text), text).toBeUndefined();
    }
    expect(feedItems(rss(''))).toEqual([]);
  });

  it('are undefined at once for elements nested by the million, or too many of them', () => {
    for (const text of ['<a>'.repeat(1_500_000), rss('<a>'.repeat(1_500_000)), rss('<item/>'.repeat(700_000))]) {
      expect(feedItems(text), text.slice(0, 20)).toBeUndefined();
    }
    const deep = rss(`<item><guid>1</guid><title><![CDATA[A${'<b>'.repeat(500_000)}B]]></title></item>`);
    expect(titles(deep)).toEqual(['A']);
  });
});

it('HTML becomes one line of plain text', () => {
  expect(plainHtml('<p>One</p><p>two<em>three</em></p><style>p{}</style><img alt="x"> &#8364;5 &lt;b&gt;')).toBe('One twothree €5 <b>');
  expect(plainHtml('1 < 2 and 3 > 2')).toBe('1 < 2 and 3 > 2');
  expect(plainHtml('a\u0000b\u202Ec')).toBe('abc');
});

describe('the variables of an item', () => {
  const variable = (name: string): TemplateVariable => ({
    name,
    type: 'STRING',
    description: null,
    required: true,
    default: null,
    values: [],
  });
  const item = { key: 'k', title: 'T', summary: 'S', link: '', publishedAt: new Date('2026-11-03T23:30:00Z') };

  it('are those that the template declares, with the day in the time zone of the series', () => {
    const all = ['title', 'summary', 'link', 'date', 'price'].map(variable);
    expect(candidateOf(item, all, 'Europe/Berlin').variables).toEqual({ title: 'T', summary: 'S', date: '2026-11-04' });
    expect(candidateOf(item, [variable('title')], 'UTC').variables).toEqual({ title: 'T' });
  });

  it('have the day of the run without a date', () => {
    const now = new Date('2026-12-01T12:00:00Z');
    expect(candidateOf({ ...item, publishedAt: null }, [variable('date')], 'UTC', now).variables).toEqual({ date: '2026-12-01' });
  });
});
