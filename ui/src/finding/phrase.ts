/**
 * Words with a phrase put in. A wording that was itself only chosen gives way to the next one; what
 * a person wrote is never replaced, the phrase follows it.
 */
export function withPhrase(text: string, phrase: string, offered: string[]): string {
  const now = text.trim()
  if (!now || offered.includes(now)) return phrase
  if (now.includes(phrase)) return text
  const chinese = /[\u3400-\u9fff]/.test(now)
  const ends = /[。；！？.;!?，、,]$/.test(now)
  const between = ends ? (chinese ? '' : ' ') : chinese ? '；' : '; '
  return now + between + phrase
}
