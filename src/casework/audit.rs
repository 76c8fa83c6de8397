//! Compares cases with the journal: what stood of every case after each of its steps still digests to what the journal
//! holds, no step is missing and none was added behind the program's back. Deliberately absent: repair.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::case::{Case, Step};
use super::deed::Deed;
use super::entity::{case_campaign, case_fact, case_link, case_step, case_version, casefile};
use super::taking::digest_of;
use crate::kernel::id::{CaseId, DistrictId};
use crate::kernel::journal::entry;

/// Cases that are compared at once.
const CASES: u64 = 100;

/// Everything that the tables hold of some cases.
struct Files {
    versions: BTreeMap<CaseId, Vec<case_version::Model>>,
    steps: BTreeMap<CaseId, Vec<Step>>,
    facts: BTreeMap<CaseId, Vec<case_fact::Model>>,
    links: BTreeMap<CaseId, Vec<case_link::Model>>,
    campaigns: BTreeMap<CaseId, BTreeSet<uuid::Uuid>>,
    entries: BTreeMap<CaseId, Vec<entry::Model>>,
}

/// The first place where a district's cases are not what the journal tells; `None` when all are whole.
pub async fn verify_district(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
) -> Result<Option<String>, DbErr> {
    let mut after: Option<CaseId> = None;
    let mut told: u64 = 0;
    loop {
        let mut query = casefile::Entity::find()
            .filter(casefile::Column::DistrictId.eq(district.clone()))
            .order_by_asc(casefile::Column::Id)
            .limit(CASES);
        if let Some(after) = after {
            query = query.filter(casefile::Column::Id.gt(after));
        }
        let ids: Vec<CaseId> = query
            .all(conn)
            .await?
            .into_iter()
            .map(|row| row.id)
            .collect();
        let Some(last) = ids.last() else { break };
        after = Some(*last);
        let files = match read(conn, district, &ids).await? {
            Ok(files) => files,
            Err(place) => return Ok(Some(place)),
        };
        for id in ids {
            if let Some(wrong) = files.wrong(id) {
                return Ok(Some(format!("case {id} of {district}: {wrong}")));
            }
            let entries = files.entries.get(&id).map_or(0, Vec::len);
            told = told.saturating_add(u64::try_from(entries).unwrap_or(0));
        }
    }
    let entries = sea_orm::PaginatorTrait::count(
        entry::Entity::find()
            .filter(entry::Column::DistrictId.eq(district.clone()))
            .filter(entry::Column::SubjectKind.eq("case")),
        conn,
    )
    .await?;
    Ok((entries != told).then(|| {
        format!("cases {district}: the journal tells of {entries} steps, {told} are of cases that are stored")
    }))
}

async fn read(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    ids: &[CaseId],
) -> Result<Result<Files, String>, DbErr> {
    macro_rules! by_case {
        ($entity:ident, $column:ident, $key:ident) => {{
            let rows = $entity::Entity::find()
                .filter($entity::Column::DistrictId.eq(district.clone()))
                .filter($entity::Column::$column.is_in(ids.iter().copied()))
                .all(conn)
                .await?;
            let mut by_case = BTreeMap::<CaseId, Vec<_>>::new();
            for row in rows {
                by_case.entry(row.$key).or_default().push(row);
            }
            by_case
        }};
    }
    let mut steps = BTreeMap::<CaseId, Vec<Step>>::new();
    for (id, mut rows) in by_case!(case_step, CaseId, case_id) {
        rows.sort_by_key(|row| row.ordinal);
        for row in rows {
            let Ok(deed) = serde_json::from_str::<Deed>(&row.deed) else {
                let ordinal = row.ordinal;
                return Ok(Err(format!(
                    "case {id} of {district}: step {ordinal} was changed"
                )));
            };
            steps.entry(id).or_default().push(Step { row, deed });
        }
    }
    let mut facts = by_case!(case_fact, CaseId, case_id);
    for rows in facts.values_mut() {
        rows.sort_by_key(|row| row.ordinal);
    }
    let mut entries = BTreeMap::<CaseId, Vec<entry::Model>>::new();
    let rows = entry::Entity::find()
        .filter(entry::Column::DistrictId.eq(district.clone()))
        .filter(entry::Column::SubjectKind.eq("case"))
        .filter(entry::Column::SubjectId.is_in(ids.iter().map(|id| id.0)))
        .order_by_asc(entry::Column::Number)
        .all(conn)
        .await?;
    for row in rows {
        entries.entry(CaseId(row.subject_id)).or_default().push(row);
    }
    let mut campaigns = BTreeMap::<CaseId, BTreeSet<uuid::Uuid>>::new();
    for (id, rows) in by_case!(case_campaign, CaseId, case_id) {
        campaigns.insert(id, rows.into_iter().map(|row| row.campaign_id.0).collect());
    }
    Ok(Ok(Files {
        versions: by_case!(case_version, Id, id),
        steps,
        facts,
        links: by_case!(case_link, CaseId, case_id),
        campaigns,
        entries,
    }))
}

