\set a random(1, :rows / 2)
\set b random(:rows / 2 + 1, :rows)
\set c random(1, :rows)
\set d random(1, :rows)
\set more random(1000000, 9999999)
BEGIN;
SELECT v FROM bench WHERE k = :a::text;
SELECT v FROM bench WHERE k = :b::text;
SELECT v FROM bench WHERE k = :c::text;
SELECT v FROM bench WHERE k = :d::text;
UPDATE bench SET v = :more::text WHERE k = :a::text;
UPDATE bench SET v = :more::text WHERE k = :b::text;
COMMIT;
