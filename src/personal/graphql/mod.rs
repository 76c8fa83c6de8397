//! Personal data of one subject in the API: export, erasure, and for how long words are kept. Deliberately absent: rules.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::entity::{KeptKind, retention};
use super::erasing::{ErasureGround, erase};
use super::exporting::Exporting;
use super::keeping::{RetentionWanted, set};
use super::refusals::PersonalDataErrorCode as Code;
use super::subject::Subject;
use crate::kernel::accesses::Purpose;
use crate::kernel::authz::Action;
use crate::kernel::error::{Problem, Result, settle};
use crate::kernel::scalars::{Date, DateTime, Long};
use crate::kernel::versions::load_at;
use crate::kernel::viewpoint::Lens;
use crate::linkage::{Pin, Request};

crate::user_error! {
    /// Why something was not done with personal data (个人信息操作被拒原因).
    PersonalDataError of Code
}

/// Everything that is held of one subject (个人信息导出).
#[derive(SimpleObject, Clone, Debug)]
pub struct PersonalDataExport {
    /// Whose (对象).
    subject_id: ID,
    /// When it was made (导出时间).
    at: DateTime,
    /// The journal number that it is true for (日志序号).
    as_of: Long,
    /// What is held, as a JSON text (内容).
    content: String,
}

/// The queries of personal data.
#[derive(Default, Debug)]
pub struct PersonalDataQuery;

/// The queries of personal data.
#[Object]
impl PersonalDataQuery {
    /// Everything that is held of a member, an event or a case, for the office; it is recorded. Null when there is no such
    /// subject (导出个人信息).
    async fn personal_data_export(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The member, event or case (对象).")] subject_id: ID,
        #[graphql(desc = "What it is for, 4 to 200 characters (用途).")] purpose: String,
    ) -> Result<Option<PersonalDataExport>> {
        let request = ctx.data_unchecked::<Request>();
        let actor = request.actor()?;
        let district = actor.district.clone();
        actor.require(Action::KeepPersonalData, actor.standing(&district, None))?;
        let purpose = Purpose::of(Some(&purpose))?;
        let pin = request.pin(&district).await?.ok_or(Problem::Forbidden)?;
        let db = request.db.through(Lens::Export);
        let Some(subject) = Subject::find(&db, &district, &subject_id).await? else {
            return Ok(None);
        };
        let exporting = Exporting {
            db: &db,
            vault: &request.vault,
            district: &district,
            number: pin.number,
        };
        let content = exporting.of(subject).await?.to_string();
        let read = (subject.id(), "export");
        request
            .accesses
            .read(&district, subject.called(), read, purpose);
        Ok(Some(PersonalDataExport {
            subject_id,
            at: DateTime(request.this_moment()),
            as_of: Long(pin.number),
            content,
        }))
    }
}

/// Personal data to erase (删除个人信息).
#[derive(InputObject, Debug)]
pub struct PersonalDataEraseInput {
    /// The member, event or case (对象).
    subject_id: ID,
    /// On which ground (删除理由).
    ground: ErasureGround,
}

/// What became of erasing (删除结果).
#[derive(SimpleObject, Debug)]
pub struct PersonalDataErasePayload {
    /// The day of it; null when it was refused (删除日期).
    erased_on: Option<Date>,
    /// The journal number of it; null when it was refused (日志序号).
    sequence: Option<Long>,
    /// Why it was refused (被拒原因).
    errors: Vec<PersonalDataError>,
}

/// For how long words of a kind are kept (保存期限).
#[derive(SimpleObject, Clone, Debug)]
pub struct Retention {
    /// Of what (保存对象).
    kind: KeptKind,
    /// For how many months after the event, or after the case was over; null without end (保存月数).
    months: Option<i32>,
    /// From this day on (施行日期).
    from: Date,
}

impl Retention {
    fn of(row: &retention::Model) -> Self {
        Self {
            kind: row.kind,
            months: row.months,
            from: row.valid_from.into(),
        }
    }
}

/// The times that stand in a district, by kind and day; what has none is kept without end.
pub async fn retentions(ctx: &Context<'_>, pin: &Pin) -> Result<Vec<Retention>> {
    let request = ctx.data_unchecked::<Request>();
    let rows = load_at::<retention::Entity>(&request.db, pin.district_id(), pin.number);
    let mut rows = rows.await?;
    rows.sort_by_key(|row| (row.kind, row.valid_from));
    Ok(rows.iter().map(Retention::of).collect())
}

/// A time to set (设定保存期限).
#[derive(InputObject, Debug)]
pub struct RetentionSetInput {
    /// Of what (保存对象).
    kind: KeptKind,
    /// For how many months, 1 to 1200; without end when left out (保存月数).
    months: Option<i32>,
    /// From which day on (施行日期).
    from: Date,
}

/// What became of setting a time (设定结果).
#[derive(SimpleObject, Debug)]
pub struct RetentionSetPayload {
    /// The time; null when it was refused (保存期限).
    retention: Option<Retention>,
    /// Why it was refused (被拒原因).
    errors: Vec<PersonalDataError>,
}

/// The mutations of personal data.
#[derive(Default, Debug)]
pub struct PersonalDataMutation;

/// The mutations of personal data.
#[Object]
impl PersonalDataMutation {
    /// Erases what is personal of a member (sealed fields), or all words of an event or a case; for the office, and for
    /// good. Names, titles, figures and the journal stay (删除个人信息).
    async fn personal_data_erase(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose, and on which ground (对象与理由).")] input: PersonalDataEraseInput,
    ) -> Result<PersonalDataErasePayload> {
        let request = ctx.data_unchecked::<Request>();
        let done = erase(request, &input.subject_id, input.ground).await;
        request.unpin(&request.actor()?.district).await;
        let (erased, refusals) = match settle(done)? {
            Ok(erased) => (Some(erased), Vec::new()),
            Err(refusals) => (None, refusals),
        };
        let told = |refusal| PersonalDataError::of(refusal, request.lang);
        Ok(PersonalDataErasePayload {
            erased_on: erased.map(|erased| erased.on.into()),
            sequence: erased.map(|erased| Long(erased.number)),
            errors: refusals.iter().map(told).collect(),
        })
    }

    /// Sets for how long words of a kind are kept; what is past its time is erased by the program itself (设定保存期限).
    async fn retention_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of what, for how long (保存对象与月数).")] input: RetentionSetInput,
    ) -> Result<RetentionSetPayload> {
        let request = ctx.data_unchecked::<Request>();
        let actor = request.actor()?;
        let district = actor.district.clone();
        actor.require(Action::KeepPersonalData, actor.standing(&district, None))?;
        let done = match input.from.day() {
            Some(from) => {
                let wanted = RetentionWanted {
                    kind: input.kind,
                    months: input.months,
                    from,
                };
                set(request, wanted).await
            }
            None => Err(Code::InvalidDate.at("from").into()),
        };
        request.unpin(&district).await;
        let (retention, refusals) = match settle(done)? {
            Ok(row) => (Some(Retention::of(&row)), Vec::new()),
            Err(refusals) => (None, refusals),
        };
        let told = |refusal| PersonalDataError::of(refusal, request.lang);
        Ok(RetentionSetPayload {
            retention,
            errors: refusals.iter().map(told).collect(),
        })
    }
}
