import type {
  BuildPageQuery,
  BuildPageQueryVariables,
  FrontPageQuery,
  FrontPageQueryVariables,
  NewestLogQuery,
  NewestLogQueryVariables,
  PackageNameQuery,
  PackageNameQueryVariables,
  PackagePageQuery,
  PackagePageQueryVariables,
} from './documents.gen.ts'

/*
 * What the pages ask of the API. The types of the answers are generated from these texts into documents.gen.ts:
 * `npm run generate`.
 */

/** A GraphQL document that knows what it takes and what it answers. */
export type Document<Data, Variables> = string & { readonly __types?: (variables: Variables) => Data }

export const frontPage: Document<FrontPageQuery, FrontPageQueryVariables> = /* GraphQL */ `
  query FrontPage {
    incidents(open: true, first: 20) {
      nodes { kind subject text cause beganAt }
    }
    targets {
      id
      abi
      platform
      label
      pythonVersion
      builderSeenAt
      restsUntil
      frozen { at reason }
      paused { at reason }
      backlog {
        open
        building
        built
        failed
        builtToday
        failedToday
        oldestSince
        arrivalsPerHour
        servicePerHour
        lanes { lane open }
        waits { reason builds }
      }
    }
    builders(first: 50) {
      pageInfo { hasNextPage }
      nodes {
        id
        name
        state
        lastHeardAt
        facts { system }
        selfTest { passed unsafe faults }
        readings { load1 temperatureC memoryFreeBytes diskFreeBytes }
        targets { id abi platform }
        currentAttempts { id startedAt build { ...BuildName } }
      }
    }
    newestBuilds(first: 20) {
      nodes {
        ...BuildName
        verdict
        work
        changedAt
        failure { kind missing { name } }
        target { abi platform }
      }
    }
    failures(first: 10) {
      pageInfo { hasNextPage }
      nodes {
        kind
        line
        missing { what name }
        decidedAt
        coveredSince
        target { abi platform }
        release { version package { name displayName } }
        build { number }
      }
    }
    sync { serial reachedAt lastError lagging pagesDue { count exact } }
  }
  fragment BuildName on Build { id number release { version package { name displayName } } }
`

export const packagePage: Document<PackagePageQuery, PackagePageQueryVariables> = /* GraphQL */ `
  query PackagePage($name: String!, $after: String) {
    targets { id abi platform label pythonVersion }
    package(name: $name) {
      name
      displayName
      summary
      status
      removedAt
      skipped { reason by at }
      releases(first: 20, after: $after) {
        totalCount
        pageInfo { hasNextPage endCursor }
        nodes {
          id
          version
          uploadedAt
          yanked
          yankedReason
          isPrerelease
          requiresPython
          status {
            status
            reason
            text
            nextStep
            requeued
            wait
            target { id }
            wheel { __typename filename url ... on Wheel { aptInstall } }
            build { number failure { missing { what name } } }
          }
        }
      }
    }
  }
`

export const buildPage: Document<BuildPageQuery, BuildPageQueryVariables> = /* GraphQL */ `
  query BuildPage($number: BigInt!) {
    build(number: $number) {
      id
      number
      verdict
      work
      wait
      note
      requeued
      lane
      tries
      retryAt
      openedAt
      decidedAt
      openSince
      changedAt
      failure { kind line missing { what name } }
      target { abi platform label pythonVersion }
      release { version package { name displayName } }
      wheels {
        nodes {
          id
          filename
          url
          size
          publishedAt
          tags
          aptInstall
          unknownLibraries
          libraries { soname }
          withdrawn { at reason }
        }
      }
      attempts(first: 20) {
        pageInfo { hasNextPage }
        nodes {
          id
          try
          state
          startedAt
          closedAt
          durationMs
          peakMemoryBytes
          builder { name selfTest { passed unsafe faults } }
          failure { kind line missing { what name } }
        }
      }
      events(first: 50) {
        pageInfo { hasNextPage }
        nodes { at actor change reason attempt { try } }
      }
    }
  }
`

/** Apart from the rest: the log is the one part of the page that does not come from the database. */
export const newestLog: Document<NewestLogQuery, NewestLogQueryVariables> = /* GraphQL */ `
  query NewestLog($number: BigInt!) {
    build(number: $number) {
      attempts(first: 1) { nodes { try logUrl log(tailBytes: 65536) { text totalBytes offset ended gap { bytes } } } }
    }
  }
`

/** The normal form of a name that somebody typed into the search box. */
export const packageName: Document<PackageNameQuery, PackageNameQueryVariables> = /* GraphQL */ `
  query PackageName($name: String!) {
    package(name: $name) { name }
  }
`
