import type { Settings } from './settings.ts';

/** Later ones win; of maps each entry for itself: file, then variables, then flags. */
export function mergeSettings(...layers: readonly Settings[]): Settings {
  const merged: Settings = Object.assign({}, ...layers) as Settings;
  const rules = Object.assign({}, ...layers.map((layer) => layer.rules)) as NonNullable<Settings['rules']>;
  const placeholders = Object.assign({}, ...layers.map((layer) => layer.placeholders)) as NonNullable<Settings['placeholders']>;
  return {
    ...merged,
    ...(Object.keys(rules).length > 0 ? { rules } : {}),
    ...(Object.keys(placeholders).length > 0 ? { placeholders } : {}),
  };
}
