import type { accessZh, freshZh, ghostZh } from './access.zh'
import type { Like } from './like'

export const accessEn: Like<typeof accessZh> = {
  give: 'Let another team see it',
  title: 'Let another team see it',
  lead: 'Choose a team and a last day. Afterwards it ends by itself and leaves their devices; what they recorded themselves stays.',
  team: 'Team',
  search: 'Find a team',
  none: 'No team has a name like that.',
  until: 'Last day, included',
  go: 'Let them see it',
  to: '{name} may see it until {day}',
  was: '{name} could see it',
  end: 'Take back',
  end_ask: '{name} will no longer see this check.',
  shown: 'Checks your team may see',
  shown_until: 'Until {day}',
  joint: 'A joint team: sets out for “{name}” alone.',
}
export const freshEn: Like<typeof freshZh> = {
  demand: 'Demand a fresh photo with a one-time code in it',
  demand_hint:
    'Four characters are drawn. The inspector writes them on paper and holds it into the picture, so the photo cannot be an older one.',
  note: 'A fresh photo is demanded: write {code} on paper, hold it into the picture and shoot.',
  asked: '{name}, {when}',
  answered: 'Shot again for {code}',
  camera: 'Must be in the picture: {code}',
  look_for: 'Shot on demand: {code} should be in the picture (demanded {when})',
  open: 'Fresh photo demanded, {code}: not shot yet',
}
export const ghostEn: Like<typeof ghostZh> = {
  show: 'Lay the before over it',
  hide: 'Without it',
  hint: 'Aim as in the photo before',
  beside: 'The photo before: shoot from the same place',
  strength: 'How strong',
}
