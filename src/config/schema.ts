import { DURATION } from './duration.ts';
import { FILE_KEYS, SETTING_KEYS, settingOf, flagOf, variableOf, type SettingKey, type Shape } from './settings.ts';

type Schema = Readonly<Record<string, unknown>>;

const ofShape = (shape: Shape): Schema => {
  switch (shape.kind) {
    case 'choice':
      return { enum: [...shape.of] };
    case 'text':
    case 'window':
      return { type: 'string' };
    case 'version':
      return {
        anyOf: [
          { type: 'string', pattern: '^\\d{1,3}(\\.\\d{1,3})*$' },
          { type: 'number', exclusiveMinimum: 0 },
        ],
      };
    case 'count':
      return { type: 'integer', minimum: 0 };
    case 'duration':
      return { type: 'string', pattern: DURATION.source };
    case 'switch':
      return { type: 'boolean' };
    case 'list':
      return { type: 'array', items: shape.of === undefined ? { type: 'string' } : { enum: [...shape.of] } };
    case 'outputs': {
      const one = { type: 'string', pattern: `^(?:${shape.of.join('|')})(?::.+)?$` };
      return { anyOf: [one, { type: 'array', items: one, minItems: 1 }] };
    }
    case 'map':
      return { type: 'object', additionalProperties: shape.of === undefined ? { type: 'string' } : { enum: [...shape.of] } };
  }
};

/** JSON Schema (draft 2020-12) of the configuration. */
export const configSchema = (): Schema => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'sqlsafe configuration',
  description:
    'Every key has a flag (dbVersion: --db-version) and a variable (SQLSAFE_DB_VERSION). Flags win over variables, variables over this file.',
  type: 'object',
  additionalProperties: false,
  properties: {
    $schema: { type: 'string' },
    ...Object.fromEntries(
      SETTING_KEYS.map((key) => [
        key,
        {
          ...ofShape(settingOf(key).shape),
          description: `${settingOf(key).describe} (${key === 'files' ? 'paths on the command line' : `--${flagOf(key)}`}, ${variableOf(key)})`,
        },
      ]),
    ),
    overrides: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['files'],
        properties: {
          files: {
            type: 'array',
            items: { type: 'string' },
            minItems: 1,
            description: 'Globs from the folder of this file; a name without wildcards is a file, or a folder with all below it.',
          },
          ...Object.fromEntries(
            FILE_KEYS.map((key: SettingKey) => [key, { ...ofShape(settingOf(key).shape), description: settingOf(key).describe }]),
          ),
        },
      },
      description: 'Settings for some files. Of several that are for one file the later win; of rules each entry for itself.',
    },
  },
});
