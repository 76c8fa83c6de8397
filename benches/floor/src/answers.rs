//! From rows to the JSON of an answer. Deliberately absent: where the rows come from.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde::Serialize;
use uuid::Uuid;

use crate::{Result, encode};

/// A workroom: its id, its name, its township's code and name.
pub type WorkroomRow = (Uuid, String, Option<String>, Option<String>);
/// A node of the tree.
pub type Named = (Uuid, String);
/// A vice-chairperson, and what is below, as far as anything is.
pub type TreeRow = (Named, Option<Named>, Option<Named>, Option<Named>);
/// A workroom with one of its members.
pub type MemberRow = (Uuid, Uuid, String);
/// A kind with hundredths.
pub type KindRow = (String, i64);
/// A workroom's name (none of its rows were there), with a sum of one measure, part and status.
pub type CellRow = (Uuid, String, Option<Cell>);
/// Measure, part, status and hundredths.
pub type Cell = (String, bool, String, i64);
/// An event with the names of its hosts, the lead first, and its quantities.
pub struct EventRow {
    pub id: Uuid,
    pub title: String,
    pub kind: String,
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub hosts: Vec<String>,
    pub quantities: Vec<(String, i64, String)>,
}
/// A case: id, title, state, first day.
pub type CaseRow = (Uuid, String, String, NaiveDate);

/// Every kind, in the order of the rows of a breakdown.
const KINDS: [&str; 31] = [
    "STANDING_COMMITTEE_CONSULTATION",
    "THEMATIC_CONSULTATION",
    "COUNTERPART_CONSULTATION",
    "SECTOR_CONSULTATION",
    "PROPOSAL_HANDLING_CONSULTATION",
    "COMMUNITY_CONSULTATION",
    "MICRO_CONSULTATION",
    "OVERSIGHT_ROUND",
    "REGULAR_OVERSIGHT",
    "MICRO_OVERSIGHT",
    "INSPECTION",
    "GOOD_DEED",
    "VOLUNTEER",
    "LECTURE",
    "PUBLIC_TALK",
    "CONSOLATION",
    "STUDENT_AID",
    "DONATION",
    "DISASTER_RELIEF",
    "EPIDEMIC_SERVICE",
    "PATROL",
    "VISIT",
    "STUDY_TALK",
    "READING",
    "CONTEST",
    "TRAINING",
    "SEMINAR",
    "RESEARCH",
    "MEETING",
    "RECEPTION",
    "OTHER",
];

/// Measures, in the order of quantities.
pub const MEASURES: [&str; 10] = [
    "EVENTS",
    "SESSIONS",
    "PERSON_TIMES",
    "PERSONS",
    "GOOD_DEEDS",
    "VOICES",
    "ENTERPRISES",
    "VILLAGES",
    "COMMENTS",
    "FUNDS",
];

/// The metrics of the dashboard that are the sum of one measure, in its order; two more follow: W1 and VERIFIED_SHARE.
const METRICS: [&str; 10] = [
    "EVENTS",
    "SESSIONS",
    "PERSON_TIMES",
    "PERSONS",
    "GOOD_DEEDS",
    "VOICES",
    "ENTERPRISES",
    "VILLAGES",
    "COMMENTS",
    "PERSON_TIMES",
];

#[derive(Serialize)]
struct Data<T> {
    data: T,
}

fn told(data: impl Serialize) -> Result<Vec<u8>> {
    Ok(serde_json::to_vec(&Data { data })?)
}

/// Hundredths as a decimal.
pub fn decimal(hundredths: i64) -> String {
    match (hundredths / 100, hundredths % 100) {
        (whole, 0) => whole.to_string(),
        (whole, part) if part % 10 == 0 => format!("{whole}.{}", part / 10),
        (whole, part) => format!("{whole}.{part:02}"),
    }
}

#[derive(Serialize)]
struct Node<T> {
    node: T,
}

#[derive(Serialize)]
struct District<T> {
    district: T,
}

