import { expect, test } from 'vitest';
import { lineHashes } from '../../src/report/line-hash.ts';

/** Texts, and what the published algorithm (github/codeql-action, `fingerprints.ts`) makes of their lines when it is run on a file of each. */
const VECTORS: readonly (readonly [string, string, readonly string[]])[] = [
  ['an empty file', '', ['c129715d7a2bc9a3:1']],
  ['a line end alone', '\n', ['3c5bef55b72b93c9:1', 'c129715d7a2bc9a3:1']],
  ['blanks and tabs only', ' \t \t', ['c129715d7a2bc9a3:1']],
  ['blanks before the end of the file', 'a\n \t', ['243cbaa4685aab12:1', 'c129715d7a2bc9a3:1']],
  ['no line end at the end', ' a\nb\n  \t\tc\n d', ['271789c17abda88f:1', '54703d4cd895b18:1', '180aee12dab6264:1', 'a23a3dc5e078b07b:1']],
  [
    'LF',
    ' hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n',
    [
      'e9496ae3ebfced30:1',
      'fb7c023a8b9ccb3f:1',
      'ce8ba1a563dcdaca:1',
      'e20e36e16fcb0cc8:1',
      'b3edc88f2938467e:1',
      'c8e28b0b4002a3a0:1',
      'c129715d7a2bc9a3:1',
    ],
  ],
  [
    'CR',
    ' hello; \t\rworld!!!\r\r\r  \t\tGreetings\r End\r',
    [
      'e9496ae3ebfced30:1',
      'fb7c023a8b9ccb3f:1',
      'ce8ba1a563dcdaca:1',
      'e20e36e16fcb0cc8:1',
      'b3edc88f2938467e:1',
      'c8e28b0b4002a3a0:1',
      'c129715d7a2bc9a3:1',
    ],
  ],
  [
    'CRLF',
    ' hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n',
    [
      'e9496ae3ebfced30:1',
      'fb7c023a8b9ccb3f:1',
      'ce8ba1a563dcdaca:1',
      'e20e36e16fcb0cc8:1',
      'b3edc88f2938467e:1',
      'c8e28b0b4002a3a0:1',
      'c129715d7a2bc9a3:1',
    ],
  ],
  [
    'mixed line ends',
    ' hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n',
    [
      'e9496ae3ebfced30:1',
      'fb7c023a8b9ccb3f:1',
      'ce8ba1a563dcdaca:1',
      'e20e36e16fcb0cc8:1',
      'b3edc88f2938467e:1',
      'c8e28b0b4002a3a0:1',
      'c129715d7a2bc9a3:1',
    ],
  ],
  ['CR, blank, LF: two lines', 'a\r \nb', ['67c066a59e652f5e:1', 'cc4c43d77869440f:1', '8ee5a81e681643c1:1']],
  [
    'the same line ten times',
    'Lorem ipsum dolor sit amet.\n'.repeat(10),
    [
      'a7f2ff13bc495cf2:1',
      'a7f2ff13bc495cf2:2',
      'a7f2ff13bc495cf2:3',
      'a7f2ff13bc495cf2:4',
      'a7f2ff13bc495cf2:5',
      'a7f2ff13bc495cf2:6',
      'a7f2ff1481e87703:1',
      'a9cf91f7bbf1862b:1',
      '55ec222b86bcae53:1',
      'cc97dc7b1d7d8f7b:1',
      'c129715d7a2bc9a3:1',
    ],
  ],
  [
    'the same line, indented differently',
    'ALTER TABLE users ADD COLUMN role text NOT NULL;\n\tALTER TABLE users ADD COLUMN role text NOT NULL;\n  ALTER  TABLE  users  ADD  COLUMN  role  text  NOT  NULL;\n',
    ['c475b767b5cfc2dd:1', '996e94e46fb12dc9:1', '9b2a57cf40584f18:1', 'c129715d7a2bc9a3:1'],
  ],
  ['a line of a hundred characters', 'x'.repeat(100) + '\ny\n', ['52b56201ffb58620:1', 'c33be7e0cf7c3ca:1', 'c129715d7a2bc9a3:1']],
  ['a line of a hundred and one', 'x'.repeat(101) + '\ny\n', ['52b56201ffb58620:1', 'c33be7e0cf7c3ca:1', 'c129715d7a2bc9a3:1']],
  [
    'a long line, and one that begins like it',
    'x'.repeat(5000) + '\n' + 'x'.repeat(4000) + '\n',
    ['52b56201ffb58620:1', '52b56201ffb58620:2', 'c129715d7a2bc9a3:1'],
  ],
  [
    'letters beyond ASCII',
    '-- Müller\nALTER TABLE "größe" DROP COLUMN "naïve";\n',
    ['502c53d4a5ea4a53:1', '562f44a16a82949f:1', 'c129715d7a2bc9a3:1'],
  ],
  ['characters of two units', "-- 👍🏽\nSELECT '😀';\n", ['2304a43b0c778dde:1', '88ad088952072dd3:1', 'c129715d7a2bc9a3:1']],
  [
    'other blanks and line ends of Unicode count',
    'a\u00a0b\u2028c\u2003d\nx\u000by\fz\n',
    ['d61c92997b6a3e1a:1', '87365eeb99ad128b:1', 'c129715d7a2bc9a3:1'],
  ],
  ['the highest unit', '\uffff\n\uffff', ['c8c0297bdb0170f7:1', '9cde746dd76b3dca:1']],
  ['a zero', 'a\u0000b\n\u0000\n', ['13027bf208b8b096:1', 'fab6606a19b511d5:1', 'c129715d7a2bc9a3:1']],
  [
    'statements',
    'CREATE TABLE users (id bigint);\r\nALTER TABLE users ADD COLUMN role text NOT NULL;\r\n\r\nALTER TABLE users ADD COLUMN role text NOT NULL;\r\nDROP TABLE users;',
    ['3621947713908b7d:1', 'e08f5921ec164ae9:1', '5599b9fb9ccb60b8:1', '6717bb57aa44682e:1', 'c60e534a35768f11:1'],
  ],
  [
    'forty empty lines, all near the end',
    '\n'.repeat(40),
    [
      '33ffd064e369c9f3:1',
      '8bd8f88edf299db5:1',
      '3e3bc6a041e338bf:1',
      '6838f2386b6a131:1',
      'f8e38a1c7944b9ab:1',
      'c2d01787ce434d:1',
      '2407ed60a1af27b7:1',
      '3d0528f15f302b09:1',
      'd99ec4dcc2d5a5e3:1',
      '7bd24de229c06765:1',
      'ed451baa09ae5f2f:1',
      '52dcd98d67132f61:1',
      '1cb4b69e6a5469b:1',
      '4a41c04856c2a1fd:1',
      'c360a46e8b00d727:1',
      '44d79df417fe8639:1',
      'fb09ae4178a8d3d3:1',
      '5046097071460b15:1',
      'a1ff373a5fff079f:1',
      '71c2d569e0bb8791:1',
      '7908b2477bfa058b:1',
      '86219e4eec023aad:1',
      '6abbbb621d31e897:1',
      '7501ef2839160b69:1',
      'f1276aca410f13c3:1',
      'e2924935680d48c5:1',
      'c7046eb20acaf20f:1',
      'cb83d9b5903469c1:1',
      '71ee5137d872b67b:1',
      '7f51970c4973cd5d:1',
      '6eaaaec09e9c1c07:1',
      '68b1bd0ed6f7a99:1',
      'f9fadf2c51fc25b3:1',
      '29221b61da50e075:1',
      'f9cdcf1e8e8fde7f:1',
      '229ec9649baa95f1:1',
      '8d2f5848087196b:1',
      '4e5d562094661a0d:1',
      '5b5d4caf73a13177:1',
      '3c5bef55b72b93c9:1',
      'c129715d7a2bc9a3:1',
    ],
  ],
];

test.each(VECTORS)('lines have the hashes that GitHub gives them: %s', (_, text, hashes) => {
  expect(lineHashes(text)).toEqual(hashes);
});

test('there are as many hashes as lines, whatever ends them', () => {
  expect(VECTORS.length).toBeGreaterThanOrEqual(20);
  for (const [, text, hashes] of VECTORS) expect(hashes.length).toBe(text.split(/\r\n|[\r\n]/).length);
});

test('equal lines are numbered, however many there are', () => {
  const hashes = lineHashes('ALTER TABLE users ADD COLUMN role text;\n'.repeat(50_000));
  expect(hashes.length).toBe(50_001);
  expect(hashes[0]).toMatch(/:1$/);
  expect(hashes[49_000]).toMatch(/:49001$/);
});
