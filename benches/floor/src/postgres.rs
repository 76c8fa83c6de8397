//! The floor on PostgreSQL: one statement for each question, or two at once; a post in two round trips, the first of which
//! locks the district's head and the second writes everything by one statement and commits.
//! Deliberately absent: row-level security; the floor connects as a superuser, whom it does not bind.

use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod};
use tokio::try_join;
use tokio_postgres::NoTls;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use crate::answers::{self, EventRow};
use crate::posting::{ACTOR, Head, Post, ROLE, Written};
use crate::{Result, Variables, days_of, decode, today};

pub struct Postgres {
    pool: Pool,
}

const WORKROOM: &str = "SELECT w.id, w.name, t.code, t.name FROM workroom w LEFT JOIN township t ON t.district_id = w.district_id \
    AND t.id = w.township_id AND t.until_number IS NULL WHERE w.district_id = $1 AND w.id = $2 AND w.until_number IS NULL";

const TREE: &str = "WITH l AS MATERIALIZED (SELECT kind, upper_id, lower_id FROM link WHERE district_id = $1 AND until_number IS NULL \
        AND kind IN ('LEADS_COMMITTEE', 'CONTACTS_GROUP', 'CONTACTS_WORKROOM') AND valid_from <= $2 AND (valid_to IS NULL OR valid_to > $2)) \
    SELECT m.id, m.name, c.id, c.name, g.id, g.name, w.id, w.name FROM (SELECT DISTINCT member_id FROM office_held \
        WHERE district_id = $1 AND until_number IS NULL AND office = 'VICE_CHAIRPERSON' AND valid_from <= $2 \
        AND (valid_to IS NULL OR valid_to > $2)) o \
    JOIN member m ON m.district_id = $1 AND m.id = o.member_id AND m.until_number IS NULL \
    LEFT JOIN l a ON a.kind = 'LEADS_COMMITTEE' AND a.upper_id = m.id \
    LEFT JOIN special_committee c ON c.district_id = $1 AND c.id = a.lower_id AND c.until_number IS NULL \
    LEFT JOIN l b ON b.kind = 'CONTACTS_GROUP' AND b.upper_id = c.id \
    LEFT JOIN sector_group g ON g.district_id = $1 AND g.id = b.lower_id AND g.until_number IS NULL \
    LEFT JOIN l d ON d.kind = 'CONTACTS_WORKROOM' AND d.upper_id = g.id \
    LEFT JOIN workroom w ON w.district_id = $1 AND w.id = d.lower_id AND w.until_number IS NULL ORDER BY 1, 3, 5, 7";

const MEMBERS: &str = "SELECT l.upper_id, m.id, m.name FROM link l JOIN member m ON m.district_id = l.district_id AND m.id = l.lower_id \
        AND m.until_number IS NULL \
    WHERE l.district_id = $1 AND l.until_number IS NULL AND l.kind = 'CONTACTS_MEMBER' AND l.valid_from <= $2 \
        AND (l.valid_to IS NULL OR l.valid_to > $2) ORDER BY 1, 2";

/// The sets with a host at or below a vice-chairperson, and on which days; then their tallies by kind.
const YEAR: &str = "WITH l AS MATERIALIZED (SELECT kind, upper_id, lower_id, valid_from AS f, coalesce(valid_to, 'infinity') AS t FROM link \
        WHERE district_id = $1 AND until_number IS NULL AND kind IN ('LEADS_COMMITTEE', 'CONTACTS_GROUP', 'CONTACTS_WORKROOM', 'CONTACTS_MEMBER')), \
    c AS (SELECT l.lower_id AS id, greatest(l.f, o.valid_from) AS f, least(l.t, coalesce(o.valid_to, 'infinity')) AS t FROM l \
        JOIN office_held o ON o.district_id = $1 AND o.member_id = $2 AND o.until_number IS NULL AND o.office = 'VICE_CHAIRPERSON' \
        WHERE l.kind = 'LEADS_COMMITTEE' AND l.upper_id = $2), \
    g AS (SELECT l.lower_id AS id, greatest(l.f, c.f) AS f, least(l.t, c.t) AS t FROM c JOIN l ON l.kind = 'CONTACTS_GROUP' AND l.upper_id = c.id), \
    w AS (SELECT l.lower_id AS id, greatest(l.f, g.f) AS f, least(l.t, g.t) AS t FROM g JOIN l ON l.kind = 'CONTACTS_WORKROOM' AND l.upper_id = g.id), \
    m AS (SELECT l.lower_id AS id, greatest(l.f, w.f) AS f, least(l.t, w.t) AS t FROM w JOIN l ON l.kind = 'CONTACTS_MEMBER' AND l.upper_id = w.id), \
    below AS (SELECT $2::uuid AS id, '-infinity'::date AS f, 'infinity'::date AS t UNION ALL SELECT * FROM c UNION ALL SELECT * FROM g \
        UNION ALL SELECT * FROM w UNION ALL SELECT * FROM m), \
    sets AS MATERIALIZED (SELECT h.host_set_id AS id, range_agg(daterange(b.f, b.t)) AS days FROM host_set_host h JOIN below b ON b.id = h.host_id AND b.f < b.t \
        WHERE h.district_id = $1 GROUP BY 1) \
    SELECT t.kind, sum(t.amount)::bigint FROM sets s JOIN tally t ON t.district_id = $1 AND t.host_set_id = s.id AND t.day >= $3 AND t.day < $4 \
        AND t.measure = 'EVENTS' AND t.status IN ('POSTED', 'VERIFIED') AND s.days @> t.day GROUP BY 1";

