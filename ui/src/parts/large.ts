/** Text so large that words no longer fit beside each other on a phone. */
export function largeText(): boolean {
  return parseFloat(getComputedStyle(document.documentElement).fontSize) > 21
}
