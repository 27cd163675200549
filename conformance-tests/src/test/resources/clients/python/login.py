"""Logs in over TLS with psycopg 3 and psycopg2; arguments: port, file of the authority, password."""
import sys

import psycopg
import psycopg2

port, authority, password = sys.argv[1:]
ADDRESS = f"host=localhost port={port} dbname=aft user=app sslmode=verify-full sslrootcert={authority} channel_binding=require"

for library in (psycopg, psycopg2):
    connection = library.connect(ADDRESS, password=password)
    cursor = connection.cursor()
    cursor.execute("SELECT current_user")
    print(library.__name__, cursor.fetchone()[0])
    connection.close()
    try:
        library.connect(ADDRESS, password=password + "x").close()
    except library.OperationalError as e:
        print(library.__name__, "password authentication failed" in str(e))
