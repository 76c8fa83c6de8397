//! The slow recomputation: figures worked out record by record and day by day from the rows as they are stored, by the
//! words of the contract. It shares no code with the chain, the tallies or the figures of the program.
//! Deliberately absent: intervals and sums by anything but one record at a time.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use rust_decimal::Decimal;
use workrooms::kernel::id::{EventId, NodeId, SetId};

use super::stage::Town;

/// A stored event as it stands.
pub struct Record {
    pub id: EventId,
    pub day: NaiveDate,
    pub status: String,
    pub is_part: bool,
    pub hosts: Vec<NodeId>,
    pub campaigns: BTreeSet<NodeId>,
    pub participants: BTreeSet<NodeId>,
    /// By measure and fund kind: hundredths, and whether at least.
    pub quantities: Vec<(String, String, i64, bool)>,
}

struct Link {
    kind: String,
    upper: NodeId,
    lower: NodeId,
    from: NaiveDate,
    to: Option<NaiveDate>,
}

/// Everything that figures are worked out from.
pub struct Oracle {
    pub records: Vec<Record>,
    links: Vec<Link>,
    offices: Vec<(NodeId, NaiveDate, Option<NaiveDate>)>,
    townships: Vec<(NodeId, Option<NodeId>)>,
    pub today: NaiveDate,
}

/// What a figure should say.
#[derive(Debug, PartialEq, Eq)]
pub struct Told {
    pub value: Option<Decimal>,
    pub at_least: bool,
    pub records: BTreeMap<String, Decimal>,
}

fn within(day: NaiveDate, from: NaiveDate, to: Option<NaiveDate>) -> bool {
    from <= day && to.is_none_or(|to| day < to)
}

impl Oracle {
    pub async fn read(town: &Town) -> Self {
        let mut hosts = BTreeMap::<SetId, Vec<(i32, NodeId)>>::new();
        for row in town
            .rows("SELECT host_set_id, position, host_id FROM host_set_host")
            .await
        {
            let set = row.try_get("", "host_set_id").unwrap();
            let host = (
                row.try_get("", "position").unwrap(),
                row.try_get("", "host_id").unwrap(),
            );
            hosts.entry(set).or_default().push(host);
        }
        let mut campaigns = BTreeMap::<SetId, BTreeSet<NodeId>>::new();
        for row in town
            .rows("SELECT campaign_set_id, campaign_id FROM campaign_set_campaign")
            .await
        {
            let set = row.try_get("", "campaign_set_id").unwrap();
            campaigns
                .entry(set)
                .or_default()
                .insert(row.try_get("", "campaign_id").unwrap());
        }
        let mut records = Vec::new();
        let standing = "SELECT id, since_number, began_on, status, host_set_id, campaign_set_id, parent_id FROM event_version WHERE until_number IS NULL";
        for row in town.rows(standing).await {
            let id: EventId = row.try_get("", "id").unwrap();
            let since: i64 = row.try_get("", "since_number").unwrap();
            let parent: Option<EventId> = row.try_get("", "parent_id").unwrap();
            let mut set = hosts[&row.try_get("", "host_set_id").unwrap()].clone();
            set.sort();
            let of_set: SetId = row.try_get("", "campaign_set_id").unwrap();
            records.push((
                since,
                Record {
                    id,
                    day: row.try_get("", "began_on").unwrap(),
                    status: row.try_get("", "status").unwrap(),
                    is_part: parent.is_some(),
                    hosts: set.into_iter().map(|(_, host)| host).collect(),
                    campaigns: campaigns.get(&of_set).cloned().unwrap_or_default(),
                    participants: BTreeSet::new(),
                    quantities: Vec::new(),
                },
            ));
        }
        let quantities = town.rows("SELECT event_id, since_number, measure, fund_kind, amount, qualifier FROM event_quantity").await;
        let participants = town
            .rows("SELECT event_id, since_number, member_id FROM event_participant")
            .await;
        for (since, record) in &mut records {
            for row in &quantities {
                let id: EventId = row.try_get("", "event_id").unwrap();
                if id == record.id && row.try_get::<i64>("", "since_number").unwrap() == *since {
                    let qualifier: String = row.try_get("", "qualifier").unwrap();
                    record.quantities.push((
                        row.try_get("", "measure").unwrap(),
                        row.try_get("", "fund_kind").unwrap(),
                        row.try_get("", "amount").unwrap(),
                        qualifier == "AT_LEAST",
                    ));
                }
            }
            for row in &participants {
                let id: EventId = row.try_get("", "event_id").unwrap();
                if id == record.id && row.try_get::<i64>("", "since_number").unwrap() == *since {
                    record
                        .participants
                        .insert(row.try_get("", "member_id").unwrap());
                }
            }
        }
        let mut links = Vec::new();
        for row in town.rows("SELECT kind, upper_id, lower_id, valid_from, valid_to FROM link WHERE until_number IS NULL").await {
            links.push(Link {
                kind: row.try_get("", "kind").unwrap(),
                upper: row.try_get("", "upper_id").unwrap(),
                lower: row.try_get("", "lower_id").unwrap(),
                from: row.try_get("", "valid_from").unwrap(),
                to: row.try_get("", "valid_to").unwrap(),
            });
        }
        let mut offices = Vec::new();
        let held = "SELECT member_id, valid_from, valid_to FROM office_held WHERE until_number IS NULL AND office = 'VICE_CHAIRPERSON'";
        for row in town.rows(held).await {
            let member = row.try_get("", "member_id").unwrap();
            offices.push((
                member,
                row.try_get("", "valid_from").unwrap(),
                row.try_get("", "valid_to").unwrap(),
            ));
        }
        let mut townships = Vec::new();
        for row in town
            .rows("SELECT id, township_id FROM workroom WHERE until_number IS NULL")
            .await
        {
            townships.push((
                row.try_get("", "id").unwrap(),
                row.try_get("", "township_id").unwrap(),
            ));
        }
        Self {
            records: records.into_iter().map(|(_, record)| record).collect(),
            links,
            offices,
            townships,
            today: town.stage.clock.today(),
        }
    }

