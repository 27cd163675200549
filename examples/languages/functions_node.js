// Functions in Node with node-postgres: one transaction in two functions, exactly once, outcomes, causality.
//
// Start a node (`./aft server`), then:  npm install pg && node examples/languages/functions_node.js
// Takes another address as its argument: postgres://user:password@host:7654/aft
'use strict';

const assert = require('node:assert/strict');
const { randomUUID } = require('node:crypto');
const { Client } = require('pg');

const ADDRESS = process.argv[2] ?? 'postgres://aft@localhost:7654/aft';

// page begins: connect
async function connected(use) {
  const client = new Client({ connectionString: ADDRESS });
  client.on('error', () => undefined); // a lost connection: the query under way fails, and says so
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
// page ends

// page begins: steps
/** The first function begins the transaction and hands it on. */
function reserve(order) {
  return connected(async client => {
    await client.query('BEGIN WITH (idempotency_key = $1)', [order]);
    await client.query("INSERT INTO orders VALUES ($1, 'reserved')", [order]);
    const { rows } = await client.query('SUSPEND');
    return rows[0].transaction_token; // for the next function
  });
}

/** The second goes on with it, wherever it runs, and commits what both have written. */
function charge(order, token) {
  return connected(async client => {
    await client.query("RESUME $1 WITH (takeover = true, on_close = 'suspend')", [token]);
    await client.query("UPDATE orders SET state = 'paid' WHERE id = $1", [order]);
    await client.query('COMMIT WITH (result = $1)', [`receipt of ${order}`]);
    return `receipt of ${order}`;
  });
}
// page ends

// page begins: once
/** Does the work once, however often it is called, and gives the answer of the call that did it. */
async function once(requestId, work) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await connected(async client => {
        await client.query('BEGIN WITH (idempotency_key = $1)', [requestId]);
        const answer = await work(client);
        await client.query('COMMIT WITH (result = $1)', [answer]);
        return answer;
      });
    } catch (e) {
      if (e.code === '25X01') {
        return e.detail; // done before: the detail is the answer that was stored then
      }
      const lost = e.code === undefined || /^(08|40|57P|E[A-Z]+$)/.test(e.code);
      if (attempt === 5 || !lost) {
        throw e; // else it was 40001, or the connection was lost: run it again
      }
    }
  }
}
// page ends

// page begins: outcome
/** Of an id from SHOW TRANSACTION ID, when COMMIT was not answered; FINAL makes the answer stay true. */
function outcome(transactionId) {
  return connected(async client => {
    const { rows } = await client.query('SHOW OUTCOME OF $1 FINAL', [transactionId]);
    return rows[0].outcome;
  });
}
// page ends

// page begins: causality
function rename(name) {
  return connected(async client => {
    await client.query("PUT 'profile/3' = $1", [Buffer.from(name)]);
    const { rows } = await client.query('SHOW CAUSALITY TOKEN');
    return rows[0].causality_token;
  });
}

/** Sees at least what the token has seen, at whichever node. */
function readName(token) {
  return connected(async client => {
    await client.query('BEGIN WITH (after = $1)', [token]);
    const { rows } = await client.query("SELECT value FROM kv WHERE key = 'profile/3'");
    await client.query('COMMIT');
    return rows[0].value.toString();
  });
}
// page ends

async function main() {
  await connected(client => client.query('CREATE TABLE IF NOT EXISTS orders (id VARCHAR PRIMARY KEY, state VARCHAR NOT NULL)'));

  const order = `order ${randomUUID()}`;
  const token = await reserve(order);
  assert.equal(await charge(order, token), `receipt of ${order}`);
  // The platform runs the second function again.
  await assert.rejects(charge(order, token), e => e.code === '25X01' && e.detail === `receipt of ${order}`);

  let runs = 0;
  const work = async client => {
    runs++;
    await client.query("INSERT INTO orders VALUES ($1, 'new')", [`${order} again`]);
    if (runs === 1) {
      client.connection.stream.destroy(); // The first attempt loses its connection.
    }
    return `answer ${runs}`;
  };
  for (let i = 0; i < 3; i++) {
    assert.equal(await once(`request ${order}`, work), 'answer 2');
  }
  assert.equal(runs, 2);

  const begin = async (client, state) => {
    await client.query('BEGIN');
    await client.query('INSERT INTO orders VALUES ($1, $2)', [`${order} ${state}`, state]);
    return (await client.query('SHOW TRANSACTION ID')).rows[0].transaction_id;
  };
  const ids = await connected(async client => {
    const kept = await begin(client, 'kept');
    await client.query('COMMIT');
    return [kept, await begin(client, 'never')];
  });
  assert.deepEqual(await Promise.all(ids.map(outcome)), ['committed', 'aborted']);

  assert.equal(await readName(await rename('new name')), 'new name');
  const { rows } = await connected(client => client.query('SELECT state FROM orders WHERE id = $1', [order]));
  assert.equal(rows[0].state, 'paid');
  console.log('all functions did their work once');
}

main().catch(e => {
  console.error(e);
  process.exit(1);
});