pub fn workroom(district: &str, (id, name, code, township): WorkroomRow) -> Result<Vec<u8>> {
    #[derive(Serialize)]
    struct Workroom {
        id: String,
        name: String,
        township: Option<Township>,
    }
    #[derive(Serialize)]
    struct Township {
        code: String,
        name: String,
    }
    let township = code.zip(township).map(|(code, name)| Township { code, name });
    told(Node {
        node: Workroom {
            id: encode("Workroom", district, id),
            name,
            township,
        },
    })
}

pub fn tree(district: &str, rows: Vec<TreeRow>, members: Vec<MemberRow>) -> Result<Vec<u8>> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Top {
        vice_chairs: Vec<ViceChair>,
    }
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct ViceChair {
        id: String,
        name: String,
        special_committees: Vec<Committee>,
    }
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Committee {
        id: String,
        name: String,
        sector_groups: Vec<Group>,
    }
    #[derive(Serialize)]
    struct Group {
        id: String,
        name: String,
        workrooms: Vec<Workroom>,
    }
    #[derive(Serialize)]
    struct Workroom {
        id: String,
        name: String,
        members: Vec<Member>,
    }
    #[derive(Clone, Serialize)]
    struct Member {
        id: String,
        name: String,
    }
    let mut of = HashMap::<Uuid, Vec<Member>>::new();
    for (workroom, id, name) in members {
        of.entry(workroom).or_default().push(Member {
            id: encode("Member", district, id),
            name,
        });
    }
    let mut vice_chairs: Vec<ViceChair> = Vec::new();
    let mut last = [Uuid::nil(); 3];
    for ((chair, name), committee, group, workroom) in rows {
        if last[0] != chair {
            last = [chair, Uuid::nil(), Uuid::nil()];
            vice_chairs.push(ViceChair {
                id: encode("ViceChair", district, chair),
                name,
                special_committees: Vec::new(),
            });
        }
        let Some((top, (id, name))) = vice_chairs.last_mut().zip(committee) else {
            continue;
        };
        if last[1] != id {
            last = [chair, id, Uuid::nil()];
            let id = encode("SpecialCommittee", district, id);
            top.special_committees.push(Committee {
                id,
                name,
                sector_groups: Vec::new(),
            });
        }
        let Some((above, (id, name))) = top.special_committees.last_mut().zip(group) else {
            continue;
        };
        if last[2] != id {
            last[2] = id;
            above.sector_groups.push(Group {
                id: encode("SectorGroup", district, id),
                name,
                workrooms: Vec::new(),
            });
        }
        let Some((above, (id, name))) = above.sector_groups.last_mut().zip(workroom) else {
            continue;
        };
        let members = of.get(&id).cloned().unwrap_or_default();
        above.workrooms.push(Workroom {
            id: encode("Workroom", district, id),
            name,
            members,
        });
    }
    told(District { district: Top { vice_chairs } })
}

#[derive(Serialize)]
struct Breakdown<K> {
    breakdown: Vec<Row<K>>,
}

#[derive(Serialize)]
struct Row<K> {
    keys: [K; 1],
    figures: Vec<Figure>,
}

#[derive(Serialize)]
struct Figure {
    value: Option<String>,
}

pub fn year(rows: Vec<KindRow>) -> Result<Vec<u8>> {
    #[derive(Serialize)]
    struct Key {
        kind: &'static str,
    }
    let sums: HashMap<String, i64> = rows.into_iter().collect();
    let row = |kind| {
        let value = Some(decimal(sums.get(kind).copied().unwrap_or_default()));
        Row {
            keys: [Key { kind }],
            figures: vec![Figure { value }],
        }
    };
    told(Node {
        node: Breakdown {
            breakdown: KINDS.map(row).into(),
        },
    })
}

