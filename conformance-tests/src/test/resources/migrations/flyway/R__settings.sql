UPSERT INTO public.kv VALUES ('settings/theme', CAST('dark' AS VARBINARY));
