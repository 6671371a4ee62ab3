import { describe, expect, it } from 'vitest';
import { checkConditions } from '../../../../src/embedded/object-store/http/conditions.ts';
import { parseTarget } from '../../../../src/embedded/object-store/http/exchange.ts';
import { parseRange } from '../../../../src/embedded/object-store/http/range.ts';
import { buildXml, parseXmlList, textOf } from '../../../../src/embedded/object-store/http/xml.ts';

describe('a range', () => {
  it('is cut to what is there', () => {
    expect(parseRange('bytes=0-0', 10)).toEqual({ start: 0, end: 0 });
    expect(parseRange('bytes=5-', 10)).toEqual({ start: 5, end: 9 });
    expect(parseRange('bytes=5-500', 10)).toEqual({ start: 5, end: 9 });
    expect(parseRange('bytes=-3', 10)).toEqual({ start: 7, end: 9 });
    expect(parseRange('bytes=-500', 10)).toEqual({ start: 0, end: 9 });
  });

  it('is ignored when it cannot be read', () => {
    for (const header of [undefined, '', 'bytes=', 'bytes=-', 'bytes=a-b', 'bytes=5-3', 'bytes=0-1,3-4', 'items=0-1']) {
      expect(parseRange(header, 10)).toBeUndefined();
    }
  });

  it('is refused when nothing of it is there', () => {
    for (const header of ['bytes=10-', 'bytes=10-20', 'bytes=-0']) expect(() => parseRange(header, 10)).toThrow('range');
    for (const header of ['bytes=0-', 'bytes=0-0', 'bytes=-1']) expect(() => parseRange(header, 0)).toThrow('range');
  });
});

describe('conditions', () => {
  const version = { etag: 'abc', modifiedAt: '2026-01-02T03:04:05.678Z' };
  const at = 'Fri, 02 Jan 2026 03:04:05 GMT';
  const before = 'Fri, 02 Jan 2026 03:04:04 GMT';

  it('compare ETags in all the ways they are written', () => {
    for (const tag of ['"abc"', 'abc', 'W/"abc"', '"x", "abc"', '*']) {
      expect(checkConditions({ ifNoneMatch: tag }, version)).toBe('NOT_MODIFIED');
      expect(checkConditions({ ifMatch: tag }, version)).toBe('HOLD');
    }
    expect(checkConditions({ ifMatch: '"abcd"' }, version)).toBe('FAILED');
  });

  it('compare times by whole seconds and ignore what is no time', () => {
    expect(checkConditions({ ifModifiedSince: at }, version)).toBe('NOT_MODIFIED');
    expect(checkConditions({ ifModifiedSince: before }, version)).toBe('HOLD');
    expect(checkConditions({ ifUnmodifiedSince: at }, version)).toBe('HOLD');
    expect(checkConditions({ ifUnmodifiedSince: before }, version)).toBe('FAILED');
    expect(checkConditions({ ifModifiedSince: 'tomorrow' }, version)).toBe('HOLD');
  });

  it('let an ETag go before a time', () => {
    expect(checkConditions({ ifMatch: '"abc"', ifUnmodifiedSince: before }, version)).toBe('HOLD');
    expect(checkConditions({ ifNoneMatch: '"x"', ifModifiedSince: at }, version)).toBe('HOLD');
  });
});

describe('what a request is about', () => {
  it('is read without tidying the path', () => {
    expect(parseTarget('/b/../a//%2e%2e/%252F+x?list-type=2&a+b=%26')).toEqual({
      path: '/b/../a//../%2F+x',
      bucket: 'b',
      key: '../a//../%2F+x',
      query: [
        ['list-type', '2'],
        ['a b', '&'],
      ],
    });
    expect(parseTarget('/bucket')).toMatchObject({ bucket: 'bucket', key: '' });
    expect(parseTarget('/bucket/')).toMatchObject({ bucket: 'bucket', key: '' });
    expect(parseTarget('/')).toMatchObject({ bucket: '', key: '' });
  });

  it('is refused when it cannot be read', () => {
    for (const url of ['http://elsewhere/b/k', '*', '', '/b/%zz', '/b/%ff']) expect(() => parseTarget(url)).toThrow('read');
    expect(() => parseTarget('/b/a%00b')).toThrow('NUL');
    expect(() => parseTarget(`/b/${'%C3%A4'.repeat(513)}`)).toThrow('1,024');
  });
});

describe('XML', () => {
  it('escapes text and leaves out what is undefined', () => {
    expect(buildXml('Root', { Key: `a&b<c>"d"'e'`, Gone: undefined, Items: [{ N: 1 }, { N: 2 }], Yes: true })).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<Root xmlns="http://s3.amazonaws.com/doc/2006-03-01/">' +
        '<Key>a&amp;b&lt;c&gt;&quot;d&quot;&apos;e&apos;</Key><Items><N>1</N></Items><Items><N>2</N></Items><Yes>true</Yes></Root>',
    );
  });

  it('cannot be broken out of by a key', () => {
    for (const key of [']]>', '<!--', '<![CDATA[x]]>', '</Key><Key>', '&#60;']) {
      const xml = buildXml('List', { Object: [{ Key: key }] });
      const { items } = parseXmlList(xml, 'List', 'Object');
      expect(textOf(items[0] ?? {}, 'Key')).toBe(key);
    }
    expect(buildXml('List', { Key: 'a\u0000b\u001bc\ufffed' })).toContain('<Key>a\ufffdb\ufffdc\ufffdd</Key>');
  });

  it('reads keys exactly, as text', () => {
    const { items } = parseXmlList('<Delete><Object><Key> 007 &amp; &lt;x&gt; &#228; </Key></Object></Delete>', 'Delete', 'Object');
    expect(textOf(items[0] ?? {}, 'Key')).toBe(' 007 & <x> ä ');
  });

  it('is refused when it is something else', () => {
    for (const text of ['', 'x', '<Delete>', '<Delete/>', '<Other><Object/></Other>', '<Delete><Object>text</Object></Delete>']) {
      expect(() => parseXmlList(text, 'Delete', 'Object')).toThrow('XML');
    }
    const bomb = '<!DOCTYPE d [<!ENTITY a "aaaa">]><Delete><Object><Key>&a;</Key></Object></Delete>';
    expect(() => parseXmlList(bomb, 'Delete', 'Object')).toThrow('XML');
    expect(() => textOf({ Key: ['a', 'b'] }, 'Key')).toThrow('XML');
  });
});
