//! The type of findings in the API. Deliberately absent: its campaign's own fields; `relatedCases` leads there.

use async_graphql::{ID, Object};

use crate::casework::content::Particulars;
use crate::casework::graphql::related::type_name;
use crate::casework::graphql::{Shown, node_of_any};
use crate::casework::kinds::{CaseKind, Fact, Party};
use crate::kernel::id::{CaseId, GlobalId};
use crate::kernel::scalars::{Date, UuidText};
use crate::organization::graphql::units::HandlingUnit;
use crate::oversight::finding::PRACTICE;
use crate::statistics::graphql::node::HierarchyNode;

crate::case_face! {
    Finding "finding" "监督发现问题" of PRACTICE;
    FindingConnection, FindingEdge, FindingPayload { finding }
}

impl Finding {
    fn said(&self) -> Option<(CaseId, bool)> {
        match self.0.case.particulars() {
            Particulars::Finding {
                campaign,
                has_evidence,
                ..
            } => Some((*campaign, *has_evidence)),
            _ => None,
        }
    }

    fn day_of(&self, fact: Fact) -> Option<Date> {
        self.0.case.day_of(fact).map(Into::into)
    }
}

/// A finding of an oversight campaign (监督发现问题).
#[Object]
impl Finding {
    /// The opaque id (标识).
    pub async fn id(&self) -> ID {
        self.0.global_id()
    }

    /// The id that the client made (客户端编号).
    pub async fn uuid(&self) -> UuidText {
        UuidText::from(self.0.case.id().0)
    }

    /// Its title (标题).
    pub async fn title(&self) -> &str {
        &self.0.case.version.title
    }

    /// What every case shows.
    #[graphql(flatten)]
    async fn shown(&self) -> &Shown {
        &self.0
    }

    /// The opaque id of its campaign (所属专项监督).
    async fn campaign_id(&self) -> Option<ID> {
        let (campaign, _) = self.said()?;
        let kind = type_name(CaseKind::OversightCampaign);
        Some(GlobalId::encode(kind, self.0.pin.district_id(), campaign.0))
    }

    /// The member or body of the CPPCC that found it (发现单位).
    async fn author(&self) -> Option<HierarchyNode> {
        node_of_any(&self.0.pin, self.0.case.version.author_id)
    }

    /// The unit that was told; null before, and after it was opened again (责任单位).
    async fn unit(&self) -> Option<HandlingUnit> {
        HandlingUnit::of(&self.0.pin, self.0.case.parties(Party::LeadUnit).next()?)
    }

    /// Whether evidence is on record (是否有据).
    async fn has_evidence(&self) -> bool {
        self.said().is_some_and(|(_, has_evidence)| has_evidence)
    }

    /// The day by which the unit promised to put it right; null where it promised none (承诺整改日期).
    async fn promised_on(&self) -> Option<Date> {
        self.day_of(Fact::Promised)
    }

    /// The day on which it was put right, as the unit says; the newest (自报整改日期).
    async fn rectified_on(&self) -> Option<Date> {
        self.day_of(Fact::Rectified)
    }

    /// The day on which a group found it put right; the newest (销号日期).
    async fn verified_on(&self) -> Option<Date> {
        self.day_of(Fact::Verified)
    }

    /// The day on which it was found to have come back; the newest (复发日期).
    async fn relapsed_on(&self) -> Option<Date> {
        self.day_of(Fact::Relapsed)
    }
}
