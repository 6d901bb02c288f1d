import { expect, test } from 'vitest';
import { reading } from './support.ts';

const dbmate = '-- migrate:up\nSELECT 1;\n';
const goose = '-- +goose Up\nSELECT 1;\n';

test.each([
  [`${dbmate}-- migrate: down\nSELECT 2;\n`, 'error 1_a.sql:3:1-17 To dbmate this is a comment like any other.'],
  [`${dbmate}-- Migrate:Down\nSELECT 2;\n`, 'error 1_a.sql:3:1-16 To dbmate this is a comment like any other.'],
  [
    '-- migrate:up transaction: false\nSELECT 1;\n',
    'warning 1_a.sql:1:1-33 dbmate passes over this option, and runs the part in a transaction.',
  ],
  [
    '-- migrate:up notransaction\nSELECT 1;\n',
    'warning 1_a.sql:1:1-28 dbmate passes over this option, and runs the part in a transaction.',
  ],
  [`${goose}-- goose Down\nSELECT 2;\n`, 'error 1_a.sql:3:1-14 To goose this is a comment like any other.'],
  [`-- goose NO TRANSACTION\n${goose}`, 'warning 1_a.sql:1:1-24 To goose this is a comment like any other.'],
  [
    '-- sqlsafe: transaction of\nSELECT 1;\n',
    'warning 1_a.sql:1:1-27 This says nothing about how the file runs: there is no transaction “of”.',
  ],
  [
    '-- sqlsafe transaction=off\nSELECT 1;\n',
    'warning 1_a.sql:1:1-27 This says nothing about how the file runs: there is no transaction “off”.',
  ],
])('misread: %j', (text, said) => {
  expect(reading({ '1_a.sql': text }).misread).toEqual([said]);
});

test.each([
  '-- migrate:up transaction:true\nSELECT 1;\n-- migrate:down transaction:false\nSELECT 2;\n',
  `${dbmate}-- migrate up to the next version first\nSELECT 2;\n`,
  '--+goose up\nSELECT 1;\n-- +goose NO TRANSACTION\n-- see how goose runs this\n',
  '-- sqlsafe: transaction off\nSELECT 1;\n',
])('well read: %j', (text) => {
  expect(reading({ '1_a.sql': text }).misread).toEqual([]);
});
