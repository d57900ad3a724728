import type { scanZh } from './scan.zh'
import type { Like } from './like'

export const scanEn: Like<typeof scanZh> = {
  go: 'Scan',
  title: 'Scan a QR code',
  aim: 'Hold the code into the picture; it goes on by itself.',
  pick_hint: 'A photo with the code in it does as well.',
  pick: 'From a photo',
}
