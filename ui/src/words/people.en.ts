import type { Like } from './like'
import type { peopleZh } from './people.zh'

/** Those who share a device. */
export const peopleEn: Like<typeof peopleZh> = {
  title: 'People on this device',
  link: 'Switch or add a person',
  lead: 'Each has records, photos and a lock of their own and sees nothing of the others.',
  number: 'Person {n}',
  vacant: 'New person, not connected yet',
  front: 'Current',
  locked: 'Locked',
  failing: 'Does not open',
  unsent: 'Not delivered: {n}',
  add: 'Add a person',
  add_hint:
    'A new person needs a code of their own. Your records stay on this device, behind your lock if you have one.',
  shows: 'Show my name while locked',
  shows_hint: 'Off: the list says “Person {n}”. On: whoever holds the device can read the name.',
  photos_held: 'Photos are not stored yet',
  photos_held_ask:
    '{n} photos are only on this page. Going on loses them; go back to the check and try again first.',
  photos_held_go: 'Lose them and go on',
  no_lock: 'You have no lock: anybody who shares this device opens your records with one tap.',
  no_lock_go: 'Set a lock',
  sending:
    'What is left to send is still sent after switching; behind a lock for half an hour at most.',
}
