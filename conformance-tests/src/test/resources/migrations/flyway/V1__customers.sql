-- page begins: first
CREATE TABLE customer (id UUID PRIMARY KEY DEFAULT gen_random_uuid(), name TEXT NOT NULL);
INSERT INTO customer (name) VALUES ('Ann; the first'), ($$Bob's$$);
-- page ends