    fn down(&self, kind: &str, upper: NodeId, day: NaiveDate) -> Vec<NodeId> {
        let holds = |link: &&Link| {
            link.kind == kind && link.upper == upper && within(day, link.from, link.to)
        };
        let in_office = |upper: NodeId| {
            self.offices
                .iter()
                .any(|(member, from, to)| *member == upper && within(day, *from, *to))
        };
        self.links
            .iter()
            .filter(holds)
            .filter(|link| link.kind != "LEADS_COMMITTEE" || in_office(link.upper))
            .map(|link| link.lower)
            .collect()
    }

    /// Everyone at or below a node on a day, in the chain of that day.
    fn below(&self, node: (&str, NodeId), day: NaiveDate) -> BTreeSet<NodeId> {
        let mut found = BTreeSet::from([node.1]);
        let (hops, tops): (&[&str], Vec<NodeId>) = match node.0 {
            "ViceChair" => (
                &[
                    "LEADS_COMMITTEE",
                    "CONTACTS_GROUP",
                    "CONTACTS_WORKROOM",
                    "CONTACTS_MEMBER",
                ],
                vec![node.1],
            ),
            "SpecialCommittee" => (
                &["CONTACTS_GROUP", "CONTACTS_WORKROOM", "CONTACTS_MEMBER"],
                vec![node.1],
            ),
            "SectorGroup" => (&["CONTACTS_WORKROOM", "CONTACTS_MEMBER"], vec![node.1]),
            "Workroom" => (&["CONTACTS_MEMBER"], vec![node.1]),
            "Township" => {
                let here = self
                    .townships
                    .iter()
                    .filter(|(_, township)| *township == Some(node.1));
                (
                    &["CONTACTS_MEMBER"],
                    here.map(|(workroom, _)| *workroom).collect(),
                )
            }
            "Sector" => {
                let gathers = |link: &&Link| {
                    link.kind == "GATHERS_SECTOR"
                        && link.lower == node.1
                        && within(day, link.from, link.to)
                };
                let groups = self.links.iter().filter(gathers).map(|link| link.upper);
                (&["CONTACTS_WORKROOM", "CONTACTS_MEMBER"], groups.collect())
            }
            _ => (&[], vec![node.1]),
        };
        let mut level = tops;
        found.extend(level.iter().copied());
        for hop in hops {
            level = level
                .iter()
                .flat_map(|id| self.down(hop, *id, day))
                .collect();
            found.extend(level.iter().copied());
        }
        found
    }