impl Files {
    fn wrong(&self, id: CaseId) -> Option<String> {
        let steps = self.steps.get(&id).map(Vec::as_slice).unwrap_or_default();
        let entries = self.entries.get(&id).map(Vec::as_slice).unwrap_or_default();
        let mut versions = self.versions.get(&id).cloned().unwrap_or_default();
        versions.sort_by_key(|row| row.since_number);
        let numbers: Vec<i64> = entries.iter().map(|entry| entry.number).collect();
        if numbers != steps.iter().map(|step| step.row.number).collect::<Vec<_>>() {
            return Some("its steps are not those of the journal".to_owned());
        }
        if numbers
            != versions
                .iter()
                .map(|row| row.since_number)
                .collect::<Vec<_>>()
        {
            return Some("its versions are not those of the journal".to_owned());
        }
        let Some(Deed::Propose { campaigns, .. }) = steps.first().map(|step| &step.deed) else {
            return Some("it does not begin with a proposal".to_owned());
        };
        let labels = campaigns.iter().map(|campaign| campaign.0).collect();
        if *self.campaigns.get(&id).unwrap_or(&BTreeSet::new()) != labels {
            return Some("its campaigns were changed".to_owned());
        }
        let next = numbers.iter().skip(1).copied().map(Some).chain([None]);
        for ((version, entry), next) in versions.into_iter().zip(entries).zip(next) {
            let number = entry.number;
            if version.until_number != next {
                return Some(format!(
                    "the number that closed the version of {number} was changed"
                ));
            }
            let digest = version.digest.clone();
            let told = serde_json::from_str::<serde_json::Value>(&entry.content)
                .ok()
                .and_then(|content| Some(content.get("digest")?.as_str()? == digest))
                .unwrap_or(false);
            if !told || digest_of(&self.case_at(id, version, number)) != digest {
                return Some(format!("what stood at number {number} was changed"));
            }
        }
        None
    }

    fn case_at(&self, id: CaseId, version: case_version::Model, number: i64) -> Case {
        let stood = |row: &&case_fact::Model| {
            row.since_number <= number && row.until_number.is_none_or(|until| until > number)
        };
        let of = |rows: Option<&Vec<case_link::Model>>| {
            let mut links: Vec<_> = rows
                .into_iter()
                .flatten()
                .filter(|row| row.since_number <= number)
                .cloned()
                .collect();
            links.sort_by_key(|row| (row.since_number, row.other_id));
            links
        };
        Case {
            inward: Vec::new(),
            version,
            steps: self
                .steps
                .get(&id)
                .into_iter()
                .flatten()
                .filter(|step| step.row.number <= number)
                .cloned()
                .collect(),
            facts: self
                .facts
                .get(&id)
                .into_iter()
                .flatten()
                .filter(stood)
                .cloned()
                .collect(),
            links: of(self.links.get(&id)),
            notices: Vec::new(),
        }
    }
}
