import { FILE_KEYS, type Override, type Settings } from './settings.ts';

/** Later ones win; of maps each entry for itself: file, then what it says of some files, then variables, then flags. */
export function mergeSettings(...layers: readonly Settings[]): Settings {
  const merged: Settings = Object.assign({}, ...layers) as Settings;
  const rules = Object.assign({}, ...layers.map((layer) => layer.rules)) as NonNullable<Settings['rules']>;
  const placeholders = Object.assign({}, ...layers.map((layer) => layer.placeholders)) as NonNullable<Settings['placeholders']>;
  const from = layers.findIndex((layer) => layer.overrides !== undefined);
  const overrides = layers[from]?.overrides?.map((each) => under(each, layers.slice(from + 1)));
  return {
    ...merged,
    ...(Object.keys(rules).length > 0 ? { rules } : {}),
    ...(Object.keys(placeholders).length > 0 ? { placeholders } : {}),
    ...(overrides === undefined ? {} : { overrides }),
  };
}

/** What is said of some files, with what later layers say of all. */
function under({ files, from, ...own }: Override, later: readonly Settings[]): Override {
  const merged = mergeSettings(own, ...later);
  return {
    files,
    ...(from === undefined ? {} : { from }),
    ...Object.fromEntries(FILE_KEYS.flatMap((key) => (merged[key] === undefined ? [] : [[key, merged[key]]]))),
  };
}
