import type { AlterFunctionStmt, ObjectWithArgs } from 'libpg-query';
import type { TypeName } from '../../../model/name.ts';
import type { AlterFunction, Operation } from '../../../model/operation.ts';
import { nameOf, type Scope, whole } from './scope.ts';
import { all, options, textOf } from './tree.ts';
import { typeName } from './type.ts';

/** Argument types that tell one overload from others; undefined where the name alone is given. */
export const routineArguments = (node: ObjectWithArgs | undefined): readonly TypeName[] | undefined =>
  node === undefined || node.args_unspecified === true ? undefined : all(node.objargs, 'TypeName').map(typeName);

const VOLATILITIES: ReadonlySet<string> = new Set(['immutable', 'stable', 'volatile']);
export const volatilityOf = (text: string | undefined): AlterFunction['volatility'] =>
  VOLATILITIES.has(text ?? '') ? (text as AlterFunction['volatility']) : undefined;

/** ALTER FUNCTION with new attributes. */
export const alterFunction = ({ func, actions }: AlterFunctionStmt, scope: Scope): readonly Operation[] => [
  {
    kind: 'alter-function',
    span: whole(scope),
    function: nameOf(func?.objname),
    volatility: volatilityOf(textOf(options(actions).get('volatility'))),
    to: undefined,
  },
];
