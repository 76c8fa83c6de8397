//! Founding a district, and its name. Founding is the one change without a journal to continue: it begins one.
//! Deliberately absent: dissolving a district.

use sea_orm::{ConnectionTrait, Statement, Value};
use serde_json::json;

use super::{Done, Keeping, insert_node};
use crate::kernel::authz::{Action, Standing};
use crate::kernel::id::NodeId;
use crate::kernel::journal::{Change, Head, Ledger};
use crate::kernel::versions::open;
use crate::linkage::Request;
use crate::organization::entity::district;
use crate::organization::kinds::NodeKind;
use crate::organization::refusals::{OrganizationErrorCode as Code, Outcome, Refused};
use crate::organization::rules::words::{
    NAME, district_code, something_changes, text, text_or_empty,
};

/// A district to be founded.
#[derive(Clone, Debug, Default)]
pub struct FoundDistrict {
    /// Six digits.
    pub code: String,
    /// Its name, 大祥区.
    pub name: String,
    /// Its English name; may be empty.
    pub name_en: String,
    /// The city above it.
    pub city: String,
    /// The province above it.
    pub province: String,
}

/// Founds a district and begins its journal; for system administrators. Refuses a code that was founded before.
pub async fn found_district(request: &Request, input: FoundDistrict) -> Outcome<Done> {
    let actor = request.actor()?;
    actor.require(Action::FoundDistrict, Standing::Foreign)?;
    let district_id = district_code("code", &input.code)?;
    let name = text("name", &input.name, NAME)?;
    let name_en = text_or_empty("nameEn", &input.name_en, NAME)?;
    let city = text("city", &input.city, NAME)?;
    let province = text("province", &input.province, NAME)?;
    let tx = request.db.begin_installation_write().await?;
    let head = Head {
        number: 0,
        organization_number: 0,
        hash: Head::genesis_hash(),
    };
    let begun = tx
        .execute_raw(Statement::from_sql_and_values(
            tx.get_database_backend(),
            "INSERT INTO journal_head (district_id, number, organization_number, hash) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (district_id) DO NOTHING",
            [
                Value::from(district_id.as_str()),
                head.number.into(),
                head.organization_number.into(),
                head.hash.clone().into(),
            ],
        ))
        .await?;
    if begun.rows_affected() == 0 {
        return Err(Refused::of(
            Code::AlreadyFounded,
            "code",
            format!("区县 {district_id} 已经建立。"),
            format!("District {district_id} was founded before."),
        )
        .into());
    }
    let mut ledger = Ledger::new(district_id.clone(), head);
    let id = NodeId(request.clock.new_uuid());
    let since_number = ledger.record(
        actor,
        request.clock.now(),
        Change {
            kind: "district.founded",
            subject_kind: "district",
            subject_id: id.0,
            content: json!({"code": district_id, "name": name, "nameEn": name_en, "city": city, "province": province}),
            organization: true,
        },
    );
    insert_node(&tx, &district_id, id, NodeKind::District, since_number).await?;
    open::<district::Entity, _>(
        &tx,
        district::Model {
            district_id,
            id,
            since_number,
            until_number: None,
            name,
            name_en,
            city,
            province,
        },
    )
    .await?;
    let number = ledger.commit(tx).await?;
    Ok(Done::of(id, number))
}

/// The names of the caller's district.
#[derive(Clone, Debug, Default)]
pub struct RenameDistrict {
    /// Its name; as it is when left out.
    pub name: Option<String>,
    /// Its English name; as it is when left out.
    pub name_en: Option<String>,
}

/// Renames the caller's district. Refuses when nothing would change.
pub async fn rename_district(request: &Request, input: RenameDistrict) -> Outcome<Done> {
    let mut keeping = Keeping::start(request).await?;
    let before = keeping.organization().district.clone();
    let mut after = before.clone();
    if let Some(name) = &input.name {
        after.name = text("name", name, NAME)?;
    }
    if let Some(name_en) = &input.name_en {
        after.name_en = text_or_empty("nameEn", name_en, NAME)?;
    }
    something_changes(&before, &after)?;
    let content = json!({"name": after.name, "nameEn": after.name_en});
    keeping
        .replace::<district::Entity, _>(
            NodeKind::District,
            before.id,
            "district.renamed",
            content,
            |since_number| district::Model {
                since_number,
                ..after
            },
        )
        .await?;
    keeping.finish(before.id).await
}