const DASHBOARD: &str = "WITH w AS (SELECT id, name FROM workroom WHERE district_id = $1 AND until_number IS NULL AND established_on < $3 \
        AND (closed_on IS NULL OR closed_on > $2)), \
    at AS (SELECT id AS workroom, id AS host, '-infinity'::date AS f, 'infinity'::date AS t FROM w UNION ALL \
        SELECT upper_id, lower_id, valid_from, coalesce(valid_to, 'infinity') FROM link WHERE district_id = $1 AND until_number IS NULL AND kind = 'CONTACTS_MEMBER'), \
    sets AS MATERIALIZED (SELECT h.host_set_id AS id, a.workroom, range_agg(daterange(a.f, a.t)) AS days FROM host_set_host h JOIN at a ON a.host = h.host_id \
        WHERE h.district_id = $1 GROUP BY 1, 2) \
    SELECT w.id, w.name, c.measure, c.is_part, c.status, c.amount FROM w LEFT JOIN (SELECT s.workroom, t.measure, t.is_part, t.status, \
        sum(t.amount)::bigint AS amount FROM tally t JOIN sets s ON s.id = t.host_set_id WHERE t.district_id = $1 AND t.day >= $2 AND t.day < $3 \
        AND t.measure <> 'FUNDS' AND t.status IN ('POSTED', 'VERIFIED') AND s.days @> t.day GROUP BY 1, 2, 3, 4) c ON c.workroom = w.id ORDER BY w.id";

const EVENTS: &str = "SELECT v.id, v.title, v.kind, v.began_on, v.ended_on, h.names, q.measures, q.amounts, q.qualifiers FROM \
    (SELECT * FROM event_version WHERE district_id = $1 AND until_number IS NULL ORDER BY began_on DESC, id DESC LIMIT 50) v \
    CROSS JOIN LATERAL (SELECT array_agg(coalesce(w.name, c.name, g.name, m.name, d.name) ORDER BY x.position) AS names FROM host_set_host x \
        LEFT JOIN workroom w ON w.district_id = $1 AND w.id = x.host_id AND w.until_number IS NULL \
        LEFT JOIN special_committee c ON c.district_id = $1 AND c.id = x.host_id AND c.until_number IS NULL \
        LEFT JOIN sector_group g ON g.district_id = $1 AND g.id = x.host_id AND g.until_number IS NULL \
        LEFT JOIN member m ON m.district_id = $1 AND m.id = x.host_id AND m.until_number IS NULL \
        LEFT JOIN district d ON d.district_id = $1 AND d.id = x.host_id AND d.until_number IS NULL \
        WHERE x.district_id = $1 AND x.host_set_id = v.host_set_id) h \
    CROSS JOIN LATERAL (SELECT array_agg(measure) AS measures, array_agg(amount) AS amounts, array_agg(qualifier) AS qualifiers \
        FROM event_quantity WHERE district_id = $1 AND event_id = v.id AND since_number = v.since_number) q ORDER BY v.began_on DESC, v.id DESC";

const CASES: &str = "SELECT id, title, state, opened_on FROM case_version WHERE district_id = $1 AND kind = 'MICRO_SUGGESTION' \
    AND until_number IS NULL AND leg_due_on < $2 AND state NOT IN ('DRAFT', 'COSIGNING') ORDER BY opened_on DESC, id DESC LIMIT 50";

const LOCK: &str = "SELECT number, hash FROM journal_head WHERE district_id = $1 FOR UPDATE";

/// Which of the posts stand already, and how many of their hosts there are.
const LOOK: &str = "SELECT (SELECT coalesce(array_agg(id), '{}') FROM event WHERE district_id = $1 AND id = ANY($2)), \
    (SELECT count(*) FROM node WHERE district_id = $1 AND id = ANY($3))";

