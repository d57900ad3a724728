import type { Query } from './types/Query'
import type { View } from './types/View'

export type { Command } from './types/Command'
export type { FindingContent } from './types/FindingContent'
export type { FindingView } from './types/FindingView'
export type { RevisionRow } from './types/RevisionRow'
export type { SuggestionContent } from './types/SuggestionContent'
export type { SuggestionView } from './types/SuggestionView'

/** The answer to a query is the view of the same name. */
export type ViewOf<Q extends Query> = Extract<View, { view: Q['get'] }>
