/** Which rules run: `recommended` always, the others when they are asked for. */
export const PRESETS = ['recommended', 'strict', 'style'] as const;
export type Preset = (typeof PRESETS)[number];

/** A rule's preset, or that of each message that stands in another than `recommended`. */
type PresetOfRule = Preset | { readonly [message: string]: Preset } | undefined;

/** The preset that a message of a rule belongs to. */
export const presetOf = ({ preset = 'recommended' }: { readonly preset?: PresetOfRule }, message: string): Preset =>
  typeof preset === 'string' ? preset : (preset[message] ?? 'recommended');

/** The presets of a rule's messages, the one that is on first. */
export const presetsOf = (rule: {
  readonly preset?: PresetOfRule;
  readonly messages: { readonly [id: string]: string };
}): readonly Preset[] => PRESETS.filter((preset) => Object.keys(rule.messages).some((message) => presetOf(rule, message) === preset));

/** Behind a message: its preset, where its rule has several. */
export const presetNote = (rule: Parameters<typeof presetsOf>[0], message: string): string =>
  presetsOf(rule).length > 1 ? ` (${presetOf(rule, message)})` : '';
