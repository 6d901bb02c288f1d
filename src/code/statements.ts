import { childOf, keyOf } from './evaluate.ts';
import { isThere, spanOf, type Ending, type Inner } from './inner.ts';
import { ownerOf, type Scope } from './scope.ts';
import type { babel, Node } from './syntax.ts';
import { list, nothing, plain, record, truth, unclear, unknown, type Value } from './value.ts';

const LEFT: Ending = { kind: 'left' };
/** Times that a loop over things that are known is gone through. */
const ROUNDS = 1000;

/** Goes through statements in order. Of a condition that nobody knows both ways are gone, and no way out in them is taken. */
export function execute(body: readonly babel.Statement[], scope: Scope, machine: Inner): Ending | undefined {
  for (const statement of body) declare(statement, scope);
  for (const statement of body) {
    const ending = step(statement, scope, machine);
    if (ending !== undefined) return ending;
  }
  return undefined;
}

/** Functions are there before anything runs. */
function declare(statement: babel.Statement, scope: Scope): void {
  const node =
    (statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration') && isThere(statement.declaration)
      ? statement.declaration
      : statement;
  if (node.type === 'FunctionDeclaration' && isThere(node.id))
    scope.names.set(node.id.name, { kind: 'function', node, scope, self: undefined, at: spanOf(node) });
}

function step(node: babel.Statement, scope: Scope, machine: Inner): Ending | undefined {
  const settle = (inner: Node): Value => {
    const value = machine.evaluate(inner, scope);
    machine.settle(value);
    return value;
  };
  const inside = (inner: babel.Statement): Ending | undefined =>
    machine.execute(inner.type === 'BlockStatement' ? inner.body : [inner], childOf(scope, machine));
  switch (node.type) {
    case 'ExpressionStatement':
      settle(node.expression);
      return undefined;
    case 'VariableDeclaration':
      for (const { id, init } of node.declarations)
        machine.bind(id, !isThere(init) ? plain(undefined, spanOf(node)) : machine.evaluate(init, scope), scope, true);
      return undefined;
    case 'ReturnStatement':
      return { kind: 'return', value: !isThere(node.argument) ? plain(undefined, spanOf(node)) : machine.evaluate(node.argument, scope) };
    case 'ThrowStatement':
    case 'BreakStatement':
    case 'ContinueStatement':
      return LEFT;
    case 'BlockStatement':
      return inside(node);
    case 'IfStatement': {
      const met = truth(machine.evaluate(node.test, scope));
      if (met !== undefined) return met ? inside(node.consequent) : !isThere(node.alternate) ? undefined : inside(node.alternate);
      machine.maybe(() => settleEnding(inside(node.consequent), machine));
      const { alternate } = node;
      if (isThere(alternate)) machine.maybe(() => settleEnding(inside(alternate), machine));
      return undefined;
    }
    case 'ForOfStatement':
      return forOf(node, scope, machine);
    case 'ForInStatement':
    case 'ForStatement':
    case 'WhileStatement':
    case 'DoWhileStatement':
      return loop(node, scope, machine);
    case 'TryStatement': {
      const ending = inside(node.block);
      if (isThere(node.finalizer)) machine.execute(node.finalizer.body, childOf(scope, machine));
      return ending?.kind === 'return' ? ending : undefined;
    }
    case 'SwitchStatement':
      machine.evaluate(node.discriminant, scope);
      for (const { consequent } of node.cases)
        machine.maybe(() => settleEnding(machine.execute(consequent, childOf(scope, machine)), machine));
      return undefined;
    case 'LabeledStatement':
      return inside(node.body);
    case 'ClassDeclaration':
      if (isThere(node.id)) scope.names.set(node.id.name, { kind: 'class', node, scope, at: spanOf(node) });
      return undefined;
    case 'TSEnumDeclaration':
      scope.names.set(node.id.name, enumOf(node, scope, machine));
      return undefined;
    default:
      return undefined;
  }
}

const settleEnding = (ending: Ending | undefined, machine: Inner): void => {
  if (ending?.kind === 'return') machine.settle(ending.value);
};

function forOf(node: babel.ForOfStatement, scope: Scope, machine: Inner): Ending | undefined {
  const over = machine.evaluate(node.right, scope);
  const round = (item: Value): Ending | undefined => {
    const own = childOf(scope, machine);
    if (node.left.type === 'VariableDeclaration') machine.bind(node.left.declarations[0]?.id ?? node.left, item, own, true);
    else machine.bind(node.left, item, own, false);
    return machine.execute([node.body], own);
  };
  if (over.kind === 'list') {
    for (const item of over.items.slice(0, ROUNDS)) {
      const ending = round(item);
      if (ending?.kind === 'return') return ending;
    }
    return undefined;
  }
  machine.maybe(() =>
    settleEnding(
      round(unclear(machine, spanOf(node.left.type === 'VariableDeclaration' ? (node.left.declarations[0]?.id ?? node.left) : node.left))),
      machine,
    ),
  );
  return undefined;
}

type Loop = babel.ForInStatement | babel.ForStatement | babel.WhileStatement | babel.DoWhileStatement;

/** How often it runs is not looked at: it is gone through once. */
function loop(node: Loop, scope: Scope, machine: Inner): undefined {
  const own = childOf(scope, machine);
  machine.maybe(() => {
    if (node.type === 'ForInStatement' && node.left.type === 'VariableDeclaration') {
      const over = machine.evaluate(node.right, scope);
      machine.bind(node.left.declarations[0]?.id ?? node.left, unknown(machine.quote(spanOf(node.left)), over.at), own, true);
    } else if (node.type === 'ForStatement' && node.init?.type === 'VariableDeclaration')
      for (const { id } of node.init.declarations) machine.bind(id, unclear(machine, spanOf(id)), own, true);
    settleEnding(machine.execute([node.body], own), machine);
  });
}

function enumOf(node: babel.TSEnumDeclaration, scope: Scope, machine: Inner): Value {
  let next = 0;
  const members = node.body?.members ?? node.members ?? [];
  return record(
    members.map((member) => {
      const { id } = member;
      const name = id.type === 'Identifier' ? id.name : id.value;
      const value = !isThere(member.initializer) ? plain(next, spanOf(member)) : machine.evaluate(member.initializer, scope);
      next = value.kind === 'plain' && typeof value.value === 'number' ? value.value + 1 : next + 1;
      return [name, value] as const;
    }),
    spanOf(node),
  );
}

/** Gives names to a value or to its parts. */
export function bind(target: Node, value: Value, scope: Scope, declares: boolean, machine: Inner): void {
  switch (target.type) {
    case 'Identifier': {
      const owner = declares ? scope : (ownerOf(scope, target.name) ?? scope);
      const isSure = declares || owner.branch >= machine.branch;
      owner.names.set(target.name, isSure ? value : unknown(`\`${target.name}\` depends on a condition`, value.at));
      return;
    }
    case 'AssignmentPattern': {
      const isMissing = value.kind === 'plain' && value.value === undefined;
      return bind(target.left, isMissing ? machine.evaluate(target.right, scope) : value, scope, declares, machine);
    }
    case 'ObjectPattern':
      for (const property of target.properties) {
        if (property.type === 'RestElement') bind(property.argument, nothing(value.at), scope, declares, machine);
        else {
          const name = keyOf(property, scope, machine);
          bind(property.value, name === undefined ? nothing(value.at) : memberIn(value, name, spanOf(property)), scope, declares, machine);
        }
      }
      return;
    case 'ArrayPattern':
      for (const [i, element] of target.elements.entries()) {
        if (element?.type === 'RestElement')
          bind(element.argument, value.kind === 'list' ? list(value.items.slice(i), value.at) : value, scope, declares, machine);
        else if (isThere(element))
          bind(element, value.kind === 'list' ? (value.items[i] ?? plain(undefined, value.at)) : value, scope, declares, machine);
      }
      return;
    case 'MemberExpression':
      return assignMember(target, value, scope, machine);
    case 'TSParameterProperty':
      return bind(target.parameter, value, scope, declares, machine);
    default:
      return;
  }
}

function memberIn(value: Value, name: string, at: Value['at']): Value {
  if (value.kind === 'handle') return value.get?.(name, at) ?? unknown(`sqlsafe does not know \`${value.name}.${name}\``, at);
  if (value.kind === 'record')
    return value.entries.get(name) ?? (value.open ? unknown(`\`${name}\` is not known here`, at) : plain(undefined, at));
  return value.kind === 'unknown' ? unknown(value.why === '' ? `\`${name}\` is not known here` : value.why, at, value.said) : nothing(at);
}

/** `exports.up = …`, `module.exports = …`, `this.x = …`. */
function assignMember(target: babel.MemberExpression, value: Value, scope: Scope, machine: Inner): void {
  const of = machine.evaluate(target.object, scope);
  const name = keyOf({ key: target.property, computed: target.computed }, scope, machine);
  if (of.kind === 'record' && name !== undefined)
    of.entries.set(name, machine.branch > 0 ? unknown(machine.quote(spanOf(target)), value.at) : value);
}
