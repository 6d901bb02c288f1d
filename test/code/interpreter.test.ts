import { describe, expect, test } from 'vitest';
import { plainOf } from '../../src/code/text.ts';
import { chunksOf, placeOf, sent, up } from './support.ts';

describe('texts', () => {
  test.each([
    ['a string', `await db.query('a');`, ['a']],
    ['a template', 'await db.query(`a`);', ['a']],
    ['strings put together', `await db.query('a' + "b" + \`c\` + 1);`, ['abc1']],
    ['constants', `const t = 'x'; const n = 2; await db.query(\`a \${t} \${n}\`);`, ['a x 2']],
    ['lines joined', `await db.query(['a', 'b'].join(' '));`, ['a b']],
    ['added to', `let s = 'a'; s += 'b'; await db.query(s);`, ['ab']],
    ['trimmed', 'await db.query(`\n  a\n`.trim());', ['a']],
    ['replaced', `await db.query('a X'.replace('X', 'b'));`, ['a b']],
    ['of a known tag', 'await db.query(dedent`\n  a`);', ['\n  a']],
    ['of a record', `const t = { users: { name: 'u' } }; await db.query('a ' + t.users.name);`, ['a u']],
    ['with a type', `await db.query('a' as string); await db.query(<string>'b'); await db.query('c'!);`, ['a', 'b', 'c']],
    ['by condition that is known', `const isPg = 'pg' === 'pg'; await db.query(isPg ? 'a' : 'b');`, ['a']],
    ['of an enum', `enum T { A = 'x' } await db.query(T.A);`, ['x']],
  ])('%s', (_, body, expected) => {
    expect(sent(up(body))).toEqual(expected);
  });
});

describe('the way through the code', () => {
  test.each([
    ['in order', `await db.query('a'); await db.query('b');`, ['a', 'b']],
    ['for of a list', `for (const t of ['x', 'y']) await db.query('a ' + t);`, ['a x', 'a y']],
    ['for of pairs', `for (const [t, { c }] of [['x', { c: 1 }]]) await db.query(t + c);`, ['x1']],
    ['forEach', `['x', 'y'].forEach((t) => db.query(t));`, ['x', 'y']],
    ['map in Promise.all', `await Promise.all(['x', 'y'].map(async (t) => db.query(t)));`, ['x', 'y']],
    ['entries', `for (const [k, v] of Object.entries({ a: 1 })) await db.query(k + v);`, ['a1']],
    ['both ways of a condition that is not known', `if (process.env.X) await db.query('a'); else await db.query('b');`, ['a', 'b']],
    ['one way of one that is', `if (1 > 2) await db.query('a'); else await db.query('b');`, ['b']],
    ['no way out of one that is not', `if (await db.query('q')) return; await db.query('b');`, ['q', 'b']],
    ['a way out that is', `await db.query('a'); return; await db.query('b');`, ['a']],
    [
      'try and finally, no catch',
      `try { await db.query('a'); } catch { await db.query('b'); } finally { await db.query('c'); }`,
      ['a', 'c'],
    ],
    ['a loop once', `while (more) await db.query('a');`, ['a']],
    ['a function', `await add('x'); async function add(t) { await db.query(t); }`, ['x']],
    ['an arrow function with a default', `const add = (t = 'y') => db.query(t); add(); add('z');`, ['y', 'z']],
    ['then', `return db.lazy('a').then(() => db.lazy('b'));`, ['a', 'b']],
    ['what nobody waits for is not sent', `const part = db.lazy('a'); await db.query('b');`, ['b']],
    ['what is waited for is sent once', `const p = db.lazy('a'); await p; await p;`, ['a']],
    ['a list that is waited for', `await Promise.all([db.lazy('a'), db.lazy('b')]);`, ['a', 'b']],
    ['an arrow over something unknown', `await Promise.all(rows.map((row) => db.query('a')));`, ['a']],
    ['switch', `switch (x) { case 1: await db.query('a'); break; default: await db.query('b'); }`, ['a', 'b']],
    ['compiled asynchronous code', `return __awaiter(this, void 0, void 0, function* () { yield db.query('a'); });`, ['a']],
  ])('%s', (_, body, expected) => {
    expect(sent(up(body))).toEqual(expected);
  });

  test('functions that call one another without end are left in the end', () => {
    expect(sent(up(`const f = () => g(); const g = () => f(); f(); await db.query('a');`))).toEqual(['a']);
  });
});

