//! Launches campaigns, whose labels events carry, and revises their names and dates.
//! Deliberately absent: sums over campaigns; an event with two labels is one event.

use async_graphql::Enum;
use chrono::NaiveDate;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, Statement,
    Value,
};
use serde_json::json;

use crate::events::entity::campaign;
use crate::events::rules::reading::{Trouble, clean, day, local};
use crate::kernel::authz::Action;
use crate::kernel::error::{Failure, Refusal};
use crate::kernel::id::{DistrictId, NodeId};
use crate::kernel::journal::{Change, digest};
use crate::kernel::versions;
use crate::linkage::{Request, Writing};
use crate::organization::NodeKind;
use crate::organization::entity::node;

/// The longest name, in characters.
const NAME: usize = 100;

/// Which rule of campaigns was broken (主题活动规则代码).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CampaignErrorCode {
    /// No such campaign in the district (主题活动不存在).
    UnknownCampaign,
    /// The name is empty (名称为空).
    NameEmpty,
    /// The name is longer than 100 characters (名称过长).
    NameTooLong,
    /// The name holds a control character (控制字符).
    ControlCharacter,
    /// Another campaign of the district has this name (名称已用).
    NameTaken,
    /// Not a day of the calendar, written 2022-07-01 (日期无效).
    InvalidDate,
    /// The first day after the end is not after the first day (日期顺序).
    DateOrder,
    /// Events with this label would lie outside the dates (已有活动在期间外).
    EventsOutside,
    /// The revision says what already stands (内容未变).
    NothingChanges,
}

use CampaignErrorCode as Code;

impl Code {
    fn at(self, field: &str) -> Refusal<Self> {
        let (zh, en) = match self {
            Self::UnknownCampaign => ("找不到该主题活动。", "There is no such campaign."),
            Self::NameEmpty => ("名称不能为空。", "The name is empty."),
            Self::NameTooLong => (
                "名称不得超过 100 字。",
                "The name is longer than 100 characters.",
            ),
            Self::ControlCharacter => ("文本含有控制字符。", "The text holds a control character."),
            Self::NameTaken => ("已有同名主题活动。", "Another campaign has this name."),
            Self::InvalidDate => (
                "日期无效，应写作 2022-07-01。",
                "Not a date; write 2022-07-01.",
            ),
            Self::DateOrder => (
                "结束日期（不含当日）必须晚于开始日期。",
                "The end, which is the first day after, must come after the beginning.",
            ),
            Self::EventsOutside => (
                "已有该主题的活动在此期间之外。",
                "Events with this label lie outside these dates.",
            ),
            Self::NothingChanges => ("内容未变。", "Nothing changes."),
        };
        Refusal::of(self, field, zh, en)
    }
}

/// What is said of a campaign, unchecked.
#[derive(Clone, Debug)]
pub struct CampaignDraft {
    /// Its name.
    pub name: String,
    /// The first day.
    pub from: String,
    /// The first day after; none while it runs.
    pub to: Option<String>,
}

struct Said {
    name: String,
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
}

fn read(draft: &CampaignDraft) -> Result<Said, Vec<Refusal<Code>>> {
    let mut errors = Vec::new();
    let name = match clean(&draft.name, NAME, false) {
        Ok(name) if name.is_empty() => {
            errors.push(Code::NameEmpty.at("name"));
            name
        }
        Ok(name) => name,
        Err(trouble) => {
            errors.push(match trouble {
                Trouble::TooLong => Code::NameTooLong.at("name"),
                Trouble::Control => Code::ControlCharacter.at("name"),
            });
            String::new()
        }
    };
    let starts_on = day(&draft.from);
    if starts_on.is_none() {
        errors.push(Code::InvalidDate.at("period.from"));
    }
    let ends_on = draft.to.as_deref().map(day);
    if ends_on == Some(None) {
        errors.push(Code::InvalidDate.at("period.to"));
    }
    let ends_on = ends_on.flatten();
    if ends_on.is_some_and(|end| starts_on.is_some_and(|start| end <= start)) {
        errors.push(Code::DateOrder.at("period.to"));
    }
    match starts_on {
        Some(starts_on) if errors.is_empty() => Ok(Said {
            name,
            starts_on,
            ends_on,
        }),
        _ => Err(errors),
    }
}

