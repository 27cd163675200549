\set id random(1, :rows)
\set more random(1000000, 9999999)
UPDATE bench SET v = :more::text WHERE k = :id::text;
