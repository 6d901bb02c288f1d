import { callValue, memberOf } from './calls.ts';
import { isThere, spanOf, type Inner } from './inner.ts';
import { lookUp, scopeIn, type Scope } from './scope.ts';
import type { babel, Node } from './syntax.ts';
import { made, moved, plainOf, unescaped, type Text } from './text.ts';
import { list, nothing, plain, record, text, textOf, truth, unclear, unknown, type Value } from './value.ts';

/** What an expression comes to. Calls of the tool in it are made on the way. */
export function evaluate(node: Node, scope: Scope, machine: Inner): Value {
  const at = spanOf(node);
  const of = (inner: Node): Value => machine.evaluate(inner, scope);
  switch (node.type) {
    case 'StringLiteral':
      return text(literalOf(node), at);
    case 'NumericLiteral':
    case 'BooleanLiteral':
      return plain(node.value, at);
    case 'BigIntLiteral':
      return /^\d+$/.test(node.value) ? plain(BigInt(node.value), at) : nothing(at);
    case 'NullLiteral':
      return plain(null, at);
    case 'TemplateLiteral':
      return template(node, scope, machine);
    case 'TaggedTemplateExpression':
      return tagged(node, scope, machine);
    case 'Identifier':
      return node.name === 'undefined'
        ? plain(undefined, at)
        : givenOr(lookUp(scope, node.name) ?? unclear(machine, at), node.name, at, machine);
    case 'ThisExpression':
      return lookUp(scope, 'this') ?? nothing(at);
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
    case 'TSInstantiationExpression':
      return of(node.expression);
    case 'AwaitExpression': {
      const awaited = of(node.argument);
      machine.settle(awaited);
      return awaited.kind === 'handle' && awaited.settle !== undefined ? nothing(at) : awaited;
    }
    // Generators stand for asynchronous functions in what older compilers write.
    case 'YieldExpression': {
      const yielded = isThere(node.argument) ? of(node.argument) : plain(undefined, at);
      machine.settle(yielded);
      return yielded.kind === 'handle' && yielded.settle !== undefined ? nothing(at) : yielded;
    }
    case 'MemberExpression':
    case 'OptionalMemberExpression': {
      const name = nameOf(node, scope, machine);
      return givenOr(memberOf(of(node.object), name, at, machine), name, at, machine);
    }
    case 'CallExpression':
    case 'OptionalCallExpression':
      return callOf(node, scope, machine);
    case 'NewExpression':
      return callValue(of(node.callee), argumentsOf(node, scope, machine), at, machine, { isNew: true });
    case 'ArrayExpression':
      return arrayOf(node, scope, machine);
    case 'ObjectExpression':
      return objectOf(node, scope, machine);
    case 'ArrowFunctionExpression':
      return { kind: 'function', node, scope, self: lookUp(scope, 'this'), at };
    case 'FunctionExpression':
      return { kind: 'function', node, scope, self: undefined, at };
    case 'ClassExpression':
      return { kind: 'class', node, scope, at };
    case 'BinaryExpression':
      return binary(node, of(node.left), of(node.right), at);
    case 'LogicalExpression':
      return logical(node, scope, machine);
    case 'ConditionalExpression': {
      const met = truth(of(node.test));
      if (met !== undefined) return of(met ? node.consequent : node.alternate);
      machine.maybe(() => [of(node.consequent), of(node.alternate)].forEach((value) => machine.settle(value)));
      return unclear(machine, at);
    }
    case 'UnaryExpression':
      return unary(node, of(node.argument), at);
    case 'AssignmentExpression':
      return assign(node, scope, machine);
    case 'SequenceExpression':
      return node.expressions.map(of).at(-1) ?? nothing(at);
    case 'ImportExpression':
      return unclear(machine, at);
    default:
      return unclear(machine, at);
  }
}

/** A value that was given from outside, for what is not known otherwise. */
const givenOr = (value: Value, name: string | undefined, at: Value['at'], { values }: Inner): Value =>
  value.kind === 'unknown' && !value.said && name !== undefined && Object.hasOwn(values, name)
    ? text(made(values[name] ?? '', at), at)
    : value;

const literalOf = (node: babel.StringLiteral): Text => {
  const { start } = spanOf(node);
  const raw = node.extra?.['raw'];
  return typeof raw === 'string' ? unescaped(raw.slice(1, -1), start + 1) : made(node.value, spanOf(node));
};

/** A constant in the midst of a text stands for the place where it is used. */
const inserted = (value: Value, at: Value['at']): Text | undefined => {
  const found = textOf(value);
  const isHere = value.at.start >= at.start && value.at.end <= at.end;
  return found === undefined || isHere ? found : moved(found, at);
};

