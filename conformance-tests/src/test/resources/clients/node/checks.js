// Runs checks and prints a line for each: "ok NAME", or "failed NAME: REASON" with the stack, indented, below it.
// Arguments of the program: the port of the node.
'use strict';

const checks = [];

exports.config = { host: '127.0.0.1', port: Number(process.argv[2]), user: 'aft', database: 'aft' };

exports.check = (name, run) => checks.push({ name, run });

/** The promise fails with this SQLState; gives the error. */
exports.fails = async (state, promise, word) => {
  let error;
  try {
    await promise;
  } catch (e) {
    error = e;
  }
  if (error === undefined || error.code !== state || !`${error.message} ${error.hint}`.includes(word ?? '')) {
    throw new Error(`expected ${state} ${word ?? ''}, got ${error && error.code} ${error}`);
  }
  return error;
};

/** Each check gets a client of its own, connected. */
exports.main = async (setup, connect) => {
  await setup();
  let failed = 0;
  for (const { name, run } of checks) {
    try {
      const client = await connect();
      try {
        await run(client);
      } finally {
        await client.end();
      }
      console.log(`ok ${name}`);
    } catch (e) {
      failed++;
      console.log(`failed ${name}: ${e}\n${String(e.stack).replace(/^/gm, '  ')}`);
    }
  }
  process.exit(failed ? 1 : 0);
};
