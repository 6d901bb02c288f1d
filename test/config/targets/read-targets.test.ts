import { describe, expect, test } from 'vitest';
import { readRows } from '../../../src/config/targets/read-rows.ts';
import { readTargets } from '../../../src/config/targets/read-targets.ts';

const lines = (text: string) => readTargets('t.txt', text);
const short = (text: string) => lines(text).entries.map(({ name, url, database, schemas }) => [name, url, database, schemas.join()]);

describe('a line for each', () => {
  test('named or not, URLs and keywords, comments, blank lines and line ends of any kind', () => {
    expect(
      short(
        '\uFEFF# tenants\r\n\r\nacme = postgres://app@db/acme?sslmode=require\r\npostgres://db/other?application_name=x\n' +
          '  region eu=postgresql://eu/app  \n"keywords" = host=db dbname=\'my app\'\nhost=db dbname=app password=a=b\npglite:my folder\r# end',
      ),
    ).toEqual([
      ['acme', 'postgres://app@db/acme?sslmode=require', undefined, ''],
      [undefined, 'postgres://db/other?application_name=x', undefined, ''],
      ['region eu', 'postgresql://eu/app', undefined, ''],
      ['"keywords"', "host=db dbname='my app'", undefined, ''],
      [undefined, 'host=db dbname=app password=a=b', undefined, ''],
      [undefined, 'pglite:my folder', undefined, ''],
    ]);
  });
  test('a schema behind it, or alone; another database of the server', () => {
    expect(
      short(
        'a = postgres://db/app schema=a\nb = schema=b,public\nschema=c\nd = database=d\ne = host=db dbname=app schema="E f"\npglite:x schema=g',
      ),
    ).toEqual([
      ['a', 'postgres://db/app', undefined, 'a'],
      ['b', undefined, undefined, 'b,public'],
      [undefined, undefined, undefined, 'c'],
      ['d', undefined, 'd', ''],
      ['e', 'host=db dbname=app', undefined, 'E f'],
      [undefined, 'pglite:x', undefined, 'g'],
    ]);
  });
  test('a word that is a keyword is a name before a URL, and a keyword before anything else', () => {
    expect(short('host = postgres://db/app\nhost=/run/postgresql dbname=app')).toEqual([
      ['host', 'postgres://db/app', undefined, ''],
      [undefined, 'host=/run/postgresql dbname=app', undefined, ''],
    ]);
  });
  test('what is wrong is said with its line, all of it, and costs no other; no text is shown', () => {
    const { entries, problems } = lines(
      'acme postgres://u:sesame@db/a\nok = postgres://db/ok\nx = y\na@b = postgres://u:sesame@db/a\nb = postgres://db/b schema=\n=\n',
    );
    expect(entries.map(({ name }) => name)).toEqual(['ok']);
    expect(problems.map(({ line, text }) => [line, text])).toEqual([
      [1, 'The line is not understood.'],
      [3, 'The line is not understood.'],
      [4, 'A name holds neither @ nor ://.'],
      [5, 'A schema has a name of 1 to 63 bytes.'],
      [6, 'The line is not understood.'],
    ]);
    expect(JSON.stringify(problems)).not.toContain('sesame');
  });
});

describe('JSON', () => {
  test('an array of URLs and objects, or an object by name; comments', () => {
    expect(short('["postgres://db/a", { "name": "b", "database": "b", "schema": null }, // last\n {"schema": "c"},]')).toEqual([
      [undefined, 'postgres://db/a', undefined, ''],
      ['b', undefined, 'b', ''],
      [undefined, undefined, undefined, 'c'],
    ]);
    expect(short('{"a": "postgres://db/a", "b": {"url": "postgres://db/b", "schema": "t"}}')).toEqual([
      ['a', 'postgres://db/a', undefined, ''],
      ['b', 'postgres://db/b', undefined, 't'],
    ]);
  });
  test('what is wrong, with its line and without its text', () => {
    const { entries, problems } = lines(
      '[\n  "postgres://db/a",\n  7,\n  {"nmae": "x", "url": "postgres://db/x"},\n  {"url": 3},\n  {}\n]',
    );
    expect(entries).toHaveLength(1);
    expect(problems.map(({ line, text, hint }) => `${line} ${text} ${hint?.slice(0, 15)}`)).toEqual([
      '3 This is neither a URL nor an object. An element is a',
      '4 There is no such key. Is name meant?',
      '5 url is a text. undefined',
      '6 No database is named. A line is: name',
    ]);
    const broken = lines('["postgres://u:sesame@db/a"\n"postgres://db/b"]').problems;
    expect(broken).toEqual([expect.objectContaining({ line: 2, text: 'This is no JSON from here on.' })]);
    expect(JSON.stringify(broken)).not.toContain('sesame');
  });
});

describe('rows of a query', () => {
  test('a name, and where', () => {
    const { entries, problems } = readRows([
      { name: 'a', database: 'a', schema: null },
      { name: null, database: 'b', schema: 'x' },
      { name: 7, database: 'c', schema: null },
    ]);
    expect(problems).toEqual([]);
    expect(entries.map(({ name, database, schemas, at }) => [name, database, schemas.join(), at.line])).toEqual([
      ['a', 'a', '', 1],
      [undefined, 'b', 'x', 2],
      ['7', 'c', '', 3],
    ]);
  });
  test('a column that says nothing of it, a row without a place, a value that is no text', () => {
    expect(readRows([{ name: 'a', databse: 'a' }]).problems).toEqual([
      expect.objectContaining({ file: '--targets-query', hint: 'Is database meant? SELECT … AS database' }),
    ]);
    expect(
      readRows([
        { name: 'a', url: null },
        { name: 'b', url: {} },
      ]).problems.map(({ line, text }) => [line, text]),
    ).toEqual([
      [1, 'No database is named.'],
      [2, 'url is no text.'],
    ]);
    expect(readRows([])).toEqual({ entries: [], problems: [] });
  });
});