function template(node: babel.TemplateLiteral, scope: Scope, machine: Inner): Value {
  const at = spanOf(node);
  const parts: Text[] = [];
  for (const [i, quasi] of node.quasis.entries()) {
    parts.push(quasiOf(quasi, machine));
    const hole = node.expressions[i];
    if (hole === undefined) continue;
    // From the `$` to the `}`.
    const place = { start: spanOf(quasi).end, end: spanOf(node.quasis[i + 1] ?? node).start };
    const value = machine.evaluate(hole, scope);
    const known = inserted(value, place);
    if (known === undefined)
      return value.kind === 'unknown' && value.why !== '' ? unknown(value.why, at) : { ...unclear(machine, spanOf(hole)), at };
    parts.push(known);
  }
  return text(parts.flat(), at);
}

/** As it stands in the file: the parser's own text has other line ends. */
const quasiOf = (quasi: babel.TemplateElement, { source }: Inner): Text => {
  const { start, end } = spanOf(quasi);
  return unescaped(source.slice(start, end), start);
};

/** Tags that hand out their template as it is, but for blanks. */
const IDENTITY = /^(?:dedent|outdent|stripIndents?|oneLine|sql|SQL|pgsql|raw)$/;

function tagged(node: babel.TaggedTemplateExpression, scope: Scope, machine: Inner): Value {
  const at = spanOf(node);
  const tag = machine.evaluate(node.tag, scope);
  if (tag.kind === 'handle' && tag.tag !== undefined) {
    const strings = node.quasi.quasis.map((quasi) => quasiOf(quasi, machine));
    const args = node.quasi.expressions.map((hole) => machine.evaluate(hole, scope));
    return tag.tag({ at, own: at, name: machine.quote(spanOf(node.tag)), args, machine }, strings);
  }
  const name =
    node.tag.type === 'Identifier' ? node.tag.name : node.tag.type === 'MemberExpression' ? nameOf(node.tag, scope, machine) : '';
  return name !== undefined && IDENTITY.test(name) ? template(node.quasi, scope, machine) : unclear(machine, at);
}

/** The member's name; undefined where it is not known. */
function nameOf(node: babel.MemberExpression | babel.OptionalMemberExpression, scope: Scope, machine: Inner): string | undefined {
  if (node.property.type === 'PrivateName') return `#${node.property.id.name}`;
  if (!node.computed && node.property.type === 'Identifier') return node.property.name;
  const value = machine.evaluate(node.property, scope);
  const known = textOf(value);
  return known === undefined ? undefined : plainOf(known);
}

function argumentsOf(node: { readonly arguments: readonly Node[] }, scope: Scope, machine: Inner): Value[] {
  return node.arguments.flatMap((argument): Value[] => {
    if (argument.type !== 'SpreadElement') return [machine.evaluate(argument, scope)];
    const spread = machine.evaluate(argument.argument, scope);
    return spread.kind === 'list' ? [...spread.items] : [unclear(machine, spanOf(argument))];
  });
}

/** Helpers of compilers that run a generator as an asynchronous function. */
const AWAITERS = /^(?:__awaiter|_asyncToGenerator)$/;

function callOf(node: babel.CallExpression | babel.OptionalCallExpression, scope: Scope, machine: Inner): Value {
  const at = spanOf(node);
  const { callee } = node;
  if (callee.type === 'Import') return unclear(machine, at);
  if (callee.type === 'Super') return nothing(at);
  if (callee.type === 'Identifier' && AWAITERS.test(callee.name)) {
    const work = argumentsOf(node, scope, machine).at(-1);
    return work === undefined ? nothing(at) : machine.invoke(work, [], at);
  }
  if (callee.type !== 'MemberExpression' && callee.type !== 'OptionalMemberExpression')
    return callValue(machine.evaluate(callee, scope), argumentsOf(node, scope, machine), at, machine, { isNew: false });
  const receiver = callee.object.type === 'Super' ? nothing(at) : machine.evaluate(callee.object, scope);
  const name = nameOf(callee, scope, machine);
  const method = memberOf(receiver, name, spanOf(callee), machine);
  return callValue(method, argumentsOf(node, scope, machine), at, machine, {
    isNew: false,
    receiver,
    method: name,
    from: spanOf(callee.property).start,
  });
}

function arrayOf(node: babel.ArrayExpression, scope: Scope, machine: Inner): Value {
  const at = spanOf(node);
  const items: Value[] = [];
  for (const element of node.elements) {
    if (element === null) items.push(plain(undefined, at));
    else if (element.type !== 'SpreadElement') items.push(machine.evaluate(element, scope));
    else {
      const spread = machine.evaluate(element.argument, scope);
      if (spread.kind !== 'list') return unclear(machine, spanOf(element));
      items.push(...spread.items);
    }
  }
  return list(items, at);
}

