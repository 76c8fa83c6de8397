//! The chain's bodies and people in the API, each with the way up and the way down on any day.
//! Deliberately absent: mutations.

use std::sync::Arc;

use async_graphql::{ID, SimpleObject};

use super::nodes::{Member, Sector, SectorGroup, SpecialCommittee, Township, ViceChair, Workroom};
use super::personal::{Asked, shown, yes_or_no};
use super::places::one_day;
use crate::assessment::graphql::MemberDuty;
use crate::kernel::authz::Action;
use crate::kernel::error::Result;
use crate::kernel::id::GlobalId;
use crate::kernel::period::Span;
use crate::kernel::scalars::Date;
use crate::linkage::{LinkKind, Pin, Request};
use crate::organization::entity::{honour, membership, office_held};
use crate::organization::kinds::{HonourLevel, Office, WorkroomKind};
use crate::organization::personal::PersonalField;
use crate::statistics::graphql::figure::Period;
use crate::statistics::graphql::inputs::day_or_today;

/// An honour of a workroom (荣誉).
#[derive(SimpleObject, Clone, Debug)]
pub struct Honour {
    /// The opaque id (标识).
    pub id: ID,
    /// Who awarded it (级别).
    pub level: HonourLevel,
    /// Its wording (名称).
    pub title: String,
    /// The year (年度).
    pub year: i32,
}

/// An office held over days (职务).
#[derive(SimpleObject, Clone, Debug)]
pub struct OfficeHeld {
    /// The opaque id (标识).
    pub id: ID,
    /// Which office (职务).
    pub office: Office,
    /// Its days (任职期间).
    pub period: Period,
}

/// A membership over days (委员资格).
#[derive(SimpleObject, Clone, Debug)]
pub struct Membership {
    /// The opaque id (标识).
    pub id: ID,
    /// The term, 6 for 六届 (届).
    pub term: i32,
    /// The sector (界别).
    pub sector: Sector,
    /// Its days (期间).
    pub period: Period,
}

impl Honour {
    /// A row as the API tells it.
    pub fn of(pin: &Pin, row: &honour::Model) -> Self {
        Self {
            id: GlobalId::encode("Honour", pin.district_id(), row.id.0),
            level: row.level,
            title: row.title.clone(),
            year: row.year,
        }
    }
}

impl OfficeHeld {
    /// A row as the API tells it.
    pub fn of(pin: &Pin, row: &office_held::Model) -> Self {
        Self {
            id: GlobalId::encode("OfficeHeld", pin.district_id(), row.id.0),
            office: row.office,
            period: Span::new(row.valid_from, row.valid_to).into(),
        }
    }
}

impl Membership {
    /// A row as the API tells it.
    pub fn of(pin: &Arc<Pin>, row: &membership::Model) -> Self {
        Self {
            id: GlobalId::encode("Membership", pin.district_id(), row.id.0),
            term: row.term,
            sector: Sector::new(pin, row.sector_id),
            period: Span::new(row.valid_from, row.valid_to).into(),
        }
    }
}

crate::hierarchy_node! {
    /// A member while holding the office of vice-chairperson: the top of the chain (副主席).
    impl ViceChair {
        /// The member who holds the office (委员).
        async fn member(&self) -> Member {
            Member::new(&self.pin, self.id)
        }

        /// The special committees led on a day (分管专委会).
        async fn special_committees(
            &self,
            #[graphql(desc = "On which day; today if left out (日期).")] as_of: Option<Date>,
        ) -> Result<Vec<SpecialCommittee>> {
            let day = day_or_today(as_of.as_ref(), &self.pin)?;
            let below = self.pin.chain.below(LinkKind::LeadsCommittee, self.id, day);
            Ok(below.into_iter().map(|id| SpecialCommittee::new(&self.pin, id)).collect())
        }
    }
}

crate::hierarchy_node! {
    /// A special committee (专委会).
    impl SpecialCommittee {
        /// The days on which it exists (存续期间).
        async fn period(&self) -> Option<Period> {
            self.pin.chain.organization.lifetime(self.id).first().map(|span| (*span).into())
        }

        /// The sector groups that it contacts on a day (联系的界别活动组).
        async fn sector_groups(
            &self,
            #[graphql(desc = "On which day; today if left out (日期).")] as_of: Option<Date>,
        ) -> Result<Vec<SectorGroup>> {
            let day = day_or_today(as_of.as_ref(), &self.pin)?;
            let below = self.pin.chain.below(LinkKind::ContactsGroup, self.id, day);
            Ok(below.into_iter().map(|id| SectorGroup::new(&self.pin, id)).collect())
        }

        /// The vice-chairpersons who lead it on a day (分管副主席).
        async fn vice_chairs(
            &self,
            #[graphql(desc = "On which day; today if left out (日期).")] as_of: Option<Date>,
        ) -> Result<Vec<ViceChair>> {
            let day = day_or_today(as_of.as_ref(), &self.pin)?;
            let above = self.pin.chain.above(LinkKind::LeadsCommittee, self.id, day);
            Ok(above.into_iter().map(|id| ViceChair::new(&self.pin, id)).collect())
        }
    }
}

