/** Of any numbers; the middle one, and the one that 95 of 100 do not pass. */
const at = (numbers, share) => {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
}
export const middle = (numbers) => at(numbers, 0.5)
export const p95 = (numbers) => at(numbers, 0.95)
export const mean = (numbers) => numbers.reduce((a, b) => a + b, 0) / numbers.length
