import type { Like } from './like'
import type { roomZh } from './room.zh'

export const roomEn: Like<typeof roomZh> = {
  low: 'Almost no room left: {free}, about {n} more photos.',
  low_none: 'No room left: new photos may not be kept.',
  go: 'Make room',
  keep: 'When originals leave this device',
  keep_hint:
    'Only originals that central has checked and backed up leave this device, oldest first. Previews and all records stay.',
  while_room: 'When room is short',
  days: 'After {n} days',
  always: 'Never by itself',
  now: 'Free {size} now ({n} originals)',
  made: 'Done',
  nothing: 'No original can leave this device now.',
  waiting: '{n} originals are at central but not backed up yet, and stay here until they are.',
}
