import type { honestZh } from './honest.zh'
import type { Like } from './like'

export const honestEn: Like<typeof honestZh> = {
  at: 'Began, verified by central: {at}.',
  between: 'Began, verified by central: between {from} and {to}.',
  before: 'Began, verified by central: not later than {to}.',
  by_device: 'Began {at} by the device’s clock; central verifies it on delivery.',
  wrong: 'The device’s clock was wrong: it said {at}.',
  gps: 'Satellite time in a photo: {at}.',
}