const WRITE: &str = "WITH \
    s AS (INSERT INTO host_set (district_id, id) SELECT DISTINCT $1::text, u FROM unnest($2::uuid[]) u ON CONFLICT DO NOTHING), \
    h AS (INSERT INTO host_set_host (district_id, host_set_id, position, host_id, share) SELECT DISTINCT $1, s, 0, h, 1000000 \
        FROM unnest($2, $3::uuid[]) u (s, h) ON CONFLICT DO NOTHING), \
    c AS (INSERT INTO campaign_set (district_id, id) VALUES ($1, $4) ON CONFLICT DO NOTHING), \
    e AS (INSERT INTO event (district_id, id, since_number, content_hash, posted_at, posted_by) \
        SELECT $1, i, n, c, $5, $6 FROM unnest($7::uuid[], $8::bigint[], $9::text[]) u (i, n, c)), \
    v AS (INSERT INTO event_version (district_id, id, since_number, status, host_set_id, campaign_set_id, kind, title, began_on, ended_on, digest) \
        SELECT $1, i, n, 'POSTED', s, $4, k, t, f, e, d FROM unnest($7, $8, $2, $10::text[], $11::text[], $12::date[], $13::date[], $14::text[]) \
        u (i, n, s, k, t, f, e, d)), \
    q AS (INSERT INTO event_quantity (district_id, event_id, since_number, measure, fund_kind, amount, qualifier) \
        SELECT $1, i, n, m, '', a, 'EXACT' FROM unnest($15::uuid[], $16::bigint[], $17::text[], $18::bigint[]) u (i, n, m, a)), \
    t AS (INSERT INTO tally (district_id, day, host_set_id, campaign_set_id, kind, is_part, status, measure, fund_kind, amount, parts, at_least_parts) \
        SELECT $1, d, s, $4, k, FALSE, 'POSTED', m, '', a, p, 0 FROM unnest($19::date[], $20::uuid[], $21::text[], $22::text[], $23::bigint[], $24::bigint[]) \
        u (d, s, k, m, a, p) ON CONFLICT (district_id, day, host_set_id, campaign_set_id, kind, is_part, status, measure, fund_kind) \
        DO UPDATE SET amount = tally.amount + excluded.amount, parts = tally.parts + excluded.parts), \
    j AS (INSERT INTO journal (district_id, number, at, actor_id, actor_role, kind, subject_kind, subject_id, content, previous_hash, hash) \
        SELECT $1, n, $5, $6, $25, 'event.posted', 'event', i, c, p, h FROM unnest($8, $7, $26::text[], $27::text[], $28::text[]) u (n, i, c, p, h)) \
    UPDATE journal_head SET number = $29, hash = $30 WHERE district_id = $1";

impl Postgres {
    pub fn open(url: &str, connections: usize) -> Result<Self> {
        let manager = Manager::from_config(
            url.parse()?,
            NoTls,
            ManagerConfig {
                recycling_method: RecyclingMethod::Fast,
            },
        );
        Ok(Self {
            pool: Pool::builder(manager).max_size(connections).build()?,
        })
    }

    pub async fn answer(&self, operation: &str, asked: Variables) -> Result<Vec<u8>> {
        let db = self.pool.get().await?;
        let code = &asked.code;
        match operation {
            "workroom" => {
                let (district, id) = decode(&asked.id)?;
                let row = db.query_one(&db.prepare_cached(WORKROOM).await?, &[&district, &id]).await?;
                answers::workroom(&district, (row.get(0), row.get(1), row.get(2), row.get(3)))
            }
            "tree" => {
                let (tree, members) = (db.prepare_cached(TREE).await?, db.prepare_cached(MEMBERS).await?);
                let day = today();
                let of: [&(dyn ToSql + Sync); 2] = [code, &day];
                let (rows, members) = try_join!(db.query(&tree, &of), db.query(&members, &of))?;
                let named = |row: &tokio_postgres::Row, at: usize| row.get::<_, Option<Uuid>>(at).map(|id| (id, row.get(at + 1)));
                let rows = rows.iter().map(|row| ((row.get(0), row.get(1)), named(row, 2), named(row, 4), named(row, 6)));
                let members = members.iter().map(|row| (row.get(0), row.get(1), row.get(2)));
                answers::tree(code, rows.collect(), members.collect())
            }
            "year" => {
                let ((district, id), (from, to)) = (decode(&asked.id)?, days_of(asked.year)?);
                let rows = db.query(&db.prepare_cached(YEAR).await?, &[&district, &id, &from, &to]).await?;
                answers::year(rows.iter().map(|row| (row.get(0), row.get(1))).collect())
            }
            "dashboard" => {
                let (from, to) = days_of(asked.year)?;
                let rows = db.query(&db.prepare_cached(DASHBOARD).await?, &[code, &from, &to]).await?;
                let cell = |row: &tokio_postgres::Row| Some((row.get::<_, Option<String>>(2)?, row.get(3), row.get(4), row.get(5)));
                answers::dashboard(rows.iter().map(|row| (row.get(0), row.get(1), cell(row))).collect())
            }
            "events" => {
                let rows = db.query(&db.prepare_cached(EVENTS).await?, &[code]).await?;
                answers::events(code, rows.iter().map(event).collect())
            }
            "cases" => {
                let rows = db.query(&db.prepare_cached(CASES).await?, &[code, &today()]).await?;
                answers::cases(code, rows.iter().map(|row| (row.get(0), row.get(1), row.get(2), row.get(3))).collect())
            }
            "post" => {
                let asked = Post::read(asked.input)?;
                // A caller who goes away leaves no transaction open.
                tokio::spawn(async move {
                    let done = post(&db, asked).await;
                    if done.is_err() {
                        db.batch_execute("ROLLBACK").await?;
                    }
                    done
                })
                .await?
            }
            _ => Err("no such operation".into()),
        }
    }
}

