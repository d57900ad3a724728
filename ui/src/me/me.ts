import { inject, ref, type InjectionKey } from 'vue'
import type { Shown } from '../backend/view'
import type { StartView } from '../backend/types/StartView'

/** Who is enrolled here and with which settings: asked once, by the app. */
export const startKey: InjectionKey<Shown<StartView>> = Symbol('start')

/** Demonstration data, for what stands beside the app and not in it: the viewer, copies. */
export const demo = ref(false)

export function useStart(): Shown<StartView> {
  const start = inject(startKey)
  if (!start) throw new Error('no start view above')
  return start
}
