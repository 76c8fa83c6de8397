//! The floor on SQLite: the same answers through rusqlite, prepared once a connection, in WAL with a flush at every commit.
//! Sums are made here and not in SQL where days decide, because rows cost no way across a network.
//! Deliberately absent: waiting for a busy database; readers never wait in WAL, and there is one writer.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Mutex;

use chrono::{NaiveDate, SecondsFormat};
use rusqlite::{Connection, Row, ToSql, params};
use uuid::Uuid;

use crate::answers::{self, Cell, EventRow, TreeRow};
use crate::posting::{ACTOR, Head, Post, ROLE, Written};
use crate::{Result, Variables, days_of, decode, today};

pub struct Sqlite {
    readers: Mutex<Vec<Connection>>,
    writer: Mutex<Connection>,
    path: String,
}

const WORKROOM: &str = "SELECT w.id, w.name, t.code, t.name FROM workroom w LEFT JOIN township t ON t.district_id = w.district_id \
    AND t.id = w.township_id AND t.until_number IS NULL WHERE w.district_id = ?1 AND w.id = ?2 AND w.until_number IS NULL";

const TREE: &str = "WITH l AS MATERIALIZED (SELECT kind, upper_id, lower_id FROM link WHERE district_id = ?1 AND until_number IS NULL \
        AND kind IN ('LEADS_COMMITTEE', 'CONTACTS_GROUP', 'CONTACTS_WORKROOM') AND valid_from <= ?2 AND (valid_to IS NULL OR valid_to > ?2)) \
    SELECT m.id, m.name, c.id, c.name, g.id, g.name, w.id, w.name FROM (SELECT DISTINCT member_id FROM office_held \
        WHERE district_id = ?1 AND until_number IS NULL AND office = 'VICE_CHAIRPERSON' AND valid_from <= ?2 \
        AND (valid_to IS NULL OR valid_to > ?2)) o \
    JOIN member m ON m.district_id = ?1 AND m.id = o.member_id AND m.until_number IS NULL \
    LEFT JOIN l a ON a.kind = 'LEADS_COMMITTEE' AND a.upper_id = m.id \
    LEFT JOIN special_committee c ON c.district_id = ?1 AND c.id = a.lower_id AND c.until_number IS NULL \
    LEFT JOIN l b ON b.kind = 'CONTACTS_GROUP' AND b.upper_id = c.id \
    LEFT JOIN sector_group g ON g.district_id = ?1 AND g.id = b.lower_id AND g.until_number IS NULL \
    LEFT JOIN l d ON d.kind = 'CONTACTS_WORKROOM' AND d.upper_id = g.id \
    LEFT JOIN workroom w ON w.district_id = ?1 AND w.id = d.lower_id AND w.until_number IS NULL ORDER BY 1, 3, 5, 7";

const MEMBERS: &str = "SELECT l.upper_id, m.id, m.name FROM link l JOIN member m ON m.district_id = l.district_id AND m.id = l.lower_id \
        AND m.until_number IS NULL \
    WHERE l.district_id = ?1 AND l.until_number IS NULL AND l.kind = 'CONTACTS_MEMBER' AND l.valid_from <= ?2 \
        AND (l.valid_to IS NULL OR l.valid_to > ?2) ORDER BY 1, 2";