fn event(row: &tokio_postgres::Row) -> EventRow {
    let (measures, amounts, qualifiers): (Vec<String>, Vec<i64>, Vec<String>) = (row.get(6), row.get(7), row.get(8));
    let quantities = measures
        .into_iter()
        .zip(amounts)
        .zip(qualifiers)
        .map(|((measure, amount), qualifier)| (measure, amount, qualifier));
    EventRow {
        id: row.get(0),
        title: row.get(1),
        kind: row.get(2),
        from: row.get(3),
        to: row.get(4),
        hosts: row.get(5),
        quantities: quantities.collect(),
    }
}

async fn post(db: &Object, post: Post) -> Result<Vec<u8>> {
    let (lock, look) = (db.prepare_cached(LOCK).await?, db.prepare_cached(LOOK).await?);
    let write = db.prepare_cached(WRITE).await?;
    let (district, at, ids, hosts) = (post.district.clone(), post.at, post.ids(), post.hosts());
    let of_head: [&(dyn ToSql + Sync); 1] = [&district];
    let looked: [&(dyn ToSql + Sync); 3] = [&district, &ids, &hosts];
    // They are sent in this order, and make one round trip.
    let (_, head, look) = try_join!(db.batch_execute("BEGIN"), db.query_one(&lock, &of_head), db.query_one(&look, &looked))?;
    let head = Head {
        number: head.get(0),
        hash: head.get(1),
    };
    if look.get::<_, i64>(1) != hosts.len() as i64 {
        return Err("no such host".into());
    }
    let known: Vec<Uuid> = look.get(0);
    let Written {
        no_campaigns,
        events,
        entries,
        tallies,
        head,
        verdicts,
    } = post.write(&known, head)?;
    if events.is_empty() {
        db.batch_execute("ROLLBACK").await?;
        return answers::posted(head.number, verdicts);
    }
    macro_rules! column {
        ($rows:expr, $row:pat => $value:expr) => {
            $rows.iter().map(|$row| $value).collect::<Vec<_>>()
        };
    }
    let quantities: Vec<_> = events
        .iter()
        .flat_map(|event| event.quantities.iter().map(|(measure, amount)| (event.id, event.number, *measure, *amount)))
        .collect();
    let columns: [&(dyn ToSql + Sync); 30] = [
        &district,
        &column!(events, one => one.set),
        &column!(events, one => one.host),
        &no_campaigns,
        &at,
        &ACTOR,
        &column!(events, one => one.id),
        &column!(events, one => one.number),
        &column!(events, one => one.hash.as_str()),
        &column!(events, one => one.kind.as_str()),
        &column!(events, one => one.title.as_str()),
        &column!(events, one => one.from),
        &column!(events, one => one.to),
        &column!(events, one => one.digest.as_str()),
        &column!(quantities, one => one.0),
        &column!(quantities, one => one.1),
        &column!(quantities, one => one.2),
        &column!(quantities, one => one.3),
        &column!(tallies, (key, _) => key.0),
        &column!(tallies, (key, _) => key.1),
        &column!(tallies, (key, _) => key.2.as_str()),
        &column!(tallies, (key, _) => key.3),
        &column!(tallies, (_, sum) => sum.0),
        &column!(tallies, (_, sum) => sum.1),
        &ROLE,
        &column!(entries, one => one.content.as_str()),
        &column!(entries, one => one.previous.as_str()),
        &column!(entries, one => one.hash.as_str()),
        &head.number,
        &head.hash,
    ];
    try_join!(db.execute(&write, &columns), db.batch_execute("COMMIT"))?;
    answers::posted(head.number, verdicts)
}
