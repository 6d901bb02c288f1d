import { plainOf, sliced, made, type Text } from './text.ts';
import { list, plain, record, stringOf, text, textOf, truth, unclear, type Call, type Value } from './value.ts';

/** What methods of JavaScript's own values give back; undefined where that is not known. */
export function builtInMethod(of: Value, method: string, call: Call): Value | undefined {
  if (of.kind === 'text') return methodOfText(of.text, method, call);
  if (of.kind === 'list') return methodOfList(of.items, method, call);
  return undefined;
}

function methodOfText(of: Text, method: string, { args, at }: Call): Value | undefined {
  const whole = plainOf(of);
  switch (method) {
    case 'trim': {
      const start = whole.length - whole.trimStart().length;
      return text(sliced(of, start, start + whole.trim().length), at);
    }
    case 'toString':
      return text(of, at);
    case 'toLowerCase':
      return text(made(whole.toLowerCase(), at), at);
    case 'toUpperCase':
      return text(made(whole.toUpperCase(), at), at);
    case 'concat': {
      const others = args.map(textOf);
      return others.includes(undefined) ? undefined : text([...of, ...others.flatMap((other) => other ?? [])], at);
    }
    case 'split': {
      const by = stringOf(args[0]);
      if (by === undefined || args.length > 1) return undefined;
      let from = 0;
      return list(
        whole.split(by).map((piece) => {
          const start = from;
          from += piece.length + by.length;
          return text(sliced(of, start, start + piece.length), at);
        }),
        at,
      );
    }
    case 'replace':
    case 'replaceAll': {
      const [from, to] = [stringOf(args[0]), stringOf(args[1])];
      if (from === undefined || to === undefined) return undefined;
      return text(made(method === 'replace' ? whole.replace(from, () => to) : whole.replaceAll(from, () => to), at), at);
    }
    default:
      return undefined;
  }
}

function methodOfList(items: readonly Value[], method: string, { args, at, machine }: Call): Value | undefined {
  const [first] = args;
  const each = (): Value[] =>
    first === undefined ? [] : items.map((item, i) => machine.invoke(first, [item, plain(i, at), list(items, at)], at));
  switch (method) {
    case 'map':
      return first?.kind === 'function' ? list(each(), at) : undefined;
    case 'forEach':
      if (first?.kind !== 'function') return undefined;
      for (const result of each()) machine.settle(result);
      return plain(undefined, at);
    case 'flatMap':
      return first?.kind === 'function'
        ? list(
            each().flatMap((value) => (value.kind === 'list' ? value.items : [value])),
            at,
          )
        : undefined;
    case 'filter': {
      if (first === undefined) return undefined;
      const kept = stringOf(first) === undefined && first.kind === 'function' ? each().map(truth) : items.map(truth);
      return kept.includes(undefined)
        ? undefined
        : list(
            items.filter((_, i) => kept[i] === true),
            at,
          );
    }
    case 'reduce': {
      const [callee, start] = args;
      if (callee?.kind !== 'function') return undefined;
      const [head, ...rest] = start === undefined ? items : [start, ...items];
      return rest.reduce<Value | undefined>((sum, item) => (sum === undefined ? undefined : machine.invoke(callee, [sum, item], at)), head);
    }
    case 'join': {
      const by = first === undefined ? ',' : stringOf(first);
      const texts = items.map(textOf);
      if (by === undefined || texts.includes(undefined)) return undefined;
      return text(
        texts.flatMap((each, i) => [...(i === 0 ? [] : made(by, first?.at ?? at)), ...(each ?? [])]),
        at,
      );
    }
    case 'concat':
      return list([...items, ...args.flatMap((arg) => (arg.kind === 'list' ? arg.items : [arg]))], at);
    case 'reverse':
    case 'toReversed':
      return list(items.toReversed(), at);
    case 'entries':
      return list(
        items.map((item, i) => list([plain(i, at), item], at)),
        at,
      );
    case 'values':
      return list(items, at);
    default:
      return undefined;
  }
}

/** `Object`, `Promise`, `String`: what migrations use of them. */
export function globals(at: Value['at']): ReadonlyMap<string, Value> {
  const callable = (name: string, call: (call: Call) => Value | undefined): Value => ({
    kind: 'handle',
    name,
    at,
    call: (given) => call(given) ?? unclear(given.machine, given.at),
  });
  const settled = callable('Promise.all', ({ args, machine, at: place }) => {
    for (const arg of args) machine.settle(arg);
    return { kind: 'unknown', why: '', said: true, at: place };
  });
  const parts = (of: (entries: ReadonlyMap<string, Value>, at: Value['at']) => Value[]): Value =>
    callable('Object', ({ args: [value], at: place }) =>
      value?.kind === 'record' && !value.open ? list(of(value.entries, place), place) : undefined,
    );
  const keyText = (key: string, place: Value['at']): Value => text(made(key, place), place);
  return new Map([
    [
      'Promise',
      record(
        [
          ['all', settled],
          ['allSettled', settled],
          ['resolve', callable('Promise.resolve', ({ args: [value], at: place }) => value ?? plain(undefined, place))],
        ],
        at,
        true,
      ),
    ],
    [
      'Object',
      record(
        [
          ['keys', parts((entries, place) => [...entries.keys()].map((key) => keyText(key, place)))],
          ['values', parts((entries) => [...entries.values()])],
          ['entries', parts((entries, place) => Array.from(entries, ([key, value]) => list([keyText(key, place), value], place)))],
          ['freeze', callable('Object.freeze', ({ args: [value] }) => value)],
        ],
        at,
        true,
      ),
    ],
    ['String', callable('String', ({ args: [value], at: place }) => (value === undefined ? undefined : textValue(value, place)))],
    ['console', silent(at)],
  ]);
}

function textValue(value: Value, at: Value['at']): Value | undefined {
  const known = textOf(value);
  return known === undefined ? undefined : text(known, at);
}

/** Whatever is called of it, nothing comes of it. */
const silent = (at: Value['at']): Value => ({
  kind: 'record',
  entries: new Map(),
  open: true,
  at,
});
