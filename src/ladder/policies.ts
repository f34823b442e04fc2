/** The policies that the ladder obeys: of a package, or of all; see docs/configuration.md. */
export interface Policies {
  prereleases: 'build' | 'skip'
  yanked: 'build' | 'skip'
  /** `accept`: a wheel on PyPI that fits a target spares its build. */
  upstreamWheels: 'accept' | 'ignore'
  /** Build only the newest N releases of a package; null: all. */
  newest: number | null
}

/** What holds where nobody said anything else. */
export const defaultPolicies: Policies = {
  prereleases: 'build',
  yanked: 'skip',
  upstreamWheels: 'accept',
  newest: null,
}
