import type { Problem } from '../../model/problem.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** `production`, `prod-eu`, `live`: where test data must never go. */
export const isProduction = (environment: string): boolean => /^(?:prod|production|live)(?:[-_.].*)?$/i.test(environment.trim());

const NAME = /^[A-Za-z0-9][\w.-]*$/;

/** Variables by which frameworks and platforms tell a process where it is. */
const TELLING = [
  'SQLSAFE_ENV',
  'NODE_ENV',
  'RAILS_ENV',
  'RACK_ENV',
  'APP_ENV',
  'ENVIRONMENT',
  'DJANGO_ENV',
  'FLASK_ENV',
  'MIX_ENV',
  'ASPNETCORE_ENVIRONMENT',
  'VERCEL_ENV',
] as const;

/** Why a run for an environment must not be, by its name and by what the process was told. Pure. */
export function refuseEnvironment(environment: string, variables: Variables): Problem | undefined {
  if (!NAME.test(environment))
    return {
      code: 'environment-name',
      text: `${environment} is no name of an environment.`,
      hint: 'Letters, digits, - _ and . : it is the name of a folder below the seeds.',
    };
  if (isProduction(environment)) return undefined;
  const telling = TELLING.find((name) => isProduction(variables[name] ?? ''));
  return telling === undefined
    ? undefined
    : {
        code: 'environment-production',
        text: `${telling} says ${variables[telling] ?? ''}, and --env says ${environment}: test data has no place in production. Nothing was run.`,
        hint: `For production: --env ${variables[telling] ?? ''}, which runs what is for all. Where this is not production: unset ${telling}.`,
      };
}

/**
 * Why a database that was told what it is must not be seeded for another environment. Of two that are not production either may be meant.
 * @param known what the database was told; null: nothing
 * @param command what tells it anew
 */
export function refuseDatabase(environment: string, known: string | null, command: string): Problem | undefined {
  if (known === null || isProduction(known) === isProduction(environment)) return undefined;
  return isProduction(known)
    ? {
        code: 'database-production',
        text: `This database is ${known}, as it was told, and --env says ${environment}: test data has no place in it. Nothing was run.`,
        hint: `Name another database with --url. Where this one is a copy that is not production any more: ${command} --set-env`,
      }
    : {
        code: 'database-not-production',
        text: `This database was seeded for ${known}, and holds its test data; --env says ${environment}. Nothing was run.`,
        hint: `Name another database with --url. Where this one is ${environment} from now on: ${command} --set-env`,
      };
}
