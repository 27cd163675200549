// Logs in over TLS with node-postgres; arguments: port, file of the authority, password.
'use strict';

const fs = require('node:fs');
const { Client } = require('pg');

const [port, authority, password] = process.argv.slice(2);
const config = { host: 'localhost', port: Number(port), user: 'app', database: 'aft', ssl: { ca: fs.readFileSync(authority) } };

async function main() {
  for (const enableChannelBinding of [true, false]) {
    const client = new Client({ ...config, password, enableChannelBinding });
    await client.connect();
    console.log((await client.query('SELECT current_user AS u')).rows[0].u);
    await client.end();
  }
  await new Client({ ...config, password: password + 'x' }).connect().catch(e => console.log(e.code));
}

main().catch(e => {
  console.error(e);
  process.exit(1);
});