crate::hierarchy_node! {
    /// A sector group (界别活动组).
    impl SectorGroup {
        /// The days on which it exists (存续期间).
        async fn period(&self) -> Option<Period> {
            self.pin.chain.organization.lifetime(self.id).first().map(|span| (*span).into())
        }

        /// The workrooms that it contacts on a day (联系的委员工作室).
        async fn workrooms(
            &self,
            #[graphql(desc = "On which day; today if left out (日期).")] as_of: Option<Date>,
        ) -> Result<Vec<Workroom>> {
            let day = day_or_today(as_of.as_ref(), &self.pin)?;
            let below = self.pin.chain.below(LinkKind::ContactsWorkroom, self.id, day);
            Ok(below.into_iter().map(|id| Workroom::new(&self.pin, id)).collect())
        }

        /// The special committees that contact it on a day (联系它的专委会).
        async fn special_committees(
            &self,
            #[graphql(desc = "On which day; today if left out (日期).")] as_of: Option<Date>,
        ) -> Result<Vec<SpecialCommittee>> {
            let day = day_or_today(as_of.as_ref(), &self.pin)?;
            let above = self.pin.chain.above(LinkKind::ContactsGroup, self.id, day);
            Ok(above.into_iter().map(|id| SpecialCommittee::new(&self.pin, id)).collect())
        }

        /// The sectors that it gathers on a day (覆盖界别).
        async fn sectors(
            &self,
            #[graphql(desc = "On which day; today if left out (日期).")] as_of: Option<Date>,
        ) -> Result<Vec<Sector>> {
            let day = day_or_today(as_of.as_ref(), &self.pin)?;
            let below = self.pin.chain.below(LinkKind::GathersSector, self.id, day);
            Ok(below.into_iter().map(|id| Sector::new(&self.pin, id)).collect())
        }
    }
}

crate::hierarchy_node! {
    /// A members' workroom (委员工作室).
    impl Workroom {
        /// Whose it is (类别).
        async fn kind(&self) -> Option<WorkroomKind> {
            self.row().map(|row| row.kind)
        }

        /// The township that it serves (所在乡镇街道).
        async fn township(&self) -> Option<Township> {
            self.row().and_then(|row| row.township_id).map(|id| Township::new(&self.pin, id))
        }

        /// The sector, of a sector workroom (所属界别).
        async fn sector(&self) -> Option<Sector> {
            self.row().and_then(|row| row.sector_id).map(|id| Sector::new(&self.pin, id))
        }

        /// The member, of a personal workroom (领衔委员).
        async fn member(&self) -> Option<Member> {
            self.row().and_then(|row| row.member_id).map(|id| Member::new(&self.pin, id))
        }

        /// Its online twin (线上工作室).
        async fn online_url(&self) -> Option<String> {
            self.row().and_then(|row| row.online_url.clone())
        }

        /// Whether it should post or declare nothing every month (是否按月报送).
        async fn posts_monthly(&self) -> bool {
            self.row().is_some_and(|row| row.posts_monthly)
        }

        /// The days on which it exists (存续期间).
        async fn period(&self) -> Option<Period> {
            self.row().map(|row| Span::new(row.established_on, row.closed_on).into())
        }

        /// Its honours, oldest first (荣誉).
        async fn honours(&self) -> Vec<Honour> {
            let all = self.pin.chain.organization.honours.values();
            let mut rows: Vec<_> = all.filter(|row| row.workroom_id == self.id).collect();
            rows.sort_by_key(|row| (row.year, row.level));
            rows.into_iter().map(|row| Honour::of(&self.pin, row)).collect()
        }

        /// The members whom it contacts on a day (联系的委员).
        async fn members(
            &self,
            #[graphql(desc = "On which day; today if left out (日期).")] as_of: Option<Date>,
        ) -> Result<Vec<Member>> {
            let day = day_or_today(as_of.as_ref(), &self.pin)?;
            let below = self.pin.chain.below(LinkKind::ContactsMember, self.id, day);
            Ok(below.into_iter().map(|id| Member::new(&self.pin, id)).collect())
        }

        /// The sector groups that contact it on a day (联系它的界别活动组).
        async fn sector_groups(
            &self,
            #[graphql(desc = "On which day; today if left out (日期).")] as_of: Option<Date>,
        ) -> Result<Vec<SectorGroup>> {
            let day = day_or_today(as_of.as_ref(), &self.pin)?;
            let above = self.pin.chain.above(LinkKind::ContactsWorkroom, self.id, day);
            Ok(above.into_iter().map(|id| SectorGroup::new(&self.pin, id)).collect())
        }
    }
}

impl Workroom {
    fn row(&self) -> Option<&crate::organization::entity::workroom::Model> {
        self.pin.chain.organization.workrooms.get(&self.id)
    }
}