pub fn dashboard(cells: Vec<CellRow>) -> Result<Vec<u8>> {
    #[derive(Serialize)]
    struct Key {
        label: String,
    }
    let mut rows: Vec<(Uuid, String, Vec<Cell>)> = Vec::new();
    for (id, name, cell) in cells {
        if rows.last().is_none_or(|last| last.0 != id) {
            rows.push((id, name, Vec::new()));
        }
        if let Some(last) = rows.last_mut() {
            last.2.extend(cell);
        }
    }
    let row = |(_, label, cells): (Uuid, String, Vec<Cell>)| {
        let sum = |keep: &dyn Fn(&Cell) -> bool| cells.iter().filter(|cell| keep(cell)).map(|cell| cell.3).sum::<i64>();
        let all = sum(&|cell| cell.0 == "EVENTS");
        let verified = sum(&|cell| cell.0 == "EVENTS" && cell.2 == "VERIFIED");
        let mut values: Vec<_> = METRICS.iter().map(|measure| Some(decimal(sum(&|cell| cell.0 == *measure)))).collect();
        values.push(Some(decimal(sum(&|cell| cell.0 == "EVENTS" && !cell.1))));
        values.push((all > 0).then(|| rate(verified, all)));
        Row {
            keys: [Key { label }],
            figures: values.into_iter().map(|value| Figure { value }).collect(),
        }
    };
    told(District {
        district: Breakdown {
            breakdown: rows.into_iter().map(row).collect(),
        },
    })
}

/// A rate with six places at most.
fn rate(part: i64, of: i64) -> String {
    let text = format!("{:.6}", part as f64 / of as f64);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

pub fn events(district: &str, rows: Vec<EventRow>) -> Result<Vec<u8>> {
    #[derive(Serialize)]
    struct Of {
        events: Nodes<Event>,
    }
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Event {
        id: String,
        title: String,
        kind: String,
        occurred_on: Days,
        hosts: Vec<Host>,
        quantities: Vec<Quantity>,
    }
    #[derive(Serialize)]
    struct Days {
        from: NaiveDate,
        to: NaiveDate,
    }
    #[derive(Serialize)]
    struct Host {
        name: String,
    }
    #[derive(Serialize)]
    struct Quantity {
        measure: String,
        value: String,
        qualifier: String,
    }
    let event = |row: EventRow| {
        let mut quantities = row.quantities;
        quantities.retain(|(measure, ..)| measure != "EVENTS");
        quantities.sort_by_key(|(measure, ..)| MEASURES.iter().position(|one| one == measure));
        let quantity = |(measure, amount, qualifier)| Quantity {
            measure,
            value: decimal(amount),
            qualifier,
        };
        Event {
            id: encode("Event", district, row.id),
            title: row.title,
            kind: row.kind,
            occurred_on: Days { from: row.from, to: row.to },
            hosts: row.hosts.into_iter().map(|name| Host { name }).collect(),
            quantities: quantities.into_iter().map(quantity).collect(),
        }
    };
    told(District {
        district: Of {
            events: Nodes {
                nodes: rows.into_iter().map(event).collect(),
            },
        },
    })
}

#[derive(Serialize)]
struct Nodes<T> {
    nodes: Vec<T>,
}

pub fn cases(district: &str, rows: Vec<CaseRow>) -> Result<Vec<u8>> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Of {
        micro_suggestions: Nodes<Case>,
    }
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Case {
        id: String,
        title: String,
        state: String,
        opened_on: NaiveDate,
        overdue: bool,
    }
    let case = |(id, title, state, opened_on)| {
        let id = encode("MicroSuggestion", district, id);
        Case {
            id,
            title,
            state,
            opened_on,
            overdue: true,
        }
    };
    let nodes = rows.into_iter().map(case).collect();
    told(District {
        district: Of {
            micro_suggestions: Nodes { nodes },
        },
    })
}

/// What became of each item of a post: a verdict, and the journal's newest number.
pub fn posted(sequence: i64, verdicts: Vec<(Uuid, &'static str)>) -> Result<Vec<u8>> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Post {
        events_post: Payload,
    }
    #[derive(Serialize)]
    struct Payload {
        sequence: i64,
        verdicts: Vec<Verdict>,
    }
    #[derive(Serialize)]
    struct Verdict {
        id: Uuid,
        status: &'static str,
    }
    let verdicts = verdicts.into_iter().map(|(id, status)| Verdict { id, status }).collect();
    told(Post {
        events_post: Payload { sequence, verdicts },
    })
}