    /// In millionths, how much of a record counts for a node.
    fn weight(&self, record: &Record, node: (&str, NodeId), current: bool, credit: &str) -> i64 {
        match node.0 {
            "District" => return 1_000_000,
            "Member" => {
                return if record.participants.contains(&node.1) {
                    1_000_000
                } else {
                    0
                };
            }
            _ => {}
        }
        let below = self.below(node, if current { self.today } else { record.day });
        let hosts = i64::try_from(record.hosts.len()).unwrap();
        let shares =
            (0..hosts).map(|n| 1_000_000 / hosts + if n == 0 { 1_000_000 % hosts } else { 0 });
        match credit {
            "LEAD_ONLY" => {
                if below.contains(&record.hosts[0]) {
                    1_000_000
                } else {
                    0
                }
            }
            "FULL" => {
                if record.hosts.iter().any(|host| below.contains(host)) {
                    1_000_000
                } else {
                    0
                }
            }
            _ => record
                .hosts
                .iter()
                .zip(shares)
                .filter(|(host, _)| below.contains(host))
                .map(|(_, share)| share)
                .sum(),
        }
    }

    /// What the figure of a metric should say.
    pub fn tell(
        &self,
        metric: &str,
        node: (&str, NodeId),
        (from, to): (NaiveDate, NaiveDate),
        current: bool,
        credit: &str,
        campaign: Option<NodeId>,
    ) -> Told {
        let measure = match metric {
            "W1" | "VERIFIED_SHARE" => "EVENTS",
            metric => metric,
        };
        let (mut records, mut at_least, mut kinds) = (BTreeMap::new(), false, BTreeSet::new());
        let (mut all, mut verified) = (Decimal::ZERO, Decimal::ZERO);
        for record in &self.records {
            let counts = record.status == "POSTED" || record.status == "VERIFIED";
            let labelled = campaign.is_none_or(|campaign| record.campaigns.contains(&campaign));
            let whole = metric != "W1" || !record.is_part;
            let weight = self.weight(record, node, current, credit);
            if !(counts && labelled && whole && within(record.day, from, Some(to)) && weight > 0) {
                continue;
            }
            let mut sum = Decimal::ZERO;
            for (_, fund_kind, amount, bound) in
                record.quantities.iter().filter(|(of, ..)| of == measure)
            {
                let part = Decimal::new(*amount, 2) * Decimal::new(weight, 6);
                sum += part;
                at_least |= *bound;
                kinds.insert(fund_kind.clone());
            }
            all += sum;
            if record.status == "VERIFIED" {
                verified += sum;
            }
            if !sum.is_zero() && (metric != "VERIFIED_SHARE" || record.status == "VERIFIED") {
                records.insert(record.id.to_string(), sum.normalize());
            }
        }
        let value = match metric {
            "VERIFIED_SHARE" if all.is_zero() => None,
            "VERIFIED_SHARE" => Some((verified / all).round_dp(6).normalize()),
            "FUNDS" if kinds.len() > 1 => None,
            _ => Some(all.normalize()),
        };
        Told {
            value,
            at_least: at_least && metric != "VERIFIED_SHARE",
            records,
        }
    }
}
