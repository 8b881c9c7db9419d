/** Settings of the shipped weights, chosen on the development halves. */
export const SETTINGS = { generated: 44000, epochs: 6, rate: 0.08, l1: 0, average: 3, dropout: 0.1, seeds: [5, 23] };
