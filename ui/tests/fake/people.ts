// The people of the stand-in device. Whoever is chosen is not there after the page began anew.
import type { Command } from '../../src/backend/shapes'
import type { LockView } from '../../src/backend/types/LockView'
import type { PeopleView } from '../../src/backend/types/PeopleView'
import type { PersonHere } from '../../src/backend/types/PersonHere'
import type { Receipt } from '../../src/backend/types/Receipt'
import type { Topic } from '../../src/backend/types/Topic'

/** `?people`: others are there, in every state that the list knows. */
export function peopleSide(asked: URLSearchParams, say: (...topics: Topic[]) => Receipt) {
  let shown = false
  const other = (number: number, part: Partial<PersonHere>): PersonHere => ({
    number,
    front: false,
    is: 'locked',
    has_lock: true,
    shows_name: false,
    ...part,
  })
  const others = asked.has('people')
    ? [
        other(2, {
          is: 'open',
          has_lock: false,
          name: '王敏',
          unit: { zh: '市监督一组', en: 'City group 1' },
          only_here: { checks: 2, photos: 9, events: 1 },
        }),
        other(3, {}),
        other(4, { name: '赵海涛', shows_name: true }),
        other(5, { is: 'failing', has_lock: false }),
      ]
    : []

  return {
    view(lock: LockView, name: string | undefined): PeopleView {
      const locked = lock.is === 'locked'
      const front: PersonHere = {
        number: 1,
        front: true,
        is: locked ? 'locked' : name ? 'open' : 'vacant',
        has_lock: lock.is !== 'none',
        shows_name: shown,
        ...(name && (shown || !locked) ? { name } : {}),
        ...(name && !locked ? { unit: { zh: '市监督一组', en: 'City group 1' } } : {}),
      }
      return { people: [front, ...others] }
    },
    act(command: Command): Receipt | undefined {
      switch (command.do) {
        case 'add_person':
          return say('profile')
        case 'choose_person':
          if (others.find((p) => p.number === command.number)?.is === 'failing')
            throw { code: 'key_damaged', message: '' }
          return say('profile')
        case 'show_name':
          shown = command.shown
          return say('people')
      }
      return undefined
    },
  }
}
