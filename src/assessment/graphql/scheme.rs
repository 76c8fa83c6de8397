//! Schemes in the API. Deliberately absent: making them, and scores.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, SimpleObject};

use super::contest::{DutyContest, contests};
use super::loading::VersionsAt;
use crate::assessment::commands::SCHEME;
use crate::assessment::queries::{Version, meant, open_contests};
use crate::assessment::rules::scheme::{Deduction, Grade, Item, LevelPoints, Proration};
use crate::casework::kinds::Level;
use crate::events::graphql::loading::load;
use crate::events::kinds::EventKind;
use crate::events::rules::reading::local;
use crate::kernel::authz::Action;
use crate::kernel::error::Result;
use crate::kernel::id::{GlobalId, NodeId};
use crate::kernel::scalars::{Decimal, Long};
use crate::linkage::{Pin, Request};
use crate::statistics::duty::Duty;

/// So many schemes are listed.
const MOST_SCHEMES: usize = 100;
/// So many contests wait in the list.
const MOST_WAITING: u64 = 100;

/// The points of a report by the highest level that adopted it (采用层级分值).
#[derive(SimpleObject, Clone, Debug)]
pub struct AssessmentLevel {
    /// The level (层级).
    pub level: Level,
    /// The points (分值).
    pub points: Decimal,
}

/// What a scheme counts (计分项).
#[derive(SimpleObject, Clone, Debug)]
pub struct AssessmentItem {
    /// By which entries and decisions name it (代码).
    pub code: String,
    /// Its name (名称).
    pub name: String,
    /// The kinds of duty that it counts (履职种类).
    pub duties: Vec<Duty>,
    /// Only events of these kinds; all records when empty (活动种类).
    pub event_kinds: Vec<EventKind>,
    /// What a record has (每次分值).
    pub points: Decimal,
    /// What a co-signer has of it, from 0 to 1 (联名比例).
    pub cosigner_share: Decimal,
    /// What a report has instead, by the highest level that adopted it; lower levels add nothing (采用层级分值).
    pub levels: Vec<AssessmentLevel>,
    /// The most that all its records have together; null for no cap (上限).
    pub cap: Option<Decimal>,
}

/// What a scheme deducts, when the office records it (扣分规则).
#[derive(SimpleObject, Clone, Debug)]
pub struct AssessmentDeduction {
    /// By which recorded deductions name it (代码).
    pub code: String,
    /// Its name (名称).
    pub name: String,
    /// What one of them takes (每次扣分).
    pub points: Decimal,
    /// The most that all of them take together; null for no cap (扣分上限).
    pub cap: Option<Decimal>,
}

/// A grade (等次).
#[derive(SimpleObject, Clone, Debug)]
pub struct AssessmentGrade {
    /// Its name (名称).
    pub name: String,
    /// From so many points on (分数线).
    pub from: Decimal,
}

impl From<&LevelPoints> for AssessmentLevel {
    fn from(row: &LevelPoints) -> Self {
        Self {
            level: row.level,
            points: row.points.into(),
        }
    }
}

impl From<&Item> for AssessmentItem {
    fn from(item: &Item) -> Self {
        Self {
            code: item.code.clone(),
            name: item.name.clone(),
            duties: item.duties.clone(),
            event_kinds: item.event_kinds.clone(),
            points: item.points.into(),
            cosigner_share: item.cosigner_share.into(),
            levels: item.levels.iter().map(AssessmentLevel::from).collect(),
            cap: item.cap.map(Decimal::from),
        }
    }
}

impl From<&Deduction> for AssessmentDeduction {
    fn from(rule: &Deduction) -> Self {
        Self {
            code: rule.code.clone(),
            name: rule.name.clone(),
            points: rule.points.into(),
            cap: rule.cap.map(Decimal::from),
        }
    }
}

impl From<&Grade> for AssessmentGrade {
    fn from(grade: &Grade) -> Self {
        Self {
            name: grade.name.clone(),
            from: grade.from.into(),
        }
    }
}

/// A version of a scheme.
#[derive(Clone, Debug)]
pub struct AssessmentScheme(pub Arc<Version>);

/// A scheme of assessment in one of its versions: data that the office gives, and never changed in place (考核方案).
#[Object]
impl AssessmentScheme {
    /// The opaque id, the same in every version (标识).
    async fn id(&self) -> ID {
        GlobalId::encode(SCHEME, &self.0.row.district_id, self.0.row.id.0)
    }

