/** Does a path fit a glob? Both are relative to one folder; a glob without wildcards stands for a file, or for a folder with all below it. */
export function matcherOf(glob: string): (path: string) => boolean {
  const pattern = glob.replace(/^\.\//, '').replace(/\/+$/, '');
  if (!/[*?[{\\]/.test(pattern)) return (path) => pattern === '' || pattern === '.' || path === pattern || path.startsWith(`${pattern}/`);
  const compiled = new RegExp(`^${source(pattern)}$`, 'su');
  return (path) => compiled.test(path);
}

const literal = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/]/gu, '\\$&');
const member = (character: string): string => (/[\\\][^-]/u.test(character) ? `\\${character}` : character);

/** One step a piece of the glob; what opens and never closes is meant as it stands. */
function source(glob: string): string {
  let written = '';
  for (let at = 0; at < glob.length;) {
    const rest = glob.slice(at);
    const [piece, expression] =
      whole(/^\*\*\//, rest, at === 0 || glob[at - 1] === '/' ? '(?:.*/)?' : undefined) ??
      whole(/^\*\*$/, rest, '.*') ??
      whole(/^\*+/, rest, '[^/]*') ??
      whole(/^\?/, rest, '[^/]') ??
      escaped(rest) ??
      set(rest) ??
      alternatives(rest) ??
      plain(rest);
    written += expression;
    at += piece.length;
  }
  return written;
}

type Piece = readonly [text: string, expression: string];

function whole(pattern: RegExp, rest: string, expression: string | undefined): Piece | undefined {
  const [text] = pattern.exec(rest) ?? [];
  return text === undefined || expression === undefined ? undefined : [text, expression];
}

function escaped(rest: string): Piece | undefined {
  const [text, character = ''] = /^\\(.)/su.exec(rest) ?? [];
  return text === undefined ? undefined : [text, literal(character)];
}

/** `[a-z]`, `[!a-z]` */
function set(rest: string): Piece | undefined {
  const [text, not = '', members = ''] = /^\[([!^]?)([^\]/]+)\]/u.exec(rest) ?? [];
  if (text === undefined) return undefined;
  const ranges = Array.from(members.matchAll(/(.)-(.)|(.)/gsu), ([, from, to, single]) =>
    single === undefined ? `${member(from ?? '')}-${member(to ?? '')}` : member(single),
  );
  const isOrdered = [...members.matchAll(/(.)-(.)/gsu)].every(([, from = '', to = '']) => from <= to);
  return isOrdered ? [text, `(?!/)[${not === '' ? '' : '^'}${ranges.join('')}]`] : undefined;
}

/** `{a,b}`, and such within such. */
function alternatives(rest: string): Piece | undefined {
  if (!rest.startsWith('{')) return undefined;
  const parts: string[] = [];
  let depth = 0;
  let from = 1;
  for (let at = 0; at < rest.length; at++) {
    if (rest[at] === '\\') at++;
    else if (rest[at] === '{') depth++;
    else if ((rest[at] === ',' && depth === 1) || (rest[at] === '}' && --depth === 0)) {
      parts.push(rest.slice(from, at));
      from = at + 1;
      if (depth === 0) return [rest.slice(0, from), `(?:${parts.map(source).join('|')})`];
    }
  }
  return undefined;
}

function plain(rest: string): Piece {
  const text = String.fromCodePoint(rest.codePointAt(0) ?? 0);
  return [text, literal(text)];
}
