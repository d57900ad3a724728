import { ref, shallowRef } from 'vue'
import { backend } from './backend'
import { asError, type Failure } from './failure'
import type { Command } from './shapes'
import type { Receipt } from './types/Receipt'

/** One thing a person does on a screen: busy while it runs, its failure kept until the next try. */
export function useAct() {
  const busy = ref(false)
  const failure = shallowRef<Failure | null>(null)

  async function act(command: Command): Promise<Receipt | null> {
    if (busy.value) return null
    busy.value = true
    failure.value = null
    try {
      return await backend().execute(command)
    } catch (e) {
      failure.value = asError(e)
      return null
    } finally {
      busy.value = false
    }
  }
  return { busy, failure, act }
}
