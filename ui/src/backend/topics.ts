import type { Query } from './types/Query'
import type { Topic } from './types/Topic'

/** What each view is made of. */
const madeOf: Record<Query['get'], Topic[]> = {
  start: ['profile', 'circular'],
  people: ['people', 'profile', 'sync'],
  today: ['today', 'check', 'finding', 'sync', 'profile'],
  choices: ['today', 'profile'],
  check: ['check', 'finding', 'photo', 'today', 'sync'],
  finding: ['finding', 'photo', 'check', 'sync'],
  suggestion: ['finding', 'check', 'sync'],
  mine: ['check', 'finding', 'sync'],
  sync: ['sync', 'photo', 'check', 'finding', 'today'],
  leaving: ['sync', 'photo', 'check', 'finding', 'profile'],
  queue: ['finding', 'check', 'photo'],
  figures: ['figures', 'check', 'finding', 'today', 'sync'],
  figure_records: ['figures'],
  share_code: [],
  circulars: ['circular', 'profile'],
  team_today: ['today', 'check', 'finding', 'sync'],
  brief: ['check', 'finding'],
  access: ['today', 'check', 'profile'],
  phrases: ['finding'],
  earlier_findings: ['finding'],
  similar_sites: ['today'],
  reused_photos: ['photo'],
}

export function concerns(view: Query['get'], topics: Topic[]): boolean {
  return topics.some((topic) => madeOf[view].includes(topic))
}
