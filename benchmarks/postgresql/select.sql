\set id random(1, :rows)
SELECT v FROM bench WHERE k = :id::text;