/// The sets with a host at or below a vice-chairperson, and on which days.
const BELOW: &str = "WITH l AS MATERIALIZED (SELECT kind, upper_id, lower_id, valid_from AS f, coalesce(valid_to, '9999-12-31') AS t FROM link \
        WHERE district_id = ?1 AND until_number IS NULL AND kind IN ('LEADS_COMMITTEE', 'CONTACTS_GROUP', 'CONTACTS_WORKROOM', 'CONTACTS_MEMBER')), \
    c AS (SELECT l.lower_id AS id, max(l.f, o.valid_from) AS f, min(l.t, coalesce(o.valid_to, '9999-12-31')) AS t FROM l \
        JOIN office_held o ON o.district_id = ?1 AND o.member_id = ?2 AND o.until_number IS NULL AND o.office = 'VICE_CHAIRPERSON' \
        WHERE l.kind = 'LEADS_COMMITTEE' AND l.upper_id = ?2), \
    g AS (SELECT l.lower_id AS id, max(l.f, c.f) AS f, min(l.t, c.t) AS t FROM c JOIN l ON l.kind = 'CONTACTS_GROUP' AND l.upper_id = c.id), \
    w AS (SELECT l.lower_id AS id, max(l.f, g.f) AS f, min(l.t, g.t) AS t FROM g JOIN l ON l.kind = 'CONTACTS_WORKROOM' AND l.upper_id = g.id), \
    m AS (SELECT l.lower_id AS id, max(l.f, w.f) AS f, min(l.t, w.t) AS t FROM w JOIN l ON l.kind = 'CONTACTS_MEMBER' AND l.upper_id = w.id), \
    below AS (SELECT ?2 AS id, '0000-01-01' AS f, '9999-12-31' AS t UNION ALL SELECT * FROM c UNION ALL SELECT * FROM g \
        UNION ALL SELECT * FROM w UNION ALL SELECT * FROM m) \
    SELECT h.host_set_id, b.f, b.t FROM host_set_host h JOIN below b ON b.id = h.host_id WHERE h.district_id = ?1";

/// The sets with a host at or below each workroom, and on which days.
const AT: &str = "WITH l AS MATERIALIZED (SELECT upper_id, lower_id, valid_from AS f, coalesce(valid_to, '9999-12-31') AS t FROM link \
        WHERE district_id = ?1 AND until_number IS NULL AND kind = 'CONTACTS_MEMBER') \
    SELECT host_set_id, host_id, '0000-01-01', '9999-12-31' FROM host_set_host WHERE district_id = ?1 UNION ALL \
    SELECT h.host_set_id, l.upper_id, l.f, l.t FROM host_set_host h JOIN l ON l.lower_id = h.host_id WHERE h.district_id = ?1";

const WORKROOMS: &str = "SELECT id, name FROM workroom WHERE district_id = ?1 AND until_number IS NULL AND established_on < ?3 \
    AND (closed_on IS NULL OR closed_on > ?2) ORDER BY id";

const OF_KIND: &str = "SELECT host_set_id, day, kind, amount FROM tally WHERE district_id = ?1 AND day >= ?2 AND day < ?3 AND measure = 'EVENTS' \
    AND status IN ('POSTED', 'VERIFIED')";

/// By stretches in which nobody moves, whose first days stand in the text.
const OF_MEASURE: [&str; 2] = [
    "SELECT host_set_id, min(day), measure, is_part, status, sum(amount) FROM tally WHERE district_id = ?1 AND day >= ?2 AND day < ?3 \
     AND measure <> 'FUNDS' AND status IN ('POSTED', 'VERIFIED') GROUP BY host_set_id, measure, is_part, status, CASE",
    " ELSE 0 END",
];

const EVENTS: &str = "SELECT id, title, kind, began_on, ended_on, host_set_id, since_number FROM event_version WHERE district_id = ?1 \
    AND until_number IS NULL ORDER BY began_on DESC, id DESC LIMIT 50";

const HOSTS: &str = "SELECT coalesce(w.name, c.name, g.name, m.name, d.name) FROM host_set_host x \
    LEFT JOIN workroom w ON w.district_id = ?1 AND w.id = x.host_id AND w.until_number IS NULL \
    LEFT JOIN special_committee c ON c.district_id = ?1 AND c.id = x.host_id AND c.until_number IS NULL \
    LEFT JOIN sector_group g ON g.district_id = ?1 AND g.id = x.host_id AND g.until_number IS NULL \
    LEFT JOIN member m ON m.district_id = ?1 AND m.id = x.host_id AND m.until_number IS NULL \
    LEFT JOIN district d ON d.district_id = ?1 AND d.id = x.host_id AND d.until_number IS NULL \
    WHERE x.district_id = ?1 AND x.host_set_id = ?2 ORDER BY x.position";

