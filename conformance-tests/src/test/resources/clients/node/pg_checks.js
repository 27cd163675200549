// What programs do with node-postgres.
'use strict';

const assert = require('node:assert/strict');
const { Client, Pool } = require('pg');
const Cursor = require('pg-cursor');
const QueryStream = require('pg-query-stream');
const { config, check, fails, main } = require('./checks');

const COLUMNS = `id integer primary key, b boolean, s smallint, i integer, l bigint, r real, d double precision, n decimal(30,6),
  c char(3), v varchar(20), t text, x bytea, da date, ti time, ts timestamp, tz timestamptz, u uuid`;
const VALUES = [
  1, true, -2, 2147483647, '-9223372036854775808', 1.5, 0.1, '-12345678901234567890.123456', 'abc', 'var', "téxt \u{1f600} '\\",
  Buffer.from([0, 255, 39, 92]), '2026-01-02', '23:59:59.999999', '0001-01-01 00:00:00.000001', '2026-01-02 03:04:05.678901+00',
  '123e4567-e89b-12d3-a456-426614174000'];
const SLOW = "select count(*) from numbers_js where md5(repeat(t, 5000)) like '%x%'";

const marks = VALUES.map((_, i) => `$${i + 1}`).join(', ');
const upsert = `upsert into every_type_js values (${marks})`;
// Dates as the text that came, so that they can be compared to the last digit.
const AS_TEXT = { getTypeParser: (type, format) => [1082, 1114, 1184].includes(type) ? v => v : require('pg').types.getTypeParser(type, format) };

async function setup() {
  const client = new Client(config);
  await client.connect();
  await client.query(`create table if not exists every_type_js (${COLUMNS}); create table if not exists numbers_js (i integer primary key, t text)`);
  const rows = [...Array(1000).keys()];
  await client.query(`upsert into numbers_js values ${rows.map(i => `(${i}, $${i + 1})`).join(', ')}`, rows.map(i => `some text ${i}`));
  await client.end();
}

check('every type as parameter and result', async client => {
  assert.equal((await client.query(upsert, VALUES)).rowCount, 1);
  const { rows } = await client.query({ text: 'select * from every_type_js where id = $1 and u = $2', values: [1, VALUES[16]], rowMode: 'array', types: AS_TEXT });
  assert.deepEqual(rows, [VALUES]);
  await client.query(upsert, [2, ...Array(16).fill(null)]);
  const nulls = await client.query({ text: 'select * from every_type_js where id = $1', values: [2], rowMode: 'array' });
  assert.deepEqual(nulls.rows, [[2, ...Array(16).fill(null)]]);
});

check('dates are those of JavaScript', async client => {
  const now = new Date();
  const { rows } = await client.query('select $1::timestamptz as now, $2::text as json', [now, { a: [1] }]);
  assert.deepEqual(rows, [{ now, json: '{"a":[1]}' }]);
});

// node-postgres reads binary results through a string of UTF-8, so only bytes below 128 come through, whatever the server.
check('results in binary, as far as node-postgres reads them', async client => {
  const { rows, fields } = await client.query({
    text: 'select $1::smallint s, $2::integer i, $3::text t, $4::boolean b', values: [2, 77, 'téxt', true], binary: true });
  assert.deepEqual({ ...rows[0] }, { s: 2, i: 77, t: 'téxt', b: true });
  assert.deepEqual(fields.map(field => field.format), Array(4).fill('binary'));
});

check('prepared statements by name', async client => {
  for (let i = 0; i < 12; i++) {
    const { rows } = await client.query({ name: 'by-number', text: 'select t from numbers_js where i = $1', values: [i] });
    assert.equal(rows[0].t, `some text ${i}`);
  }
  await fails('22P02', client.query({ name: 'by-number', text: 'select t from numbers_js where i = $1', values: ['x'] }));
  assert.equal((await client.query({ name: 'by-number', text: 'select t from numbers_js where i = $1', values: [3] })).rowCount, 1);
});

check('queued queries run in order, and one that fails takes no other with it', async client => {
  const answers = await Promise.allSettled([
    client.query('select 1 as a'), client.query('select * from nowhere'), client.query('select $1::integer as a', [3]),
    client.query('selec'), ...[...Array(200).keys()].map(i => client.query('select t from numbers_js where i = $1', [i]))]);
  assert.equal(answers[0].value.rows[0].a, 1);
  assert.equal(answers[1].reason.code, '42P01');
  assert.equal(answers[2].value.rows[0].a, 3);
  assert.equal(answers[3].reason.code, '42601');
  assert.equal(answers[203].value.rows[0].t, 'some text 199');
});

