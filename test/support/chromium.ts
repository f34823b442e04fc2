import { execFileSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const MAC = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'

/**
 * Starts the Chromium of this machine: `CHROMIUM`, else one in PATH, else one that root on Debian installs first.
 * @throws {Error} one line that says what to install
 */
export async function launchChromium(): Promise<Browser> {
  const executablePath = findChromium() ?? (installChromium() ? findChromium() : null)
  if (executablePath === null) {
    throw new Error('The tests of the pages need a browser: install chromium or google-chrome, or set CHROMIUM to one.')
  }
  // Chromium's sandbox refuses to run as root.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return chromium.launch({ executablePath, args })
}

function findChromium(): string | null {
  const given = process.env.CHROMIUM
  if (given !== undefined && given !== '') return given
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  const paths = [...folders.flatMap((folder) => NAMES.map((name) => join(folder, name))), MAC]
  return paths.find(isExecutable) ?? null
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Returns false where this is not Debian, or we are not root, or there is no such package. */
function installChromium(): boolean {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false
  console.log('Installing chromium (apt-get) …')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const apt = (...args: string[]) =>
    execFileSync('apt-get', ['-qq', ...args], { stdio: ['ignore', 'ignore', 'inherit'], env })
  try {
    apt('update')
    apt('install', '-y', '--no-install-recommends', 'chromium')
    return true
  } catch {
    return false
  }
}
