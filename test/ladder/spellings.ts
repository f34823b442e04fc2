import fc from 'fast-check'

/* Names, versions, specifiers and wheel names in every spelling that the PEPs allow, and some that they do not. */

const of = (...texts: string[]) => fc.constantFrom(...texts)
const sometimes = (texts: fc.Arbitrary<string>) => fc.oneof(fc.constant(''), texts)
const joined = (...parts: fc.Arbitrary<string>[]) => fc.tuple(...parts).map((texts) => texts.join(''))

export const aName = fc.string({
  unit: fc.constantFrom(...'abcXYZ019-_.'),
  minLength: 1,
  maxLength: 24,
})

const smallNumber = of('0', '1', '2', '3', '10', '11', '00', '007', '20260101')
const bigNumber = of('9007199254740993', '9007199254740992', '99999999999999999999', '100000000000000000000000001')
const aNumber = fc.oneof({ weight: 12, arbitrary: smallNumber }, { weight: 1, arbitrary: bigNumber })
const separator = of('', '.', '-', '_')

const aRelease = fc.array(aNumber, { minLength: 1, maxLength: 5 }).map((numbers) => numbers.join('.'))
const anEpoch = fc.oneof({ weight: 5, arbitrary: fc.constant('') }, { weight: 1, arbitrary: of('0!', '1!', '2!') })
const aPre = joined(
  separator,
  of('a', 'b', 'c', 'rc', 'alpha', 'beta', 'pre', 'preview', 'RC', 'Alpha'),
  separator,
  sometimes(aNumber),
)
const aPost = fc.oneof(
  joined(separator, of('post', 'rev', 'r', 'POST'), separator, sometimes(aNumber)),
  joined(of('-'), aNumber),
)
const aDev = joined(separator, of('dev', 'DEV'), separator, sometimes(aNumber))
const aLocal = fc
  .tuple(
    of('ubuntu', '1', '007', 'ABC', '1e5', '0x10', 'infinity', 'b'),
    fc.array(fc.tuple(of('.', '-', '_'), of('1', '02', 'x')), { maxLength: 2 }),
  )
  .map(([first, rest]) => `+${first}${rest.flat().join('')}`)

const publicVersion = joined(
  sometimes(of('v', 'V')),
  anEpoch,
  aRelease,
  sometimes(aPre),
  sometimes(aPost),
  sometimes(aDev),
)
const white = fc.oneof(
  { weight: 8, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: of(' ', '\t', '\n', ' \r\n') },
)

/** A version in any spelling. */
export const aVersion = joined(white, publicVersion, sometimes(aLocal), white)

/** Mostly not a version: one with a character more, less or other, or one of those that PyPI really holds. */
export const garbledVersion = fc.oneof(
  of(
    '2004d',
    '1.0dev-r123',
    '1.0.1-test7',
    '1.0.0-1.2',
    'final',
    '',
    '1.0 beta 2',
    '1..0',
    '.1',
    '1.',
    'v',
    '__proto__',
  ),
  fc
    .tuple(aVersion, fc.nat(30), fc.constantFrom(...'.-_+!*/ abcdevrx0'), fc.nat(1))
    .map(([text, at, character, cut]) => text.slice(0, at) + character + text.slice(at + cut)),
)

/** Two versions that are often close to each other, or equal in another spelling. */
export const nearVersions: fc.Arbitrary<[string, string]> = fc.oneof(
  fc.tuple(aVersion, aVersion),
  fc.tuple(of('1', '1.0', '0', '1!1', '1.10', '9007199254740992'), aTail(), aTail()).map(sameStart),
)

function aTail(): fc.Arbitrary<string> {
  return joined(
    of('', '', '.0', '.0.0', '.1', '.0.1'),
    sometimes(aPre),
    sometimes(aPost),
    sometimes(aDev),
    sometimes(aLocal),
  )
}

function sameStart([start, a, b]: [string, string, string]): [string, string] {
  return [start + a, start + b]
}

/** Full versions of Pythons that there are, or will be. */
export const aPython = fc.tuple(fc.constant(3), fc.constantFrom(7, 9, 10, 11, 13, 14), fc.constantFrom(0, 1, 2, 10, 18))

