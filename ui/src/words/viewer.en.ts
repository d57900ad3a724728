import type { Like } from './like'
import type { marksZh, viewerZh, watermarkZh } from './viewer.zh'

export const viewerEn: Like<typeof viewerZh> = {
  title: 'Photos',
  close: 'Close',
  before: 'The one before',
  next: 'The next one',
  loading: 'Opening the photo…',
  not_here: 'The large picture is not on this device yet; it comes once there is a network.',
  voided: 'Does not count: {why}',
  compare: 'Before and after',
  divider: 'Between before and after',
}
export const marksEn: Like<typeof marksZh> = {
  sign: 'Marked',
  hide: 'As it was taken',
  show: 'With marks',
  draw: 'Mark',
  arrow: 'Arrow',
  box: 'Box',
  text: 'Words',
  blur: 'Cover',
  hint: {
    arrow: 'Drag from tail to tip. The photo stays as it is.',
    box: 'Drag a box. The photo stays as it is.',
    text: 'Tap where the words go. The photo stays as it is.',
    blur: 'Drag over what is to be covered: a face, a number plate. The photo stays as it is.',
  },
  words: 'A few words',
  full: 'A photo takes 40 marks at most.',
  undo: 'Undo one',
  clear: 'Clear all',
  save: 'Save the marks',
  drop_ask: 'The marks are not saved. Leave without them?',
}
export const watermarkEn: Like<typeof watermarkZh> = {
  name: 'Watermark',
  save: 'Save a watermarked copy',
  saving: 'Saving…',
  saved: 'Saved to {where}. The photo itself bears no watermark.',
  by_device: '{at} (the device’s clock, not verified)',
  confirmed: '{at} (not later than {by}, verified by central)',
  wrong: '{at} (the clock was wrong: not later than {by}, verified by central)',
  position: '{lat} N, {lon} E',
  check: 'Check {id}',
  hash: 'Hash {hash}',
}
