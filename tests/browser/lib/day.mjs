/** The day in the demo city, eight hours east. */
export function dayInCity(daysAgo = 0) {
  return new Date(Date.now() + 8 * 3_600_000 - daysAgo * 86_400_000).toISOString().slice(0, 10)
}
