import { createLog } from '../../src/lib/log.ts';
import { openPrivateRedis } from '../../src/store/private-redis.ts';

// A daemon in a program of its own, for the tests to kill: opens the private Redis of a folder, tells how that went, stays.
const [home = '', ...roles] = process.argv.slice(2);
try {
  const redis = await openPrivateRedis({ home, log: createLog({ level: 'silent' }), mode: 'daemon', roles });
  process.send?.({ opened: true, supervising: redis.supervising });
} catch (error) {
  process.send?.({ opened: false, why: String(error) });
}
process.on('disconnect', () => process.exit());
