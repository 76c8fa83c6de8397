//! The slow recomputation: figures worked out record by record and day by day from the rows as they are stored, by the
//! words of the contract. It shares no code with the chain, the tallies or the figures of the program.
//! Deliberately absent: intervals and sums by anything but one record at a time.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use rust_decimal::Decimal;
use sea_orm::TryGetable;
use workrooms::kernel::id::{EventId, NodeId, SetId};

use super::asking::Filter;
use super::stage::Town;

/// A stored event as it stood.
struct Record {
    id: EventId,
    day: NaiveDate,
    kind: String,
    status: String,
    is_part: bool,
    place: Option<String>,
    subject: Option<uuid::Uuid>,
    /// The lead first.
    hosts: Vec<NodeId>,
    campaigns: BTreeSet<NodeId>,
    participants: BTreeSet<NodeId>,
    quantities: Vec<Quantity>,
}

struct Quantity {
    measure: String,
    fund_kind: String,
    hundredths: i64,
    at_least: bool,
}

struct Link {
    kind: String,
    upper: NodeId,
    lower: NodeId,
    from: NaiveDate,
    to: Option<NaiveDate>,
}

struct Workroom {
    id: NodeId,
    township: Option<NodeId>,
    sector: Option<NodeId>,
}

/// Everything that figures are worked out from, as it stood at one journal number.
pub struct Oracle {
    records: Vec<Record>,
    links: Vec<Link>,
    /// Who was vice-chairperson on which days.
    offices: Vec<(NodeId, NaiveDate, Option<NaiveDate>)>,
    workrooms: Vec<Workroom>,
    today: NaiveDate,
}

/// What a figure should say.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Told {
    pub value: Option<Decimal>,
    pub at_least: bool,
    pub numerator: Option<Decimal>,
    pub denominator: Option<Decimal>,
    pub funds: BTreeMap<String, Decimal>,
    pub excluded: BTreeMap<String, i64>,
    /// By UUID what each counted record adds; empty where records were not asked for.
    pub records: BTreeMap<String, Decimal>,
}

fn within(day: NaiveDate, from: NaiveDate, to: Option<NaiveDate>) -> bool {
    from <= day && to.is_none_or(|to| day < to)
}

/// The whole of a record, in millionths.
const WHOLE: i64 = 1_000_000;

impl Oracle {
    /// Reads what stood at a number, row by row.
    pub async fn read(town: &Town, number: i64) -> Self {
        let district = &town.district;
        let here = format!("district_id = '{district}'");
        let stood = format!(
            "{here} AND since_number <= {number} AND (until_number IS NULL OR until_number > {number})"
        );
        let records = Self::records(town, &here, &stood).await;
        let links = town
            .rows(&format!(
                "SELECT kind, upper_id, lower_id, valid_from, valid_to FROM link WHERE {stood}"
            ))
            .await;
        let offices = town
            .rows(&format!("SELECT member_id, valid_from, valid_to FROM office_held WHERE {stood} AND office = 'VICE_CHAIRPERSON'"))
            .await;
        let workrooms = town
            .rows(&format!(
                "SELECT id, township_id, sector_id FROM workroom WHERE {stood}"
            ))
            .await;
        Self {
            records,
            links: links
                .iter()
                .map(|row| Link {
                    kind: get(row, "kind"),
                    upper: get(row, "upper_id"),
                    lower: get(row, "lower_id"),
                    from: get(row, "valid_from"),
                    to: get(row, "valid_to"),
                })
                .collect(),
            offices: offices
                .iter()
                .map(|row| {
                    (
                        get(row, "member_id"),
                        get(row, "valid_from"),
                        get(row, "valid_to"),
                    )
                })
                .collect(),
            workrooms: workrooms
                .iter()
                .map(|row| Workroom {
                    id: get(row, "id"),
                    township: get(row, "township_id"),
                    sector: get(row, "sector_id"),
                })
                .collect(),
            today: town.stage.clock.today(),
        }
    }

