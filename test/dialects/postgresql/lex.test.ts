import { expect, test } from 'vitest';
import { lex } from '../../../src/dialects/postgresql/lex.ts';

const SHORT: Readonly<Record<string, string>> = {
  word: 'w',
  'quoted-name': 'q',
  string: 's',
  'dollar-string': 'd',
  number: 'n',
  parameter: 'p',
  symbol: '',
  'line-comment': 'c',
  'block-comment': 'c',
};

/** `w:SELECT n:1 ;`, with `!` behind what is never closed. */
function tokens(text: string): string {
  const lexer = lex(text);
  const seen: string[] = [];
  while (lexer.next() !== 'end') {
    const kind = SHORT[lexer.kind] ?? '';
    seen.push(`${kind === '' ? '' : `${kind}:`}${text.slice(lexer.start, lexer.end)}${lexer.open ? '!' : ''}`);
  }
  return seen.join(' ');
}

test.each([
  ['select a.b,"C""d" from t1', 'w:select w:a . w:b , q:"C""d" w:from w:t1'],
  ["'a''b' E'\\'' e'\\\\' B'1' x'f' N'n' U&'u' u&\"v\"", "s:'a''b' s:E'\\'' s:e'\\\\' s:B'1' s:x'f' s:N'n' s:U&'u' q:u&\"v\""],
  ["ae'x' u&v U & 'x'", "w:ae s:'x' w:u & w:v w:U & s:'x'"],
  ['$1 $12x $a $ $$b$$ $t$c$$d$t$ $é$e$é$ a$f$', 'p:$1 p:$12 w:x $ w:a $ d:$$b$$ d:$t$c$$d$t$ d:$é$e$é$ w:a$f$'],
  ['1 1.5 .5 1e5 1_000 0xFF t.1', 'n:1 n:1.5 n:.5 n:1e5 n:1_000 n:0xFF w:t n:.1'],
  ['a--b\nc -- d\re /*f/*g*/h*/i', 'w:a c:--b w:c c:-- d w:e c:/*f/*g*/h*/ w:i'],
  ['a::b:=c->>d', 'w:a : : w:b : = w:c - > > w:d'],
  ['größe 名前 😀', 'w:größe w:名前 w:😀'],
  ["'a", "s:'a!"],
  ["E'a\\'", "s:E'a\\'!"],
  ['"a', 'q:"a!'],
  ['$$a', 'd:$$a!'],
  ['/*/', 'c:/*/!'],
  ['/**/', 'c:/**/'],
  ["E'a'\n 'b\\'' c", "s:E'a'\n 'b\\'' w:c"],
  ["'a'\n'b\\' c", "s:'a' s:'b\\' w:c"],
  ['', ''],
  [' \t\v\f\r\n', ''],
])('%j', (text, expected) => {
  expect(tokens(text)).toBe(expected);
});

test('tokens end where the stretch ends', () => {
  const text = "a 'b c' d";
  const lexer = lex(text, 2, 5);
  expect([lexer.next(), lexer.start, lexer.end, lexer.open]).toEqual(['string', 2, 5, true]);
  expect(lexer.next()).toBe('end');
});

// What the token would go on with stands behind the stretch.
test.each([
  ['abcd', 2, 'word', false],
  ['1.55', 2, 'number', false],
  ['-- a\nb', 3, 'line-comment', false],
  ['-- a', 3, 'line-comment', false],
  ['/* a */', 6, 'block-comment', true],
  ['/* /* */ */', 8, 'block-comment', true],
])('%j ends at %i', (text, to, kind, open) => {
  const lexer = lex(text, 0, to);
  expect([lexer.next(), lexer.start, lexer.end, lexer.open]).toEqual([kind, 0, to, open]);
  expect(lexer.next()).toBe('end');
});

test('it can be moved', () => {
  const lexer = lex("a ' b");
  lexer.next();
  lexer.moveTo(3);
  expect([lexer.next(), lexer.start, lexer.end]).toEqual(['word', 4, 5]);
});

test.each([
  ["select a$$b, 'c' ; d", ["select a$$b,|'c'", '|;', 'd|']],
  ["1 - 2 / 3 -- c\n + E'\\'' e'x' a.e'y\\'", ['1 - 2 / 3|-- c', "+|E'\\''", "|e'x'", "a.|e'y\\'"]],
  ['type\'a\' U&"b" $1 $c$;$c$ $ \\', ["type|'a'", 'U&|"b"', '|$1', '|$c$;$c$', '$|\\']],
  ['a /* b */ -', ['a|/* b */', '-|']],
])('skipping %j', (text, expected) => {
  const lexer = lex(text);
  const seen: string[] = [];
  let from = 0;
  do {
    const passed = lexer.skip();
    seen.push(`${passed < 0 ? '' : text.slice(from, passed).trim()}|${text.slice(lexer.start, lexer.end)}`);
    from = lexer.end;
  } while (lexer.kind !== 'end');
  expect(seen.filter((each) => each !== '|')).toEqual(expected);
});