function objectOf(node: babel.ObjectExpression, scope: Scope, machine: Inner): Value {
  const at = spanOf(node);
  const entries = new Map<string, Value>();
  let open = false;
  const self: Value = { kind: 'record', entries, open: false, at };
  for (const property of node.properties) {
    if (property.type === 'SpreadElement') {
      const spread = machine.evaluate(property.argument, scope);
      if (spread.kind === 'record') for (const [name, value] of spread.entries) entries.set(name, value);
      if (spread.kind === 'record' ? spread.open : spread.kind !== 'plain') open = true;
      continue;
    }
    const name = keyOf(property, scope, machine);
    if (name === undefined) open = true;
    else if (property.type === 'ObjectProperty') entries.set(name, machine.evaluate(property.value, scope));
    else if (property.kind === 'method') entries.set(name, { kind: 'function', node: property, scope, self, at: spanOf(property) });
    else entries.set(name, unclear(machine, spanOf(property)));
  }
  return record(entries, at, open);
}

export function keyOf(
  property: { readonly key: Node; readonly computed?: boolean | null | undefined },
  scope: Scope,
  machine: Inner,
): string | undefined {
  const { key } = property;
  if (property.computed !== true && key.type === 'Identifier') return key.name;
  if (key.type === 'PrivateName') return `#${key.id.name}`;
  const known = textOf(machine.evaluate(key, scope));
  return known === undefined ? undefined : plainOf(known);
}

function binary(node: babel.BinaryExpression, left: Value, right: Value, at: Value['at']): Value {
  const [a, b] = [textOf(left), textOf(right)];
  const why = left.kind === 'unknown' ? left.why : right.kind === 'unknown' ? right.why : '';
  if (a === undefined || b === undefined) return unknown(why, at);
  if (node.operator === '+' && (left.kind === 'text' || right.kind === 'text')) {
    const [first, second] = [inserted(left, spanOf(node.left)), inserted(right, spanOf(node.right))];
    return text([...(first ?? a), ...(second ?? b)], at);
  }
  const isEqual = plainOf(a) === plainOf(b);
  switch (node.operator) {
    case '===':
    case '==':
      return plain(isEqual, at);
    case '!==':
    case '!=':
      return plain(!isEqual, at);
    default:
      return arithmetic(node.operator, left, right, at);
  }
}

function arithmetic(operator: string, left: Value, right: Value, at: Value['at']): Value {
  if (left.kind !== 'plain' || right.kind !== 'plain' || typeof left.value !== 'number' || typeof right.value !== 'number')
    return nothing(at);
  const [a, b] = [left.value, right.value];
  const result = { '+': a + b, '-': a - b, '*': a * b, '/': a / b, '**': a ** b, '%': a % b }[operator];
  if (result !== undefined) return plain(result, at);
  const compared = { '<': a < b, '>': a > b, '<=': a <= b, '>=': a >= b }[operator];
  return compared === undefined ? nothing(at) : plain(compared, at);
}

function logical(node: babel.LogicalExpression, scope: Scope, machine: Inner): Value {
  const left = machine.evaluate(node.left, scope);
  const isThere = left.kind === 'plain' ? left.value !== null && left.value !== undefined : left.kind === 'unknown' ? undefined : true;
  const known = node.operator === '??' ? isThere : truth(left);
  const takesRight = known === undefined ? undefined : node.operator === '&&' ? known : !known;
  if (takesRight === false) return left;
  if (takesRight === true) return machine.evaluate(node.right, scope);
  machine.maybe(() => machine.settle(machine.evaluate(node.right, scope)));
  return unknown(left.kind === 'unknown' ? left.why : '', spanOf(node), left.kind === 'unknown' && left.said);
}

function unary(node: babel.UnaryExpression, value: Value, at: Value['at']): Value {
  if (node.operator === '!') {
    const met = truth(value);
    return met === undefined ? nothing(at) : plain(!met, at);
  }
  if (node.operator === 'void') return plain(undefined, at);
  if (node.operator === '-' && value.kind === 'plain' && typeof value.value === 'number') return plain(-value.value, at);
  return nothing(at);
}

function assign(node: babel.AssignmentExpression, scope: Scope, machine: Inner): Value {
  const right = machine.evaluate(node.right, scope);
  if (node.operator === '=') {
    machine.bind(node.left, right, scope, false);
    return right;
  }
  const before = machine.evaluate(node.left, scope);
  const [a, b] = [textOf(before), textOf(right)];
  const value =
    node.operator === '+=' && a !== undefined && b !== undefined && (before.kind === 'text' || right.kind === 'text')
      ? text([...a, ...b], spanOf(node))
      : unclear(machine, spanOf(node.left));
  machine.bind(node.left, value, scope, false);
  return value;
}

export const childOf = (scope: Scope, machine: Inner): Scope => scopeIn(scope, machine.branch);
