/**
 * Characters that nobody sees, or that reorder what is seen, for a character class of a pattern in Unicode mode: format controls, fillers, tags, and all else that
 * Unicode calls ignorable by default. Not the signs that Arabic and others show, nor the selectors U+FE00 to U+FE0F, which emoji carry.
 */
export const INVISIBLE =
  '\\u00AD\\u034F\\u061C\\u115F\\u1160\\u17B4\\u17B5\\u180B-\\u180F\\u200B-\\u200F\\u202A-\\u202E\\u2060-\\u206F\\u3164\\uFEFF\\uFFA0\\uFFF0-\\uFFFB' +
  '\\u{1BCA0}-\\u{1BCA3}\\u{1D173}-\\u{1D17A}\\u{E0000}-\\u{E0FFF}';