crate::hierarchy_node! {
    /// A member of the district committee; figures are of what the member took part in (政协委员).
    impl Member {
        /// The sector on a day; null when not in office (界别).
        async fn sector(
            &self,
            #[graphql(desc = "On which day; today if left out (日期).")] as_of: Option<Date>,
        ) -> Result<Option<Sector>> {
            let day = day_or_today(as_of.as_ref(), &self.pin)?;
            Ok(self.pin.chain.organization.sector_of(self.id, day).map(|sector| Sector::new(&self.pin, sector.id)))
        }

        /// Whether in office on a day (是否在任).
        async fn in_office(
            &self,
            #[graphql(desc = "On which day; today if left out (日期).")] as_of: Option<Date>,
        ) -> Result<bool> {
            let day = day_or_today(as_of.as_ref(), &self.pin)?;
            Ok(self.pin.chain.organization.exists_in(self.id, &one_day(day)))
        }

        /// A field of expertise, of expert members (专长).
        async fn expertise(&self) -> Option<String> {
            self.pin.chain.organization.members.get(&self.id).and_then(|row| row.expertise.clone())
        }

        /// Whether a member of the Party, told in full only: null without `full`, and for all but the office and the
        /// member (是否中共党员).
        async fn is_cpc_member(
            &self,
            ctx: &async_graphql::Context<'_>,
            #[graphql(default = false, desc = "Tell it; this is recorded in the journal (查看完整信息).")] full: bool,
            #[graphql(desc = "What it is needed for, 4 to 200 letters; must be told with `full`, except by the member (用途).")]
            purpose: Option<String>,
        ) -> Result<Option<bool>> {
            let asked = Asked { full, purpose };
            Ok(shown(ctx, self, PersonalField::IsCpcMember, asked).await?.and_then(|text| yes_or_no(&text)))
        }

        /// The phone, masked like 138****5678 unless asked for in full; null for all but the office and the member (电话).
        async fn phone(
            &self,
            ctx: &async_graphql::Context<'_>,
            #[graphql(default = false, desc = "Tell all of it; this is recorded in the journal (查看完整信息).")] full: bool,
            #[graphql(desc = "What it is needed for, 4 to 200 letters; must be told with `full`, except by the member (用途).")]
            purpose: Option<String>,
        ) -> Result<Option<String>> {
            shown(ctx, self, PersonalField::Phone, Asked { full, purpose }).await
        }

        /// The ethnicity, *** unless asked for in full; null for all but the office and the member (民族).
        async fn ethnicity(
            &self,
            ctx: &async_graphql::Context<'_>,
            #[graphql(default = false, desc = "Tell it; this is recorded in the journal (查看完整信息).")] full: bool,
            #[graphql(desc = "What it is needed for, 4 to 200 letters; must be told with `full`, except by the member (用途).")]
            purpose: Option<String>,
        ) -> Result<Option<String>> {
            shown(ctx, self, PersonalField::Ethnicity, Asked { full, purpose }).await
        }

        /// The religion, *** unless asked for in full; null for all but the office and the member (宗教信仰).
        async fn religion(
            &self,
            ctx: &async_graphql::Context<'_>,
            #[graphql(default = false, desc = "Tell it; this is recorded in the journal (查看完整信息).")] full: bool,
            #[graphql(desc = "What it is needed for, 4 to 200 letters; must be told with `full`, except by the member (用途).")]
            purpose: Option<String>,
        ) -> Result<Option<String>> {
            shown(ctx, self, PersonalField::Religion, Asked { full, purpose }).await
        }

        /// Memberships, oldest first (委员资格).
        async fn memberships(&self) -> Vec<Membership> {
            let all = self.pin.chain.organization.memberships.values();
            let mut rows: Vec<_> = all.filter(|row| row.member_id == self.id).collect();
            rows.sort_by_key(|row| row.valid_from);
            rows.into_iter().map(|row| Membership::of(&self.pin, row)).collect()
        }

        /// Offices held, oldest first; Party offices are not told to all (职务).
        async fn offices(&self, ctx: &async_graphql::Context<'_>) -> Vec<OfficeHeld> {
            let may = ctx.data_unchecked::<Request>().may(Action::ReadPartyMembership, self.pin.district_id(), Some(self.id));
            let all = self.pin.chain.organization.offices.values();
            let mut rows: Vec<_> = all
                .filter(|row| row.member_id == self.id && (may || row.office != Office::PartyGroupMember))
                .collect();
            rows.sort_by_key(|row| (row.valid_from, row.office));
            rows.into_iter().map(|row| OfficeHeld::of(&self.pin, row)).collect()
        }

        /// His duty and how it is assessed.
        #[graphql(flatten)]
        async fn duty(&self) -> MemberDuty {
            MemberDuty(Arc::clone(&self.pin), self.id)
        }

        /// The workrooms that contact the member on a day (联系该委员的工作室).
        async fn workrooms(
            &self,
            #[graphql(desc = "On which day; today if left out (日期).")] as_of: Option<Date>,
        ) -> Result<Vec<Workroom>> {
            let day = day_or_today(as_of.as_ref(), &self.pin)?;
            let above = self.pin.chain.above(LinkKind::ContactsMember, self.id, day);
            Ok(above.into_iter().map(|id| Workroom::new(&self.pin, id)).collect())
        }
    }
}
