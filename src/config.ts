import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { InputError } from './errors.ts'
import { logLevels } from './logger.ts'

/** The folder of package.json: what ships beside the code (migrations, SDL) is found from here, in src/ and in dist/. */
export const packageRoot = findPackageRoot(dirname(fileURLToPath(import.meta.url)))

function findPackageRoot(from: string): string {
  return existsSync(join(from, 'package.json')) ? from : findPackageRoot(dirname(from))
}

const Url = z.url({ protocol: /^https?$/ }).transform((text) => text.replace(/\/+$/, ''))
const Port = z.coerce.number().int().min(0).max(65_535)

/** What the environment says, in its own names. Every variable is optional; docs/configuration.md describes them. */
const Environment = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
  WHEELYARD_QUEUE_PREFIX: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/, 'letters, digits, - and _ only')
    .default('wheelyard'),
  UPSTREAM_URL: Url.default('https://pypi.org'),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: Port.default(8080),
  WHEELYARD_DATA: z.string().min(1).default('.wheelyard'),
  WHEELYARD_MAINTAINER_TOKEN: z.string().min(20, 'at least 20 characters').optional(),
  WHEELYARD_WINDOW: z.coerce.number().int().min(1).max(100_000).default(1_000),
  WHEELYARD_DISK_FLOOR_MB: z.coerce.number().int().min(0).max(16_777_216).default(512),
  WHEELYARD_LOST_AFTER_S: z.coerce.number().min(1).max(86_400).default(180),
  WHEELYARD_BUILD_WALL_S: z.coerce.number().int().min(1).max(604_800).default(25_200),
  WHEELYARD_BUILD_SILENCE_S: z.coerce.number().int().min(1).max(604_800).default(3_600),
  WHEELYARD_BUILD_MEMORY_MB: z.coerce.number().int().min(64).max(1_048_576).optional(),
  WHEELYARD_BUILD_PROCESSES: z.coerce.number().int().min(16).max(100_000).default(1_000),
  WHEELYARD_BUILD_DISK_MB: z.coerce.number().int().min(64).max(16_777_216).default(8_192),
  WHEELYARD_CONTACT: z
    .string()
    .regex(/^[\x21-\x7e]{3,200}$/, 'an address such as mailto:you@example.org, without spaces')
    .optional(),
  WHEELYARD_POLL_S: z.coerce.number().min(0.05).max(3_600).default(30),
  LOG_LEVEL: z.enum(logLevels).default('info'),
})

/** Bounds on one build, handed to the builder with the job. */
export interface BuildLimits {
  wallMs: number
  silenceMs: number
  /** Null: what the builder's machine has. */
  memoryBytes: number | null
  processes: number
  diskBytes: number
}

export interface Config {
  databaseUrl: string | null
  redisUrl: string | null
  /** Begins every key and user of ours in Redis, so that farms can share one. */
  queuePrefix: string
  /** PyPI's base address, without a trailing slash. */
  upstreamUrl: string
  host: string
  port: number
  dataDir: string
  maintainerToken: string | null
  /** Most jobs of lane `backlog` that one target's queue holds. */
  window: number
  /** A builder that was silent for this long is lost, in milliseconds. */
  lostAfterMs: number
  /** With less room than this for artifacts no work is given out, in bytes. */
  diskFloorBytes: number
  buildLimits: BuildLimits
  /** How PyPI can reach the operator, in the User-Agent. */
  contact: string | null
  /** Between two looks at the changelog, in milliseconds. */
  pollMs: number
  logLevel: string
}

/**
 * Reads and judges the environment in one go.
 * @throws {InputError} ENVIRONMENT, whose message lists every faulty variable with what was expected
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const parsed = Environment.safeParse(given)
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`)
    throw new InputError(
      'ENVIRONMENT',
      `these settings of the environment or the command line cannot be used:\n${faults.join('\n')}`,
    )
  }
  return environmentToConfig(parsed.data)
}

function environmentToConfig(env: z.infer<typeof Environment>): Config {
  return {
    databaseUrl: env.DATABASE_URL ?? null,
    redisUrl: env.REDIS_URL ?? null,
    queuePrefix: env.WHEELYARD_QUEUE_PREFIX,
    upstreamUrl: env.UPSTREAM_URL,
    host: env.HOST,
    port: env.PORT,
    dataDir: resolve(env.WHEELYARD_DATA),
    maintainerToken: env.WHEELYARD_MAINTAINER_TOKEN ?? null,
    window: env.WHEELYARD_WINDOW,
    diskFloorBytes: env.WHEELYARD_DISK_FLOOR_MB * 1_024 ** 2,
    lostAfterMs: env.WHEELYARD_LOST_AFTER_S * 1_000,
    buildLimits: buildLimitsOf(env),
    contact: env.WHEELYARD_CONTACT ?? null,
    pollMs: env.WHEELYARD_POLL_S * 1_000,
    logLevel: env.LOG_LEVEL,
  }
}

function buildLimitsOf(env: z.infer<typeof Environment>): BuildLimits {
  const { WHEELYARD_BUILD_MEMORY_MB: memoryMb } = env
  return {
    wallMs: env.WHEELYARD_BUILD_WALL_S * 1_000,
    silenceMs: env.WHEELYARD_BUILD_SILENCE_S * 1_000,
    memoryBytes: memoryMb === undefined ? null : memoryMb * 1_024 ** 2,
    processes: env.WHEELYARD_BUILD_PROCESSES,
    diskBytes: env.WHEELYARD_BUILD_DISK_MB * 1_024 ** 2,
  }
}
