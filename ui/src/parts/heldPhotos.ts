import { rooms } from '../camera/intake'
import { useWords } from '../words'
import { photosHeld } from './adding'
import { confirmed } from './confirmed'

/**
 * Before the page starts anew, or the store goes: photos that are on their way get a moment; where
 * some then are nowhere but in this page, the person is asked. Gives whether to go on.
 */
export function useHeldPhotos(): () => Promise<boolean> {
  const { t } = useWords()
  return async () => {
    await rooms.idle(5_000)
    const n = photosHeld()
    if (!n) return true
    return confirmed({
      title: t('people.photos_held'),
      message: t('people.photos_held_ask', { n }),
      confirmButtonText: t('people.photos_held_go'),
      cancelButtonText: t('do.cancel'),
    })
  }
}
