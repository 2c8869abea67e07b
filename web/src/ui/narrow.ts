/** Settings of a picture's first series that hold when it is as narrow as on a phone. */
export const narrow = (series: object, rest: object = {}) => [
  { query: { maxWidth: 420 }, option: { series: [series], ...rest } },
  { option: {} },
]
