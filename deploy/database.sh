#!/bin/sh
# Run once by the PostgreSQL image over an empty volume: the program's own role, which is no superuser, because row-level
# security does not bind one, and its database.
set -eu
psql -v ON_ERROR_STOP=1 -v password="$WORKROOMS_PASSWORD" --username "$POSTGRES_USER" <<'SQL'
CREATE ROLE workrooms LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD :'password';
CREATE DATABASE workrooms OWNER workrooms ENCODING 'UTF8' TEMPLATE template0;
SQL
