//! Members' personal fields in the API: masked by default, in full for a purpose that the journal is told, nothing for
//! who may not see them; and the search by a phone. Deliberately absent: the record itself, which is made before the
//! answer leaves.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use async_graphql::{Context, InputObject};
use sea_orm::DbErr;
use uuid::Uuid;

use super::nodes::Member;
use crate::events::graphql::EventLoader;
use crate::events::graphql::loading::load;
use crate::kernel::accesses::Purpose;
use crate::kernel::authz::{Action, Standing};
use crate::kernel::error::{Problem, Result};
use crate::kernel::id::{DistrictId, NodeId};
use crate::linkage::{Pin, Request};
use crate::organization::personal::{
    Party, PersonalField, SealedPersonal, find_by_phone, sealed_at,
};
use crate::organization::rules::personal::{masked_phone, one_form};

/// What stands for a text that is not told.
const MASK: &str = "***";

/// The purpose of a member who reads what is known of himself and says none.
const OWN: &str = "本人查看";

/// How a journal entry names members.
const MEMBER: &str = "member";

/// The sealed fields of a member as they stood at a journal number.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PersonalAt(pub DistrictId, pub i64, pub NodeId);

impl Loader<PersonalAt> for EventLoader {
    type Value = SealedPersonal;
    type Error = Arc<DbErr>;

    async fn load(
        &self,
        keys: &[PersonalAt],
    ) -> std::result::Result<HashMap<PersonalAt, SealedPersonal>, Arc<DbErr>> {
        let mut groups = BTreeMap::<(DistrictId, i64), BTreeSet<NodeId>>::new();
        for PersonalAt(district, number, id) in keys {
            let group = (district.clone(), *number);
            groups.entry(group).or_default().insert(*id);
        }
        let mut loaded = HashMap::new();
        for ((district, number), ids) in groups {
            let found = sealed_at(&self.db, &district, number, &ids).await?;
            loaded.extend(found.into_iter().map(|(id, sealed)| {
                let key = PersonalAt(district.clone(), number, id);
                (key, sealed)
            }));
        }
        Ok(loaded)
    }
}

/// How a field is asked for.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Whether all of it is to be told.
    pub full: bool,
    /// What for.
    pub purpose: Option<String>,
}

/// A field as the caller sees it; none for who may not, where nothing is known, and where nothing can be told in part.
/// Refuses a full reading without a purpose.
pub async fn shown(
    ctx: &Context<'_>,
    member: &Member,
    field: PersonalField,
    asked: Asked,
) -> Result<Option<String>> {
    let request = ctx.data_unchecked::<Request>();
    let district = member.pin.district_id();
    if !request.may(Action::ReadPersonal, district, Some(member.id)) {
        return Ok(None);
    }
    let own = request.standing(district, Some(member.id)) == Standing::Own;
    let purpose = match asked {
        Asked { full: false, .. } => None,
        Asked { purpose: None, .. } if own => Some(Purpose::of(Some(OWN))?),
        Asked { purpose, .. } => Some(Purpose::of(purpose.as_deref())?),
    };
    let key = PersonalAt(district.clone(), member.pin.number, member.id);
    let Some(sealed) = load(ctx, key).await? else {
        return Ok(None);
    };
    let Some(text) = sealed.open(&request.vault, field)? else {
        return Ok(None);
    };
    let Some(purpose) = purpose else {
        return Ok(masked(field, &text));
    };
    let subject = (member.id.0, field.name());
    request.accesses.read(district, MEMBER, subject, purpose);
    Ok(Some(text))
}

fn masked(field: PersonalField, text: &str) -> Option<String> {
    match field {
        PersonalField::Phone => Some(masked_phone(text)),
        PersonalField::Ethnicity | PersonalField::Religion => Some(MASK.to_owned()),
        PersonalField::IsCpcMember => None,
    }
}

/// What a sealed yes or no says.
pub fn yes_or_no(text: &str) -> Option<bool> {
    Party::read(text).map(Party::is_member)
}

/// Which members (委员筛选条件).
#[derive(InputObject, Clone)]
pub struct MemberFilter {
    /// Whose phone this is, to the digit; the office alone may look, and each look is recorded in the journal (电话).
    pub phone: Option<String>,
}

impl std::fmt::Debug for MemberFilter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // A phone never reaches a log.
        f.debug_struct("MemberFilter").finish_non_exhaustive()
    }
}

/// The members who were looked for; none where nobody in particular was. Forbidden to all but the office.
pub async fn looked_for(
    request: &Request,
    pin: &Pin,
    filter: Option<MemberFilter>,
) -> Result<Option<BTreeSet<NodeId>>> {
    let Some(typed) = filter.and_then(|filter| filter.phone) else {
        return Ok(None);
    };
    let district = pin.district_id();
    let actor = request.actor()?;
    actor.require(Action::ReadPersonal, actor.standing(district, None))?;
    let phone = one_form(&typed).ok_or_else(|| {
        Problem::bad_input(
            "filter.phone",
            "电话须为 11 位手机号，或带区号的座机号（如 0739-5321234）。",
            "A phone is a mobile number of 11 digits, or a landline with its area code (0739-5321234).",
        )
    })?;
    let found = find_by_phone(&request.db, &request.vault, district, &phone).await?;
    let told = |id: Uuid| {
        let subject = (id, PersonalField::Phone.name());
        request.accesses.searched(district, MEMBER, subject);
    };
    match found.is_empty() {
        true => told(Uuid::nil()),
        false => found.iter().for_each(|id| told(id.0)),
    }
    Ok(Some(found))
}
