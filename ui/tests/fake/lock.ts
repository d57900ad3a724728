// The lock of the stand-in engine: the digits are always the same, a delay passes by a clock of its own.
import type { Command } from '../../src/backend/shapes'
import type { LockView } from '../../src/backend/types/LockView'
import type { Receipt } from '../../src/backend/types/Receipt'
import type { Topic } from '../../src/backend/types/Topic'

export const passphrase = '4071 5529 0386 6174 9208 3352'
const bare = (typed: string) => typed.replace(/\D/g, '')

/** `?locked`, `?locked=camera`, `?locked=wait`, `?lock` (set and open), `?pin` (hardware binds one), `?owner` (the system knows its owner; `?owner=on`: by finger too). */
export function lockSide(asked: URLSearchParams, say: (...topics: Topic[]) => Receipt) {
  const how = asked.get('locked')
  let secret = asked.has('lock') || how !== null ? bare(passphrase) : ''
  let locked = how !== null
  let wrong = how === 'wait' ? 5 : 0
  let until = how === 'wait' ? Date.now() + 30_000 : 0
  let drawn = ''
  let byOwner = asked.get('owner') === 'on'
  const refuse = (code: string): never => {
    throw { code, message: '' }
  }

  function view(): LockView {
    return {
      is: locked ? 'locked' : secret ? 'open' : 'none',
      by_pin: secret !== '' && secret.length <= 12,
      pin_possible: asked.has('pin'),
      knows_owners: asked.has('owner'),
      by_owner: byOwner,
      wrong,
      wait_ms: Math.max(0, until - Date.now()),
      camera: locked && how === 'camera',
      sending: locked && how === 'camera',
      renew: false,
      recovery: 'unknown',
    }
  }
  function opens(typed: string): void {
    if (until > Date.now()) refuse('try_later')
    if (bare(typed) !== secret) {
      wrong++
      if (wrong > 3) until = Date.now() + 5_000
      say('profile')
      refuse('secret_wrong')
    }
    wrong = 0
  }
  function put(typed: string): Receipt {
    const digits = bare(typed)
    if (digits.length > 12 && digits !== drawn) refuse('secret_differs')
    secret = digits
    drawn = ''
    return say('profile')
  }

  return {
    view,
    act(command: Command): Receipt | undefined {
      if (command.do === 'unlock') {
        opens(command.secret)
        locked = false
        return say('profile', 'today', 'check', 'finding', 'sync')
      }
      if (command.do === 'unlock_recognised') {
        if (!byOwner) refuse('not_recognised')
        locked = false
        return say('profile', 'today', 'check', 'finding', 'sync')
      }
      if (locked) refuse('locked')
      switch (command.do) {
        case 'used':
          return { topics: [] }
        case 'lock_now':
          locked = true
          return say('profile')
        case 'draw_passphrase':
          drawn = bare(passphrase)
          return { topics: [], secret: passphrase }
        case 'set_lock':
          return put(command.secret)
        case 'recognise_me':
          opens(command.secret)
          byOwner = true
          return say('profile')
        case 'recognise_nobody':
          byOwner = false
          return say('profile')
        case 'change_lock':
          opens(command.old)
          return put(command.new)
      }
      return undefined
    },
  }
}