const pythonNumber = of('0', '1', '2', '3', '7', '9', '10', '11', '13', '14', '18')
const aPythonRelease = fc.oneof(
  { weight: 6, arbitrary: joined(of('3.'), pythonNumber) },
  { weight: 6, arbitrary: joined(of('3.'), pythonNumber, of('.'), pythonNumber) },
  { weight: 1, arbitrary: of('2.7', '3', '4', '4.0', '3.11.2.0', '3.10.0.0.0', '3.07', '03.9') },
)
const aSuffix = fc.oneof(
  { weight: 8, arbitrary: fc.constant('') },
  { weight: 2, arbitrary: of('a1', 'b2', 'rc1', '.dev0', '.post1', 'rc1.dev2', '.post2.dev1', '-1') },
)

/**
 * One clause, most of them sound. `~=` and `.*` get plain spellings only: packaging itself changed its mind on
 * `~=v3.6`, `~=3.6.preview1`, `==03.*` and `!=3.6rc1.*`.
 */
const aClause = fc.oneof(
  { weight: 10, arbitrary: joined(of('>=', '<=', '<', '>', '==', '!='), white, aPythonRelease, aSuffix) },
  { weight: 3, arbitrary: joined(of('=='), aPythonRelease, aSuffix, of('+local', '+1')) },
  {
    weight: 3,
    arbitrary: joined(
      of('~='),
      white,
      of('3.'),
      pythonNumber,
      sometimes(joined(of('.'), pythonNumber)),
      sometimes(of('.post1', '.dev0')),
    ),
  },
  {
    weight: 4,
    arbitrary: joined(
      of('==', '!='),
      white,
      of('3', '3.7', '3.11', '3.11.2', '3.9.0', '3.9.0.0', '1!3', '2', '3.10'),
      of('.*'),
    ),
  },
  { weight: 1, arbitrary: joined(of('===', '=== '), of('3.11.2', '3.11', '3.7.0', 'foo', '', '3.9.*')) },
  {
    weight: 1,
    arbitrary: of(
      '>=3.6.*',
      '3.6',
      'python>=3',
      '~=3',
      '>=3.6+local',
      '<4.*',
      '>= 3.6 <4',
      '=>3.6',
      '>=',
      '(>=3.6)',
      '>=3.6;',
      '==*',
      'Programming Language',
    ),
  },
  { weight: 1, arbitrary: of('', ' ') },
)

export const aSpecifierSet = fc
  .array(aClause, { minLength: 1, maxLength: 4 })
  .chain((clauses) => of(',', ', ', ' ,').map((comma) => clauses.join(comma)))

const pythonTag = of(
  'py3',
  'py2',
  'py2.py3',
  'py37',
  'py310',
  'cp37',
  'cp39',
  'cp311',
  'cp313',
  'cp39.cp310',
  'CP311',
  'pp39',
)
const abiTag = of(
  'none',
  'none',
  'none',
  'none',
  'abi3',
  'abi3',
  'cp37m',
  'cp39',
  'cp311',
  'cp313',
  'cp313t',
  'none.abi3',
  'pypy39_pp73',
)
const platformTag = of(
  'any',
  'any',
  'any',
  'linux_armv7l',
  'manylinux2014_armv7l.manylinux_2_17_armv7l',
  'manylinux_2_31_armv7l',
  'manylinux_2_40_armv7l',
  'linux_aarch64',
  'manylinux_2_28_aarch64',
  'musllinux_1_2_armv7l',
  'win_amd64',
  'macosx_11_0_arm64',
)
const wheelVersion = publicVersion
  .map((text) => text.replaceAll('-', '_'))
  .chain((text) => sometimes(of('+ubuntu_1', '+cu118')).map((local) => text + local))

/** The file name of a wheel, now and then one that is broken. ASCII, no empty parts: there we are stricter on purpose. */
export const aWheelName = fc
  .tuple(
    of('demo', 'Demo', 'demo_pkg', 'Demo.Pkg', 'zope.interface', 'a', '0', 'demo__pkg', 'd_e_m_o'),
    wheelVersion,
    fc.oneof(
      { weight: 4, arbitrary: fc.constant('') },
      { weight: 1, arbitrary: of('-1', '-2b', '-007', '-1_local', '-x1', '-20260101') },
    ),
    pythonTag,
    abiTag,
    platformTag,
    fc.oneof(
      { weight: 12, arbitrary: fc.constant('.whl') },
      { weight: 1, arbitrary: of('.zip', '.whl.metadata', '-more.whl', '') },
    ),
  )
  .map(
    ([name, version, build, python, abi, platform, end]) =>
      `${name}-${version}${build}-${python}-${abi}-${platform}${end}`,
  )