check('transactions, savepoints, and a failed one that waits for its end', async client => {
  await client.query('BEGIN');
  await client.query("upsert into numbers_js values (2000, 'kept')");
  await client.query('SAVEPOINT before');
  await fails('22012', client.query('select 1/0'));
  await fails('25P02', client.query('select 1'));
  await client.query('ROLLBACK TO before');
  await client.query('COMMIT');
  assert.equal((await client.query('delete from numbers_js where i = 2000')).rowCount, 1);
  await client.query('BEGIN READ ONLY');
  await fails('25006', client.query('delete from numbers_js'));
  assert.equal((await client.query('COMMIT')).command, 'ROLLBACK');
  await fails('0A000', client.query('BEGIN ISOLATION LEVEL SERIALIZABLE'), 'SERIALIZABLE');
});

check('errors have their state and their fields', async client => {
  const error = await fails('23505', client.query("insert into numbers_js values (1, 'again')"));
  assert.deepEqual([error.severity, error.table, error.constraint, error.detail],
    ['ERROR', 'numbers_js', 'numbers_js_pkey', 'Key (i)=(1) already exists.']);
  assert.equal((await fails('42703', client.query('select j from numbers_js'))).position, '8');
});

check('what the dialect has not is refused and the connection goes on', async client => {
  await fails('0A000', client.query('copy numbers_js from stdin'), 'COPY');
  await fails('0A000', client.query('listen x'), 'LISTEN');
  await fails('0A000', client.query("notify x, 'y'"), 'NOTIFY');
  await fails('0A000', client.query('select * from numbers_js where i = any($1)', [[1, 2]]), 'IN');
  await fails('22P02', client.query('select * from numbers_js where i = $1', [[1, 2]]));
  await fails('22003', client.query('select $1::numeric', [NaN]), 'NaN');
  await fails('22008', client.query("select 'infinity'::date"), 'infinite');
  await fails('42P01', client.query('select typname from pg_catalog.pg_type'), 'SHOW TABLES');
  assert.equal((await client.query('select 1 as a')).rows[0].a, 1);
});

check('several statements in one message, and none', async client => {
  const results = await client.query('select 1 as a; select 2 as b');
  assert.deepEqual(results.map(result => ({ ...result.rows[0] })), [{ a: 1 }, { b: 2 }]);
  assert.equal((await client.query('')).rows.length, 0);
});

check('a cursor and a stream read piece by piece', async client => {
  const cursor = client.query(new Cursor('select i from numbers_js order by i'));
  assert.equal((await cursor.read(5)).length, 5);
  assert.equal((await cursor.read(100))[99].i, 104);
  await cursor.close();
  let count = 0;
  for await (const row of client.query(new QueryStream('select t from numbers_js where i >= $1', [10], { batchSize: 70 }))) {
    count += row.t ? 1 : 0;
  }
  assert.equal(count, 990);
});

check('cancel from a second connection stops a statement', async client => {
  const query = new (require('pg').Query)(SLOW);
  const answer = new Promise(resolve => { query.on('error', e => resolve(e.code)); query.on('end', () => resolve('done')); });
  client.query('BEGIN');
  for (let i = 0; i < 20; i++) client.query(SLOW).catch(() => undefined);
  client.query(query);
  // A cancel that comes before a statement has begun is lost, as in PostgreSQL: so until the last has ended.
  const again = setInterval(() => new Client(config).cancel(client, client.activeQuery ?? client._activeQuery), 50);
  const code = await answer;
  clearInterval(again);
  assert.ok(['57014', '25P02'].includes(code), code);
  await client.query('ROLLBACK');
  assert.equal((await client.query('select 1 as a')).rows[0].a, 1);
});

check('settings of a connection', async () => {
  const client = new Client({ ...config, application_name: 'mine', statement_timeout: 50, lock_timeout: 50,
    idle_in_transaction_session_timeout: 60000, options: '-c TimeZone=Europe/Berlin' });
  const notices = [];
  client.on('notice', notice => notices.push(notice.code));
  await client.connect();
  assert.equal((await client.query('show TimeZone')).rows[0].TimeZone, 'Europe/Berlin');
  assert.equal((await client.query('show application_name')).rows[0].application_name, 'mine');
  await fails('57014', (async () => { for (let i = 0; i < 50; i++) await client.query(SLOW); })(), 'timeout');
  await client.query('commit');
  assert.deepEqual(notices, ['25P01']);
  await client.end();
  const url = new Client(`postgres://aft@127.0.0.1:${config.port}/aft?sslmode=disable`);
  await url.connect();
  assert.equal((await url.query('select current_database() as d')).rows[0].d, 'aft');
  await url.end();
  await fails('3D000', new Client({ ...config, database: 'nowhere' }).connect(), 'nowhere');
});

check('a pool lends and takes back', async () => {
  const pool = new Pool({ ...config, max: 3 });
  const numbers = [...Array(40).keys()];
  const answers = await Promise.all(numbers.map(i => pool.query('select $1::integer as a', [i])));
  assert.deepEqual(answers.map(answer => answer.rows[0].a), numbers);
  await fails('42P01', pool.query('select * from nowhere'));
  const client = await pool.connect();
  await client.query('BEGIN');
  await client.query('ROLLBACK');
  client.release();
  await pool.end();
});

main(setup, async () => {
  const client = new Client(config);
  await client.connect();
  return client;
});
