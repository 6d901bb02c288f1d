import { parse } from 'smol-toml';

/** TOML as data; undefined where it can't be read. */
export function readToml(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

/** A list's texts. */
export const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []);