    async fn records(town: &Town, here: &str, stood: &str) -> Vec<Record> {
        let mut hosts = BTreeMap::<SetId, BTreeMap<i32, NodeId>>::new();
        for row in town
            .rows(&format!("SELECT * FROM host_set_host WHERE {here}"))
            .await
        {
            hosts
                .entry(get(&row, "host_set_id"))
                .or_default()
                .insert(get(&row, "position"), get(&row, "host_id"));
        }
        let mut campaigns = BTreeMap::<SetId, BTreeSet<NodeId>>::new();
        for row in town
            .rows(&format!("SELECT * FROM campaign_set_campaign WHERE {here}"))
            .await
        {
            campaigns
                .entry(get(&row, "campaign_set_id"))
                .or_default()
                .insert(get(&row, "campaign_id"));
        }
        let mut quantities = BTreeMap::<(EventId, i64), Vec<Quantity>>::new();
        for row in town
            .rows(&format!("SELECT * FROM event_quantity WHERE {here}"))
            .await
        {
            let of = (get(&row, "event_id"), get(&row, "since_number"));
            quantities.entry(of).or_default().push(Quantity {
                measure: get(&row, "measure"),
                fund_kind: get(&row, "fund_kind"),
                hundredths: get(&row, "amount"),
                at_least: get::<String>(&row, "qualifier") == "AT_LEAST",
            });
        }
        let mut participants = BTreeMap::<(EventId, i64), BTreeSet<NodeId>>::new();
        for row in town
            .rows(&format!("SELECT * FROM event_participant WHERE {here}"))
            .await
        {
            let of = (get(&row, "event_id"), get(&row, "since_number"));
            participants
                .entry(of)
                .or_default()
                .insert(get(&row, "member_id"));
        }
        let versions = town
            .rows(&format!("SELECT * FROM event_version WHERE {stood}"))
            .await;
        let record = |row| {
            let of = (get(row, "id"), get(row, "since_number"));
            Record {
                id: of.0,
                day: get(row, "began_on"),
                kind: get(row, "kind"),
                status: get(row, "status"),
                is_part: get::<Option<EventId>>(row, "parent_id").is_some(),
                place: get(row, "place_code"),
                subject: get(row, "subject_id"),
                hosts: hosts[&get(row, "host_set_id")].values().copied().collect(),
                campaigns: campaigns
                    .get(&get(row, "campaign_set_id"))
                    .cloned()
                    .unwrap_or_default(),
                participants: participants.remove(&of).unwrap_or_default(),
                quantities: quantities.remove(&of).unwrap_or_default(),
            }
        };
        versions.iter().map(record).collect()
    }

    fn in_office(&self, member: NodeId, day: NaiveDate) -> bool {
        self.offices
            .iter()
            .any(|(holder, from, to)| *holder == member && within(day, *from, *to))
    }

    fn down(&self, kind: &str, upper: NodeId, day: NaiveDate) -> Vec<NodeId> {
        self.links
            .iter()
            .filter(|link| link.kind == kind && link.upper == upper)
            .filter(|link| within(day, link.from, link.to))
            .filter(|link| link.kind != "LEADS_COMMITTEE" || self.in_office(upper, day))
            .map(|link| link.lower)
            .collect()
    }

    /// Everyone below some nodes of one level over the hops that follow, and they themselves.
    fn descend(&self, tops: Vec<NodeId>, hops: &[&str], day: NaiveDate) -> BTreeSet<NodeId> {
        let mut found: BTreeSet<NodeId> = tops.iter().copied().collect();
        let mut level = tops;
        for hop in hops {
            level = level
                .iter()
                .flat_map(|id| self.down(hop, *id, day))
                .collect();
            found.extend(level.iter().copied());
        }
        found
    }

    /// Everyone at or below a node on a day, in the chain of that day.
    fn below(&self, (kind, id): (&str, NodeId), day: NaiveDate) -> BTreeSet<NodeId> {
        const HOPS: [&str; 4] = [
            "LEADS_COMMITTEE",
            "CONTACTS_GROUP",
            "CONTACTS_WORKROOM",
            "CONTACTS_MEMBER",
        ];
        let workrooms = |keep: &dyn Fn(&Workroom) -> bool| {
            let kept = self.workrooms.iter().filter(|workroom| keep(workroom));
            kept.map(|workroom| workroom.id).collect()
        };
        match kind {
            "ViceChair" => self.descend(vec![id], &HOPS, day),
            "SpecialCommittee" => self.descend(vec![id], &HOPS[1..], day),
            "SectorGroup" => self.descend(vec![id], &HOPS[2..], day),
            "Workroom" => self.descend(vec![id], &HOPS[3..], day),
            "Township" => self.descend(workrooms(&|of| of.township == Some(id)), &HOPS[3..], day),
            "Sector" => {
                let gathers = self.links.iter().filter(|link| {
                    link.kind == "GATHERS_SECTOR"
                        && link.lower == id
                        && within(day, link.from, link.to)
                });
                let groups = gathers.map(|link| link.upper).collect();
                let mut found = self.descend(groups, &HOPS[2..], day);
                found.extend(self.descend(workrooms(&|of| of.sector == Some(id)), &HOPS[3..], day));
                found
            }
            other => panic!("{other} has no chain below"),
        }
    }

