import { flushPromises, mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { chooseBackend, type Backend } from '../src/backend/backend'
import type { Command } from '../src/backend/shapes'
import type { OutingRow } from '../src/backend/types/OutingRow'
import OutingBox from '../src/today/OutingBox.vue'
import { words } from '../src/words'

const first = { body: '市场监管局', name: '周工' }
const outing = {
  id: 'o1',
  team: { zh: '一组', en: 'Team 1' },
  campaign: { zh: '冷链', en: 'Cold chain' },
  started: { claimed: 0 },
  checks: 1,
  team_members: [{ id: 'u1', name: '陈立' }],
  present: [{ id: 'u1', name: '陈立' }],
  guests: [first],
} as unknown as OutingRow

it('takes somebody of another body along who is met on the way, and lets them go', async () => {
  const said: Command[] = []
  chooseBackend({
    execute: (command: Command) => {
      said.push(command)
      return Promise.resolve({ topics: [] })
    },
  } as unknown as Backend)
  const box = mount(OutingBox, { props: { outing, open: 0 }, global: { plugins: [words] } })
  const at = (id: string) => box.get(`[data-testid="${id}"]`)
  expect(at('guest-add').attributes('disabled')).toBeDefined()
  await at('guest-body').setValue('消防救援大队')
  await at('guest-name').setValue(' 李队 ')
  await at('guest-add').trigger('click')
  await flushPromises()
  const second = { body: '消防救援大队', name: '李队' }
  const present = { do: 'change_presence', outing: 'o1', members: ['u1'] }
  expect(said).toEqual([{ ...present, guests: [first, second] }])
  const name = () => at('guest-name').element as HTMLInputElement
  expect(name().value, 'nobody has come along yet').toBe(' 李队 ')
  await box.setProps({ outing: { ...outing, guests: [first, second] } })
  expect(name().value).toBe('')
  await at('guest-drop-0').trigger('click')
  await flushPromises()
  expect(said.at(-1)).toEqual({ ...present, guests: [second] })
})
