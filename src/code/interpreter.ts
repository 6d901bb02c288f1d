import type { Span } from '../model/source.ts';
import { globals } from './built-ins.ts';
import { evaluate } from './evaluate.ts';
import { isThere, spanOf, type Inner } from './inner.ts';
import { lookUp, scopeIn, type Scope } from './scope.ts';
import { bind, execute } from './statements.ts';
import type { babel, Program } from './syntax.ts';
import type { Text } from './text.ts';
import { handle, nothing, plain, record, unknown, type FunctionValue, type Machine, type Value } from './value.ts';

/** What comes of going through code: SQL that is sent, and what was not understood. */
export type Chunk = { readonly kind: 'sql'; readonly sql: Text } | { readonly kind: 'unread'; readonly at: Span; readonly why: string };

/** Members of a module that the tool's reader knows; undefined: of another module. */
export type Modules = (module: string) => Value | undefined;

/** A module that was gone through once, so that its functions can be called. */
export interface Interpreter {
  readonly machine: Machine;
  /** By name; `default` among them. */
  readonly exported: ReadonlyMap<string, Value>;
  /** What a call of `work` sends, in order. */
  collect(work: () => void): readonly Chunk[];
  /** Members of a class, with those that its own objects have. */
  instanceOf(value: Value): Map<string, Value> | undefined;
}

/** Functions in functions that are followed. */
const DEEPEST = 40;
/** Expressions that are looked at for one file. */
const STEPS = 400_000;
const QUOTED = 60;

/** Goes through a module's top level. `source` is its text; `values` are for names that only a run would know. */
export function interpret(program: Program, source: string, modules: Modules, values: Inner['values'] = {}): Interpreter {
  let chunks: Chunk[] = [];
  let branch = 0;
  let depth = 0;
  let steps = 0;
  const settled = new Set<Value>();
  const whole: Span = { start: 0, end: 0 };

  const machine: Inner = {
    get branch() {
      return branch;
    },
    source,
    values,
    emit: (sql) => void chunks.push({ kind: 'sql', sql }),
    unread(at, why) {
      if (!chunks.some((chunk) => chunk.kind === 'unread' && chunk.at.start === at.start && chunk.at.end === at.end))
        chunks.push({ kind: 'unread', at, why });
    },
    evaluate(node, scope) {
      if (steps > STEPS) return nothing(spanOf(node));
      if (++steps > STEPS) machine.unread(spanOf(node), 'there is too much to follow');
      return evaluate(node, scope, machine);
    },
    execute: (body, scope) => execute(body, scope, machine),
    bind: (target, value, scope, declares) => bind(target, value, scope, declares, machine),
    maybe(work) {
      branch++;
      try {
        return work();
      } finally {
        branch--;
      }
    },
    settle(value) {
      if (value.kind === 'list') for (const item of value.items) machine.settle(item);
      else if (value.kind === 'handle' && value.settle !== undefined && !settled.has(value)) {
        settled.add(value);
        value.settle();
      }
    },
    invoke(callee, args, at, self) {
      if (callee.kind !== 'function' || depth >= DEEPEST) return nothing(at);
      depth++;
      try {
        return invoke(callee, args, self, at);
      } finally {
        depth--;
      }
    },
    quote: ({ start, end }) => {
      const line = source.slice(start, end).replaceAll(/\s+/g, ' ');
      return line.length > QUOTED ? `${line.slice(0, QUOTED - 1)}…` : line;
    },
  };

  function invoke({ node, scope, self: bound }: FunctionValue, args: readonly Value[], self: Value | undefined, at: Span): Value {
    const own = scopeIn(scope, branch);
    const me = bound ?? self;
    if (node.type !== 'ArrowFunctionExpression' && me !== undefined) own.names.set('this', me);
    for (const [i, param] of node.params.entries()) {
      if (param.type === 'RestElement') own.names.set('arguments', nothing(at));
      else machine.bind(param, args[i] ?? plain(undefined, at), own, true);
    }
    if (node.body.type !== 'BlockStatement') return machine.evaluate(node.body, own);
    const ending = machine.execute(node.body.body, own);
    return ending?.kind === 'return' ? ending.value : plain(undefined, at);
  }

  const top = scopeIn(undefined);
  const exported = new Map<string, Value>();
  const exportsValue: Value = { kind: 'record', entries: exported, open: false, at: whole };
  const moduleValue = record([['exports', exportsValue]], whole);
  for (const [name, value] of globals(whole)) top.names.set(name, value);
  top.names.set('module', moduleValue);
  top.names.set('exports', exportsValue);
  top.names.set('require', requireWith(modules, whole));
  for (const statement of program.body) declareImports(statement, top, modules);

  const first: Chunk[] = [];
  chunks = first;
  machine.execute(
    program.body.flatMap((statement) => unwrapped(statement)),
    top,
  );
  for (const statement of program.body) noteExports(statement, top, exported, machine);
  // `module.exports = …` puts another value in the place of the record.
  const replaced = moduleValue.kind === 'record' ? moduleValue.entries.get('exports') : undefined;
  if (replaced !== undefined && replaced !== exportsValue) {
    if (replaced.kind === 'record') for (const [name, value] of replaced.entries) exported.set(name, value);
    else exported.set('default', replaced);
  }

  return {
    machine,
    exported,
    collect(work) {
      const before = chunks;
      const own: Chunk[] = [];
      chunks = own;
      settled.clear();
      try {
        work();
      } finally {
        chunks = before;
      }
      return own;
    },
    instanceOf: (value) => (value.kind === 'class' ? membersOf(value.node, value.scope, machine) : undefined),
  };
}