const QUANTITIES: &str = "SELECT measure, amount, qualifier FROM event_quantity WHERE district_id = ?1 AND event_id = ?2 AND since_number = ?3";

const CASES: &str = "SELECT id, title, state, opened_on FROM case_version WHERE district_id = ?1 AND kind = 'MICRO_SUGGESTION' \
    AND until_number IS NULL AND leg_due_on < ?2 AND state NOT IN ('DRAFT', 'COSIGNING') ORDER BY opened_on DESC, id DESC LIMIT 50";

const TALLY: &str = "INSERT INTO tally (district_id, day, host_set_id, campaign_set_id, kind, is_part, status, measure, fund_kind, amount, parts, at_least_parts) \
    VALUES (?1, ?2, ?3, ?4, ?5, FALSE, 'POSTED', ?6, '', ?7, ?8, 0) \
    ON CONFLICT (district_id, day, host_set_id, campaign_set_id, kind, is_part, status, measure, fund_kind) \
    DO UPDATE SET amount = amount + excluded.amount, parts = parts + excluded.parts";

fn open(path: &str) -> Result<Connection> {
    let db = Connection::open(path)?;
    db.set_prepared_statement_cache_capacity(64);
    db.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 10000")?;
    Ok(db)
}

fn rows<T>(db: &Connection, sql: &str, of: &[&dyn ToSql], row: impl FnMut(&Row<'_>) -> rusqlite::Result<T>) -> Result<Vec<T>> {
    let mut statement = db.prepare_cached(sql)?;
    let rows = statement.query_map(of, row)?.collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}

fn named(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<(Uuid, String)>> {
    let id: Option<Uuid> = row.get(at)?;
    id.map(|id| Ok((id, row.get(at + 1)?))).transpose()
}

impl Sqlite {
    pub fn open(path: &str, connections: usize) -> Result<Self> {
        let readers = (0..connections).map(|_| open(path)).collect::<Result<_>>()?;
        Ok(Self {
            readers: Mutex::new(readers),
            writer: Mutex::new(open(path)?),
            path: path.to_owned(),
        })
    }

    pub fn answer(&self, operation: &str, asked: Variables) -> Result<Vec<u8>> {
        if operation == "post" {
            let writer = self.writer.lock().map_err(|_| "a writer broke off")?;
            return post(&writer, Post::read(asked.input)?);
        }
        let kept = self.readers.lock().map_err(|_| "a reader broke off")?.pop();
        let db = kept.map_or_else(|| open(&self.path), Ok)?;
        let answer = read(&db, operation, &asked);
        self.readers.lock().map_err(|_| "a reader broke off")?.push(db);
        answer
    }
}

fn read(db: &Connection, operation: &str, asked: &Variables) -> Result<Vec<u8>> {
    let code = &asked.code;
    match operation {
        "workroom" => {
            let (district, id) = decode(&asked.id)?;
            let row = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
            answers::workroom(&district, db.prepare_cached(WORKROOM)?.query_row(params![district, id], row)?)
        }
        "tree" => {
            let tree = |row: &Row<'_>| -> rusqlite::Result<TreeRow> { Ok(((row.get(0)?, row.get(1)?), named(row, 2)?, named(row, 4)?, named(row, 6)?)) };
            let day = today();
            let tree = rows(db, TREE, &[code, &day], tree)?;
            answers::tree(code, tree, rows(db, MEMBERS, &[code, &day], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?)
        }
        "year" => {
            let ((district, id), (from, to)) = (decode(&asked.id)?, days_of(asked.year)?);
            let mut below = HashMap::<Uuid, Vec<(NaiveDate, NaiveDate)>>::new();
            for (set, from, to) in rows(db, BELOW, &[&district, &id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))? {
                below.entry(set).or_default().push((from, to));
            }
            let mut sums = HashMap::<String, i64>::new();
            let mut statement = db.prepare_cached(OF_KIND)?;
            let mut found = statement.query(params![district, from, to])?;
            while let Some(row) = found.next()? {
                let Some(spans) = below.get(&row.get::<_, Uuid>(0)?) else { continue };
                let day: NaiveDate = row.get(1)?;
                if spans.iter().any(|(from, to)| *from <= day && day < *to) {
                    let kind = row.get_ref(2)?.as_str()?;
                    match sums.get_mut(kind) {
                        Some(sum) => *sum += row.get::<_, i64>(3)?,
                        None => drop(sums.insert(kind.to_owned(), row.get(3)?)),
                    }
                }
            }
            answers::year(sums.into_iter().collect())
        }
        "dashboard" => {
            let (from, to) = days_of(asked.year)?;
            let workrooms = rows(db, WORKROOMS, &[code, &from, &to], |row| Ok((row.get::<_, Uuid>(0)?, row.get::<_, String>(1)?)))?;
            let places: HashMap<Uuid, usize> = workrooms.iter().enumerate().map(|(place, (id, _))| (*id, place)).collect();
            let mut at = HashMap::<Uuid, BTreeMap<usize, Vec<(NaiveDate, NaiveDate)>>>::new();
            for (set, workroom, from, to) in rows(db, AT, &[code], |row| Ok((row.get(0)?, row.get::<_, Uuid>(1)?, row.get(2)?, row.get(3)?)))? {
                if let Some(place) = places.get(&workroom) {
                    at.entry(set).or_default().entry(*place).or_default().push((from, to));
                }
            }
            let mut sums: Vec<HashMap<(String, bool, String), i64>> = vec![HashMap::new(); workrooms.len()];
            let edges = at.values().flat_map(BTreeMap::values).flatten().flat_map(|(from, to)| [*from, *to]);
            let edges: BTreeSet<NaiveDate> = edges.filter(|day| from < *day && *day < to).collect();
            let stretches: String = edges
                .iter()
                .rev()
                .enumerate()
                .map(|(n, day)| format!(" WHEN day >= '{day}' THEN {}", n + 1))
                .collect();
            let [before, after] = OF_MEASURE;
            // Without an edge there is one stretch all the same.
            let text = [before, " WHEN 1 = 0 THEN 0", &stretches, after].concat();
            let mut statement = db.prepare_cached(&text)?;
            let mut found = statement.query(params![code, from, to])?;
            while let Some(row) = found.next()? {
                let day: NaiveDate = row.get(1)?;
                for (place, spans) in at.get(&row.get::<_, Uuid>(0)?).into_iter().flatten() {
                    if spans.iter().any(|(from, to)| *from <= day && day < *to) {
                        *sums[*place].entry((row.get(2)?, row.get(3)?, row.get(4)?)).or_default() += row.get::<_, i64>(5)?;
                    }
                }
            }
            let mut cells = Vec::new();
            for ((id, name), sums) in workrooms.into_iter().zip(sums) {
                cells.push((id, name.clone(), None));
                let cell = |((measure, is_part, status), amount)| -> Cell { (measure, is_part, status, amount) };
                cells.extend(sums.into_iter().map(|sum| (id, name.clone(), Some(cell(sum)))));
            }
            answers::dashboard(cells)
        }
        "events" => {
            let event = |row: &Row<'_>| {
                let (id, set, number): (Uuid, Uuid, i64) = (row.get(0)?, row.get(5)?, row.get(6)?);
                let mut hosts = db.prepare_cached(HOSTS)?;
                let hosts = hosts.query_map(params![code, set], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
                let mut quantities = db.prepare_cached(QUANTITIES)?;
                let quantity = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
                let quantities = quantities.query_map(params![code, id, number], quantity)?.collect::<rusqlite::Result<_>>()?;
                Ok(EventRow {
                    id,
                    title: row.get(1)?,
                    kind: row.get(2)?,
                    from: row.get(3)?,
                    to: row.get(4)?,
                    hosts,
                    quantities,
                })
            };
            answers::events(code, rows(db, EVENTS, &[code], event)?)
        }
        "cases" => {
            let case = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
            answers::cases(code, rows(db, CASES, &[code, &today()], case)?)
        }
        _ => Err("no such operation".into()),
    }
}

fn post(db: &Connection, post: Post) -> Result<Vec<u8>> {
    db.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
    match write(db, post) {
        Ok(answer) => {
            db.prepare_cached("COMMIT")?.execute([])?;
            Ok(answer)
        }
        Err(error) => {
            db.execute_batch("ROLLBACK")?;
            Err(error)
        }
    }
}

fn write(db: &Connection, post: Post) -> Result<Vec<u8>> {
    let (code, at) = (post.district.clone(), post.at.to_rfc3339_opts(SecondsFormat::AutoSi, false));
    let mut head = db.prepare_cached("SELECT number, hash FROM journal_head WHERE district_id = ?1")?;
    let head = head.query_row([&code], |row| {
        Ok(Head {
            number: row.get(0)?,
            hash: row.get(1)?,
        })
    })?;
    let mut known = Vec::new();
    let mut look = db.prepare_cached("SELECT 1 FROM event WHERE district_id = ?1 AND id = ?2")?;
    for id in post.ids() {
        if look.exists(params![code, id])? {
            known.push(id);
        }
    }
    let mut look = db.prepare_cached("SELECT 1 FROM node WHERE district_id = ?1 AND id = ?2")?;
    for host in post.hosts() {
        if !look.exists(params![code, host])? {
            return Err("no such host".into());
        }
    }
    let Written {
        no_campaigns,
        events,
        entries,
        tallies,
        head,
        verdicts,
    } = post.write(&known, head)?;
    let run = |sql: &str, of: &[&dyn ToSql]| db.prepare_cached(sql)?.execute(of);
    if !events.is_empty() {
        run(
            "INSERT INTO campaign_set (district_id, id) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
            &[&code, &no_campaigns],
        )?;
    }
    for (one, entry) in events.iter().zip(&entries) {
        run(
            "INSERT INTO host_set (district_id, id) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
            &[&code, &one.set],
        )?;
        run(
            "INSERT INTO host_set_host (district_id, host_set_id, position, host_id, share) VALUES (?1, ?2, 0, ?3, 1000000) ON CONFLICT DO NOTHING",
            &[&code, &one.set, &one.host],
        )?;
        run(
            "INSERT INTO event (district_id, id, since_number, content_hash, posted_at, posted_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            &[&code, &one.id, &one.number, &one.hash, &at, &ACTOR],
        )?;
        run(
            "INSERT INTO event_version (district_id, id, since_number, status, host_set_id, campaign_set_id, kind, title, began_on, ended_on, digest) \
             VALUES (?1, ?2, ?3, 'POSTED', ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            &[
                &code,
                &one.id,
                &one.number,
                &one.set,
                &no_campaigns,
                &one.kind,
                &one.title,
                &one.from,
                &one.to,
                &one.digest,
            ],
        )?;
        for (measure, amount) in &one.quantities {
            run(
                "INSERT INTO event_quantity (district_id, event_id, since_number, measure, fund_kind, amount, qualifier) VALUES (?1, ?2, ?3, ?4, '', ?5, 'EXACT')",
                &[&code, &one.id, &one.number, measure, amount],
            )?;
        }
        run(
            "INSERT INTO journal (district_id, number, at, actor_id, actor_role, kind, subject_kind, subject_id, content, previous_hash, hash) \
             VALUES (?1, ?2, ?3, ?4, ?5, 'event.posted', 'event', ?6, ?7, ?8, ?9)",
            &[&code, &one.number, &at, &ACTOR, &ROLE, &one.id, &entry.content, &entry.previous, &entry.hash],
        )?;
    }
    for ((day, set, kind, measure), (amount, parts)) in &tallies {
        run(TALLY, &[&code, day, set, &no_campaigns, kind, measure, amount, parts])?;
    }
    run(
        "UPDATE journal_head SET number = ?1, hash = ?2 WHERE district_id = ?3",
        &[&head.number, &head.hash, &code],
    )?;
    answers::posted(head.number, verdicts)
}
