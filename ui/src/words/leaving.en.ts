import type { Like } from './like'
import type { leavingZh } from './leaving.zh'

export const leavingEn: Like<typeof leavingZh> = {
  title: 'Leave and erase this device',
  lead: 'Before somebody else gets this device, or when you stop using it. Nothing is erased before everything has arrived.',
  ready: 'You can leave: nothing is missing',
  ready_what: 'At central from this device: records {events}, original photos {photos}.',
  not_ready: 'Not yet',
  missing:
    '{n} photo files cannot be read on this device, and central does not have them. Once this device is erased they are gone for good; call support first.',
  unsent: 'Not delivered',
  unsent_hint: 'Sent by itself once there is a network; or try now.',
  unfinished: 'Not finished',
  unfinished_hint: 'Open the check, then record or delete the drafts.',
  drafts: 'Drafts: {n}',
  open: 'Checks not handed in',
  open_hint: 'Their records are at central, but no figure counts them before they are handed in.',
  why: 'Afterwards',
  handed_over: 'Somebody else uses it',
  logged_out: 'No longer used',
  go: 'Leave and erase',
  ask: 'Everything of yours on this device is erased. This cannot be undone. The records are at central.',
  going: 'Comparing with central; erased as soon as it agrees…',
  no_answer:
    'Central could not be reached, so nothing was erased. Try again where there is a network.',
}
