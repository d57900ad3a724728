/** Puts words on the clipboard; false where the web view forbids it both ways. */
export async function copyWords(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return bySelection(text)
  }
}

/** Older web views: through a selection. */
function bySelection(text: string): boolean {
  const field = document.createElement('textarea')
  field.value = text
  field.readOnly = true
  field.style.position = 'fixed'
  field.style.opacity = '0'
  const before = document.activeElement
  document.body.append(field)
  field.select()
  let done = false
  try {
    done = document.execCommand('copy')
  } catch {
    // Then the words are shown, to be selected by hand.
  }
  field.remove()
  if (before instanceof HTMLElement) before.focus()
  return done
}