describe('what is not known is said', () => {
  test.each([
    ['what comes in', 'await db.query(`a ${process.env.T}`);', ['?? `process.env.T` is not known here']],
    ['a variable that is not there', 'await db.query(sql);', ['?? `sql` is not known here']],
    ['a row of a loop', 'for (const row of rows) await db.query(`a ${row.name}`);', ['?? `row.name` is not known here']],
    ['what depends on a condition', `let t = 'a'; if (process.env.T) t = 'b'; await db.query(t);`, ['?? `t` depends on a condition']],
    ['a method that is not known', `await db.alter('a');`, ['?? sqlsafe does not know `db.alter`']],
    ['who is given the tool', `await helper(db);`, ['?? `helper` is not known here']],
    ['who is given the tool in a record', `await helper({ db });`, ['?? `helper` is not known here']],
    ['once a place', `for (const t of ['x', 'y']) await db.alter(t);`, ['?? sqlsafe does not know `db.alter`']],
  ])('%s', (_, body, expected) => {
    expect(sent(up(body))).toEqual(expected);
  });

  test('a function of another module', () => {
    expect(sent(up('await helper(db);', `import { helper } from './helper';`))).toEqual(['?? `helper` comes from ./helper']);
    expect(sent(up('await helper(db);', `const { helper } = require('./helper');`))).toEqual(['?? it comes from ./helper']);
  });

  test('unless a value was given for it', () => {
    const source = up('await db.query(`a ${process.env.SCHEMA}.${names.table} ${other}`);');
    const [chunk] = chunksOf(source, 'm.ts', { SCHEMA: 'app', table: 't', other: 'o' });
    expect(chunk?.kind === 'sql' && plainOf(chunk.sql)).toBe('a app.t o');
  });

  test('what has nothing to do with the tool is passed over', () => {
    expect(sent(up(`console.log('x'); await sleep(3); const n = Math.max(1, 2); await db.query('a');`))).toEqual(['a']);
  });
});

describe('forms of a module', () => {
  test.each([
    ['an exported constant', `export const up = async (db) => db.query('a');`],
    ['exports', `exports.up = function (db) { return db.query('a'); };`],
    ['module.exports', `module.exports = { async up(db) { await db.query('a'); } };`],
    ['module.exports.up', `module.exports.up = (db) => db.query('a');`],
    ['named at the end', `async function up(db) { await db.query('a'); }\nexport { up };`],
    ['with a type', `export const up: Up = (async (db) => { await db.query('a'); }) satisfies Up;`],
    ['with what is imported', `import { db as own } from 'tool';\nexport async function up() { await own.query('a'); }`],
  ])('%s', (_, source) => {
    expect(sent(source)).toEqual(['a']);
  });

  test('what stands at the top is known below', () => {
    expect(sent(`'use strict';\nconst { T } = { T: 'x' };\nexports.up = (db) => db.query('a ' + T);`, 'm.js')).toEqual(['a x']);
  });
});

describe('places', () => {
  test('in a template of several lines, behind a hole and an escape', () => {
    const source = up('  await db.query(`\n    ALTER \\`x\\` ${name}\n    DROP y`);', `const name = 'longer than the hole';`);
    expect(placeOf(source, 'ALTER')).toBe('4:5-4:10');
    expect(placeOf(source, 'x')).toBe('4:13-4:14');
    expect(placeOf(source, 'longer than the hole')).toBe('4:17-4:24');
    expect(placeOf(source, 'DROP')).toBe('5:5-5:9');
  });

  test('a constant that is the whole statement stands where it is written, a part of one where it is used', () => {
    const source = up("  await db.query(SQL);\n  await db.query('DROP ' + TABLE);", "const SQL = `\n  CREATE x`;\nconst TABLE = 'users';");
    expect(placeOf(source, 'CREATE')).toBe('2:3-2:9');
    expect(placeOf(source, 'users')).toBe('6:28-6:33');
  });

  test('with line ends of Windows', () => {
    const source = up('await db.query(`a\r\n  b\r\n  c`);').replaceAll(/(?<!\r)\n/g, '\r\n');
    expect(placeOf(source, 'c')).toBe('5:3-5:4');
  });
});