/** `require('module')`. */
const requireWith = (modules: Modules, at: Span): Value =>
  handle('require', at, {
    call({ args: [name], at: place, machine }) {
      const module = name?.kind === 'text' ? name.text.map((part) => part.text).join('') : undefined;
      return (module === undefined ? undefined : modules(module)) ?? unknown(`it comes from ${module ?? machine.quote(place)}`, place);
    },
  });

/** Exports are statements like others; what they give out is noted afterwards. */
function unwrapped(statement: babel.Statement): babel.Statement[] {
  if (statement.type === 'ExportNamedDeclaration') return !isThere(statement.declaration) ? [] : [statement.declaration];
  if (statement.type === 'ExportDefaultDeclaration')
    return statement.declaration.type === 'FunctionDeclaration' || statement.declaration.type === 'ClassDeclaration'
      ? [statement.declaration]
      : [];
  return [statement];
}

function declareImports(statement: babel.Statement, top: Scope, modules: Modules): void {
  if (statement.type === 'TSImportEqualsDeclaration') {
    const { id, moduleReference: reference } = statement;
    if (reference.type === 'TSExternalModuleReference')
      top.names.set(id.name, modules(reference.expression.value) ?? unknown(`it comes from ${reference.expression.value}`, spanOf(id)));
    return;
  }
  if (statement.type !== 'ImportDeclaration') return;
  const module = modules(statement.source.value);
  for (const specifier of statement.specifiers) {
    const { local } = specifier;
    const name =
      specifier.type === 'ImportSpecifier'
        ? specifier.imported.type === 'Identifier'
          ? specifier.imported.name
          : specifier.imported.value
        : undefined;
    const member =
      name === undefined
        ? module
        : module?.kind === 'record'
          ? module.entries.get(name)
          : module?.kind === 'handle'
            ? module.get?.(name, spanOf(local))
            : undefined;
    top.names.set(local.name, member ?? unknown(`\`${local.name}\` comes from ${statement.source.value}`, spanOf(local)));
  }
}

function noteExports(statement: babel.Statement, top: Scope, exported: Map<string, Value>, machine: Inner): void {
  if (statement.type === 'TSExportAssignment') {
    const value = machine.evaluate(statement.expression, top);
    if (value.kind === 'record') for (const [name, entry] of value.entries) exported.set(name, entry);
    else exported.set('default', value);
  } else if (statement.type === 'ExportDefaultDeclaration') {
    const { declaration } = statement;
    const at = spanOf(declaration);
    if (declaration.type === 'ClassDeclaration') exported.set('default', { kind: 'class', node: declaration, scope: top, at });
    else if (declaration.type === 'FunctionDeclaration')
      exported.set('default', { kind: 'function', node: declaration, scope: top, self: undefined, at });
    else if (declaration.type !== 'TSDeclareFunction') exported.set('default', machine.evaluate(declaration, top));
  } else if (statement.type === 'ExportNamedDeclaration') {
    const { declaration } = statement;
    const names = !isThere(declaration)
      ? []
      : declaration.type === 'VariableDeclaration'
        ? declaration.declarations.flatMap(({ id }) => (id.type === 'Identifier' ? [id.name] : []))
        : 'id' in declaration && declaration.id?.type === 'Identifier'
          ? [declaration.id.name]
          : [];
    for (const name of names) {
      const value = lookUp(top, name);
      if (value !== undefined) exported.set(name, value);
    }
    for (const specifier of statement.specifiers) {
      if (specifier.type !== 'ExportSpecifier') continue;
      const name = specifier.exported.type === 'Identifier' ? specifier.exported.name : specifier.exported.value;
      const value = lookUp(top, specifier.local.name);
      if (value !== undefined) exported.set(name, value);
    }
  }
}

/** A class's methods and what its fields begin with. */
function membersOf(node: babel.Class, scope: Scope, machine: Inner): Map<string, Value> {
  const entries = new Map<string, Value>();
  const base = isThere(node.superClass) ? machine.evaluate(node.superClass, scope) : undefined;
  const self: Value = { kind: 'record', entries, open: base !== undefined && base.kind !== 'class', at: spanOf(node) };
  if (base?.kind === 'class')
    for (const [name, member] of membersOf(base.node, base.scope, machine))
      entries.set(name, member.kind === 'function' ? { ...member, self } : member);
  const own = scopeIn(scope);
  own.names.set('this', self);
  for (const member of node.body.body) {
    if (!('key' in member)) continue;
    const { key } = member;
    const name =
      key.type === 'Identifier'
        ? key.name
        : key.type === 'PrivateName'
          ? `#${key.id.name}`
          : key.type === 'StringLiteral'
            ? key.value
            : undefined;
    if (name === undefined) continue;
    const at = spanOf(member);
    if (member.type === 'ClassMethod' || member.type === 'ClassPrivateMethod') {
      if (member.kind === 'method') entries.set(name, { kind: 'function', node: member, scope: own, self, at });
    } else if ((member.type === 'ClassProperty' || member.type === 'ClassPrivateProperty') && isThere(member.value))
      entries.set(name, machine.evaluate(member.value, own));
  }
  return entries;
}