/// Launches a campaign. Refuses a name that another campaign has.
pub async fn launch(
    request: &Request,
    district: &DistrictId,
    draft: CampaignDraft,
) -> Result<campaign::Model, Failure<Code>> {
    let mut writing = request.write(district).await?;
    writing.require(Action::KeepOrganization, None)?;
    let said = read(&draft).map_err(Failure::Refused)?;
    let id = NodeId(request.clock.new_uuid());
    not_taken(&writing, &said.name, id).await?;
    let number = record(&mut writing, "campaign.launched", id, &said);
    node::Entity::insert(node::ActiveModel {
        district_id: Set(district.clone()),
        id: Set(id),
        kind: Set(NodeKind::Campaign),
        since_number: Set(number),
    })
    .exec_without_returning(&writing.tx)
    .await?;
    let row = opened(&writing, id, number, said).await?;
    writing.commit().await?;
    Ok(row)
}

/// Revises a campaign's name and dates. Refuses dates that leave out an event with its label.
pub async fn revise(
    request: &Request,
    district: &DistrictId,
    campaign: &str,
    draft: CampaignDraft,
) -> Result<campaign::Model, Failure<Code>> {
    let mut writing = request.write(district).await?;
    writing.require(Action::KeepOrganization, None)?;
    let unknown = || Code::UnknownCampaign.at("campaignId");
    let id = local(campaign, district, &["Campaign"]).ok_or_else(unknown)?;
    let stood = campaign::Entity::find()
        .filter(campaign::Column::DistrictId.eq(district.clone()))
        .filter(campaign::Column::Id.eq(NodeId(id)))
        .filter(campaign::Column::UntilNumber.is_null())
        .one(&writing.tx)
        .await?
        .ok_or_else(unknown)?;
    let said = read(&draft).map_err(Failure::Refused)?;
    if (&stood.name, stood.starts_on, stood.ends_on) == (&said.name, said.starts_on, said.ends_on) {
        return Err(Code::NothingChanges.at("name").into());
    }
    not_taken(&writing, &said.name, stood.id).await?;
    if leaves_out(&writing.tx, district, stood.id, &said).await? {
        return Err(Code::EventsOutside.at("period").into());
    }
    let number = record(&mut writing, "campaign.revised", stood.id, &said);
    versions::close::<campaign::Entity>(&writing.tx, district, id, number).await?;
    let row = opened(&writing, stood.id, number, said).await?;
    writing.commit().await?;
    Ok(row)
}

async fn not_taken(writing: &Writing, name: &str, by: NodeId) -> Result<(), Failure<Code>> {
    let same = campaign::Entity::find()
        .filter(campaign::Column::DistrictId.eq(writing.ledger.district().clone()))
        .filter(campaign::Column::Name.eq(name))
        .filter(campaign::Column::UntilNumber.is_null())
        .filter(campaign::Column::Id.ne(by))
        .one(&writing.tx)
        .await?;
    match same {
        Some(_) => Err(Code::NameTaken.at("name").into()),
        None => Ok(()),
    }
}

fn record(writing: &mut Writing, kind: &'static str, id: NodeId, said: &Said) -> i64 {
    writing.record(Change {
        kind,
        subject_kind: "campaign",
        subject_id: id.0,
        content: json!({
            "from": said.starts_on,
            "to": said.ends_on,
            "name": digest(&json!(said.name)),
        }),
        organization: false,
    })
}

async fn opened(
    writing: &Writing,
    id: NodeId,
    number: i64,
    said: Said,
) -> Result<campaign::Model, DbErr> {
    let row = campaign::Model {
        district_id: writing.ledger.district().clone(),
        id,
        since_number: number,
        until_number: None,
        name: said.name,
        starts_on: said.starts_on,
        ends_on: said.ends_on,
    };
    versions::open::<campaign::Entity, _>(&writing.tx, row.clone()).await?;
    Ok(row)
}

/// Whether an event with the label began outside the dates; withdrawn ones do not matter.
async fn leaves_out(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    id: NodeId,
    said: &Said,
) -> Result<bool, DbErr> {
    let mut sql = String::from(
        "SELECT t.day FROM tally t JOIN campaign_set_campaign c \
         ON c.district_id = t.district_id AND c.campaign_set_id = t.campaign_set_id \
         WHERE t.district_id = $1 AND c.campaign_id = $2 AND t.measure = 'EVENTS' AND t.status <> 'VOID' \
         AND (t.day < $3",
    );
    let mut values = vec![
        Value::from(district.as_str()),
        id.into(),
        said.starts_on.into(),
    ];
    if let Some(ends_on) = said.ends_on {
        sql.push_str(" OR t.day >= $4");
        values.push(ends_on.into());
    }
    sql.push_str(") LIMIT 1");
    let found = conn
        .query_one_raw(Statement::from_sql_and_values(
            conn.get_database_backend(),
            sql,
            values,
        ))
        .await?;
    Ok(found.is_some())
}