    /// The version, from 1 (版本).
    async fn version(&self) -> i32 {
        self.0.row.version
    }

    /// The journal number of the version (版本序号).
    async fn since_sequence(&self) -> Long {
        Long(self.0.row.since_number)
    }

    /// Its name (名称).
    async fn name(&self) -> &str {
        &self.0.row.name
    }

    /// The year that it assesses (考核年度).
    async fn year(&self) -> i32 {
        self.0.row.year
    }

    /// What every member begins with (基础分).
    async fn base(&self) -> Decimal {
        self.0.scheme.base.into()
    }

    /// What counts, at most 40: a record counts under the first item that it fits (计分项).
    async fn items(&self) -> Vec<AssessmentItem> {
        self.0
            .scheme
            .items
            .iter()
            .map(AssessmentItem::from)
            .collect()
    }

    /// What is deducted, at most 40 rules (扣分规则).
    async fn deductions(&self) -> Vec<AssessmentDeduction> {
        let rules = self.0.scheme.deductions.iter();
        rules.map(AssessmentDeduction::from).collect()
    }

    /// The grades, the highest first, at most 10 (等次).
    async fn grades(&self) -> Vec<AssessmentGrade> {
        self.0.scheme.grades.iter().map(Into::into).collect()
    }

    /// How days out of office, on leave or suspended are allowed for (折算方式).
    async fn proration(&self) -> Proration {
        self.0.scheme.proration
    }

    /// SHA-256, in hex, over all that it says; the journal holds the same (摘要).
    async fn digest(&self) -> &str {
        &self.0.row.digest
    }
}

/// The assessment of a district.
#[derive(Clone, Debug)]
pub struct DistrictAssessment(pub Arc<Pin>);

/// The assessment of a district (考核).
#[Object]
impl DistrictAssessment {
    /// Schemes in their newest versions, the newest first, at most 100; empty for who may not see figures (考核方案).
    async fn assessment_schemes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which year; of all if left out (年度).")] year: Option<i32>,
    ) -> Result<Vec<AssessmentScheme>> {
        let versions = versions(ctx, &self.0).await?;
        let newest = versions.iter().filter(|one| {
            let newest = meant(&versions, Some(one.row.id), None);
            newest == Some(*one) && year.is_none_or(|year| one.row.year == year)
        });
        let newest = newest.take(MOST_SCHEMES).cloned().map(Arc::new);
        Ok(newest.map(AssessmentScheme).collect())
    }

    /// One version of a scheme; null when there is none or the caller may not see figures (考核方案).
    async fn assessment_scheme(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which scheme (考核方案).")] id: ID,
        #[graphql(desc = "Which version; the newest if left out (版本).")] version: Option<i32>,
    ) -> Result<Option<AssessmentScheme>> {
        let Some(id) = local(&id, self.0.district_id(), &[SCHEME]) else {
            return Ok(None);
        };
        let versions = versions(ctx, &self.0).await?;
        let found = meant(&versions, Some(NodeId(id)), version).cloned();
        Ok(found.map(Arc::new).map(AssessmentScheme))
    }

    /// Contests that wait for a decision, the oldest first, at most 100; empty for all but the office (待裁定申诉).
    async fn open_duty_contests(&self, ctx: &Context<'_>) -> Result<Vec<DutyContest>> {
        let request = ctx.data_unchecked::<Request>();
        let (district, number) = (self.0.district_id(), self.0.number);
        if !request.may(Action::AssessDuty, district, None) {
            return Ok(Vec::new());
        }
        let rows = open_contests(&request.db, district, number, MOST_WAITING).await?;
        contests(request, &self.0, rows.iter()).await
    }
}

/// The versions that the caller may see, the newest first.
pub async fn versions(ctx: &Context<'_>, pin: &Pin) -> Result<Arc<Vec<Version>>> {
    let request = ctx.data_unchecked::<Request>();
    let district = pin.district_id();
    if !request.may(Action::ReadFigures, district, None) {
        return Ok(Arc::default());
    }
    let versions = load(ctx, VersionsAt(district.clone(), pin.number)).await?;
    Ok(versions.unwrap_or_default())
}
