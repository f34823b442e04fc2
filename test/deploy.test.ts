import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { createBuilderProgram } from '../src/cli/builder-program.ts'
import { createProgram } from '../src/cli/program.ts'
import { packageRoot } from '../src/config.ts'

/* What is in deploy/ cannot be run here, so it is held to what it names: files, commands, variables. */

const read = (...path: string[]): string => readFileSync(join(packageRoot, ...path), 'utf8')
const named = (program: Command, name: string): Command | undefined =>
  program.commands.find((one) => one.name() === name)

const Service = z.object({
  image: z.string(),
  command: z.array(z.string()).optional(),
  build: z.object({ context: z.string(), dockerfile: z.string() }).optional(),
  env_file: z.string().optional(),
  environment: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  volumes: z.array(z.string()),
  depends_on: z.record(z.string(), z.unknown()).optional(),
})
const Compose = z.object({ services: z.record(z.string(), Service), volumes: z.record(z.string(), z.unknown()) })
const composeText = read('deploy', 'compose.yaml')
const compose = Compose.parse(parse(composeText, { merge: true }))

describe('compose.yaml', () => {
  test('has the roles as services, each with a command that there is', () => {
    expect(Object.keys(compose.services).sort()).toEqual(['api', 'dispatch', 'postgres', 'redis', 'sync'])
    for (const role of ['api', 'sync', 'dispatch']) {
      const { command = [], build } = Service.parse(compose.services[role])
      expect(named(createProgram(), command[0] ?? '')?.name()).toBe(role)
      expect(existsSync(join(packageRoot, build?.dockerfile ?? 'none'))).toBe(true)
    }
  })

  test('gives its roles, and nothing else, whatever is in .env', () => {
    const given = Object.entries(compose.services).map(([name, service]) => [name, service.env_file])
    expect(Object.fromEntries(given)).toEqual({ api: '.env', sync: '.env', dispatch: '.env' })
  })

  test('keeps the queues, and evicts nothing', () => {
    const { command = [] } = Service.parse(compose.services.redis)
    expect(command.join(' ')).toMatch(/--appendonly yes .*--maxmemory-policy noeviction/)
  })

  test('names volumes and services that it has', () => {
    for (const service of Object.values(compose.services)) {
      for (const volume of service.volumes) expect(Object.keys(compose.volumes)).toContain(volume.split(':')[0])
      for (const name of Object.keys(service.depends_on ?? {})) expect(Object.keys(compose.services)).toContain(name)
    }
  })

  test('asks for the variables of example.env, and sets those that the farm reads', () => {
    const asked = new Set([...composeText.matchAll(/\$\{([A-Z_]+)/g)].map(([, name]) => name))
    const given = [...read('deploy', 'example.env').matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name)
    expect([...asked].sort()).toEqual(given.sort())
    const documented = read('docs', 'configuration.md')
    for (const name of Object.keys(compose.services.api?.environment ?? {})) expect(documented).toContain(`\`${name}\``)
  })
})

describe('the unit of a builder', () => {
  const unit = read('deploy', 'wheelyard-builder.service')
  const values = (name: string): string[] =>
    [...unit.matchAll(new RegExp(`^${name}=(.*)$`, 'gm'))].map(([, v = '']) => v)

  test('starts the one-file builder with options that it has', () => {
    const [program, file, option, folder, command] = values('ExecStart')[0]?.split(' ') ?? []
    expect([program, file]).toEqual(['/usr/bin/node', '/opt/wheelyard/builder.mjs'])
    expect(createBuilderProgram().options.map(({ long }) => long)).toContain(option)
    expect(named(createBuilderProgram(), command ?? '')?.name()).toBe('run')
    expect(folder).toBe(`/var/lib/${values('StateDirectory')[0]}`)
  })

  test('lets it make control groups and namespaces, and outlive a build that is killed', () => {
    expect([...values('Delegate'), ...values('OOMPolicy')]).toEqual(['memory pids', 'continue'])
    const forbidding = /^(?:ProtectKernelTunables|ProtectControlGroups|ProtectProc|RestrictNamespaces|PrivateUsers)=/m
    expect(unit).not.toMatch(forbidding)
    for (const line of unit.split('\n')) expect(line).toMatch(/^$|^#|^\[(?:Unit|Service|Install)\]$|^[A-Z][A-Za-z]+=\S/)
  })
})

describe.each(['farm.Dockerfile', 'builder.Dockerfile'])('%s', (name) => {
  const text = read('deploy', name).replace(/\\\n/g, ' ')
  const steps = text.split('\n').filter((line) => /^[A-Z]/.test(line))

  test('begins with images that name no registry, and copies what there is', () => {
    for (const step of steps.filter((one) => one.startsWith('FROM ')))
      expect(step.split(' ')[1]).toMatch(/^[a-z]+:[a-z0-9.-]+$/)
    for (const step of steps.filter((one) => /^COPY (?!--from)/.test(one))) {
      for (const path of step.split(' ').slice(1, -1)) expect(existsSync(join(packageRoot, path)), path).toBe(true)
    }
  })

  test('runs as a user, and what the build makes', () => {
    expect(steps).toContain('USER node')
    const made = name.startsWith('farm') ? 'dist/src/main.js' : '/opt/wheelyard/builder.mjs'
    expect(steps.find((one) => one.startsWith('ENTRYPOINT'))).toContain(`"node", "${made}"`)
    expect(JSON.parse(read('package.json')).scripts.build).toContain('bundle-builder.mjs')
  })
})

describe('docs/operations.md', () => {
  const text = read('docs', 'operations.md')

  test('names every file of deploy/, and no other', () => {
    const files = readdirSync(join(packageRoot, 'deploy')).filter((one) => !one.endsWith('.dockerignore'))
    const told = new Set([...text.matchAll(/deploy\/(\w[\w.-]+\w)/g)].map(([, file]) => file))
    expect([...told].sort()).toEqual(files.sort())
  })

  test('names commands that there are', () => {
    const program = createProgram()
    for (const [, first = '', second] of text.matchAll(/(?:^|`)wheelyard ([a-z-]+)(?: ([a-z-]+)\b)?/gm)) {
      const command = named(program, first)
      expect(command?.name(), first).toBe(first)
      if (command !== undefined && command.commands.length > 0 && second !== undefined) {
        expect(named(command, second)?.name(), `${first} ${second}`).toBe(second)
      }
    }
  })

  test('adds a Pi in five lines', () => {
    const block = /## Add a Raspberry Pi\n[\s\S]*?```\n([\s\S]*?)```/.exec(text)?.[1] ?? ''
    expect(block.trim().split('\n')).toHaveLength(5)
  })
})
