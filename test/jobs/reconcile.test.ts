import { expect, onTestFinished, test } from 'vitest'
import { fillQueue } from '../../src/jobs/fill.ts'
import { openQueues } from '../../src/jobs/queues.ts'
import { reconcileQueue } from '../../src/jobs/reconcile.ts'
import { createTestFarm } from '../support/farm.ts'
import { addLadder, addPlannedRelease, buildsOf } from '../support/ladder-world.ts'
import { testRedis } from '../support/redis.ts'

test('a job that builders drop again and again while others stay is given up', async () => {
  const farm = await createTestFarm()
  const queues = openQueues({ backend: 'redis', ...testRedis() }, farm.log)
  onTestFinished(async () => {
    await queues.close()
    await farm.close()
  })
  const [target] = await addLadder(farm, 'cp310')
  if (target === undefined) throw new Error('no target')
  const [dropped, kept] = [await addPlannedRelease(farm), await addPlannedRelease(farm)]
  await fillQueue(farm, queues, target.id)
  const [build] = await buildsOf(farm, dropped)
  const [other] = await buildsOf(farm, kept)
  for (let times = 0; times < 20; times += 1) {
    await queues.remove(target, `b${build?.id}-1`)
    await reconcileQueue(farm, queues, target.id, 0)
  }

  expect(await buildsOf(farm, dropped)).toMatchObject([{ work: 'HELD', note: expect.stringContaining('20 times') }])
  expect((await queues.list(target)).waiting).toEqual([`b${other?.id}-1`])
})