    /// In millionths, how much of each record counts for a node, in the order of the records.
    pub fn weights(&self, node: (&str, NodeId), current: bool, credit: &str) -> Vec<i64> {
        let weight = |record: &Record| {
            match node.0 {
                "District" => return WHOLE,
                // A member's are the events that the member took part in.
                "Member" => return WHOLE * i64::from(record.participants.contains(&node.1)),
                _ => {}
            }
            let below = self.below(node, if current { self.today } else { record.day });
            let hosts = i64::try_from(record.hosts.len()).unwrap();
            let share = |place: usize| {
                let rest = if place == 0 { WHOLE % hosts } else { 0 };
                WHOLE / hosts + rest
            };
            let there = record
                .hosts
                .iter()
                .enumerate()
                .filter(|(_, host)| below.contains(host))
                .map(|(place, _)| place);
            match credit {
                "FULL" => WHOLE * i64::from(there.count() > 0),
                "LEAD_ONLY" => WHOLE * i64::from(there.min() == Some(0)),
                _ => there.map(share).sum(),
            }
        };
        self.records.iter().map(weight).collect()
    }

    /// What the figure of a metric should say, with the records behind it where they are asked for.
    pub fn tell(
        &self,
        metric: &str,
        weights: &[i64],
        (from, to): (NaiveDate, Option<NaiveDate>),
        filter: &Filter,
        with_records: bool,
    ) -> Told {
        let measure = match metric {
            "W1" | "VERIFIED_SHARE" => "EVENTS",
            "W2" => "PERSON_TIMES",
            "W4" => "GOOD_DEEDS",
            metric => metric,
        };
        let mut told = Told::default();
        let (mut all, mut verified) = (Decimal::ZERO, Decimal::ZERO);
        for (record, weight) in self.records.iter().zip(weights) {
            let meant = within(record.day, from, to) && record.fits(filter);
            if !meant || *weight == 0 {
                continue;
            }
            let is_verified = record.status == "VERIFIED";
            let is_counted = is_verified || (record.status == "POSTED" && !filter.verified_only);
            if !is_counted {
                let reason = record.status.replace("POSTED", "UNVERIFIED");
                *told.excluded.entry(reason).or_default() += 1;
                continue;
            }
            if metric == "W1" && record.is_part {
                continue;
            }
            let mut sum = Decimal::ZERO;
            for quantity in record.quantities.iter().filter(|of| of.measure == measure) {
                let kinds = &filter.fund_kinds;
                if measure == "FUNDS" && !kinds.is_empty() && !kinds.contains(&&*quantity.fund_kind)
                {
                    continue;
                }
                let part = Decimal::new(quantity.hundredths, 2) * Decimal::new(*weight, 6);
                sum += part;
                told.at_least |= quantity.at_least;
                if measure == "FUNDS" {
                    *told.funds.entry(quantity.fund_kind.clone()).or_default() += part;
                }
            }
            all += sum;
            verified += if is_verified { sum } else { Decimal::ZERO };
            let is_listed = metric != "VERIFIED_SHARE" || is_verified;
            if with_records && is_listed && !sum.is_zero() {
                told.records.insert(record.id.to_string(), sum.normalize());
            }
        }
        told.funds
            .values_mut()
            .for_each(|sum| *sum = sum.normalize());
        told.value = match metric {
            "VERIFIED_SHARE" if all.is_zero() => None,
            "VERIFIED_SHARE" => Some((verified / all).round_dp(6).normalize()),
            "FUNDS" if told.funds.len() > 1 && filter.fund_kinds.is_empty() => None,
            _ => Some(all.normalize()),
        };
        if metric == "VERIFIED_SHARE" {
            told.at_least = false;
            (told.numerator, told.denominator) =
                (Some(verified.normalize()), Some(all.normalize()));
        }
        told
    }
}

impl Record {
    /// Whether a filter means it; kinds of funds narrow amounts, not records.
    fn fits(&self, filter: &Filter) -> bool {
        let any = |none_asked: bool, found: bool| none_asked || found;
        any(filter.kinds.is_empty(), filter.kinds.contains(&&*self.kind))
            && any(
                filter.campaigns.is_empty(),
                filter
                    .campaigns
                    .iter()
                    .any(|id| self.campaigns.contains(id)),
            )
            && any(
                filter.hosts.is_empty(),
                filter.hosts.iter().any(|(_, id)| self.hosts.contains(id)),
            )
            && any(
                filter.participants.is_empty(),
                filter
                    .participants
                    .iter()
                    .any(|id| self.participants.contains(id)),
            )
            && any(
                filter.divisions.is_empty(),
                filter.divisions.iter().any(|code| {
                    let place = self.place.as_deref();
                    place.is_some_and(|place| place.starts_with(code))
                }),
            )
            && filter.subject.is_none_or(|subject| {
                self.subject.map(|id| id.to_string()).as_deref() == Some(subject)
            })
            && filter.is_part.is_none_or(|is_part| is_part == self.is_part)
    }
}

fn get<T: TryGetable>(row: &sea_orm::QueryResult, column: &str) -> T {
    row.try_get("", column).unwrap()
}
