import { inject, type InjectionKey } from 'vue'
import type { Shown } from '../backend/view'
import type { StartView } from '../backend/types/StartView'

/** Who is enrolled here and with which settings: asked once, by the app. */
export const startKey: InjectionKey<Shown<StartView>> = Symbol('start')

export function useStart(): Shown<StartView> {
  const start = inject(startKey)
  if (!start) throw new Error('no start view above')
  return start
}
