import { expect, test } from 'vitest';
import { stem } from './porter.ts';
import { termsOf } from './terms.ts';

test.each([
  ["FY18, fiscal 2018 and FY'18's", '2018 fiscal 2018 2018'],
  [
    'Q3 2019, 3Q19, the third quarter of 2019, third fiscal quarter',
    'q3 2019 q3 2019 q3 quarter 2019 q3 fiscal quarter',
  ],
  ['FY 22, FY2024Q2 and 2023Q4', '2022 2024 q2 2023 q4'],
  ['$1,577.00 million and 12.50%', '1577 million 12.5'],
  ["R&D, PP&E, U.S. and AT&T's", 'rd ppe us att'],
  ['Naïve café', 'naiv cafe'],
  ['東京都', '東京 京都'],
  ['the of and', ''],
])('makes terms of %s', (text, terms) => {
  expect(termsOf(text).join(' ')).toBe(terms);
});

test.each([
  ['my favourite colours', 'my favorite colors'],
  ['neighbourhood theatre, 12 kilometres', 'neighborhood theater, 12 kilometers'],
  ['he organises and analysed the catalogue', 'he organizes and analyzed the catalog'],
  ['four hours of our tour, in the course', 'four hours of our tour, in the course'],
])('takes %s for %s', (british, other) => {
  expect(termsOf(british)).toEqual(termsOf(other));
  expect(termsOf(other)).not.toEqual([]);
});

// The examples of the paper that describes the algorithm, one or two of each step.
test.each([
  ['caresses', 'caress'],
  ['ponies', 'poni'],
  ['agreed', 'agre'],
  ['plastered', 'plaster'],
  ['sing', 'sing'],
  ['hopping', 'hop'],
  ['filing', 'file'],
  ['happy', 'happi'],
  ['sky', 'sky'],
  ['relational', 'relat'],
  ['hopefulness', 'hope'],
  ['electrical', 'electr'],
  ['replacement', 'replac'],
  ['adoption', 'adopt'],
  ['controll', 'control'],
  ['oscillators', 'oscil'],
])('stems %s to %s', (word, expected) => {
  expect(stem(word)).toBe(expected);
});
