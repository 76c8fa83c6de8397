//! The 76 proposals filed since 六届一次会议, run through the same steps that their users would take. That 76 were filed, all
//! replied to, 74 met and 98.7 % satisfied is documented, and the titles of four that were consulted on. That 75 forms came
//! back, of which 74 were content, is one of the two readings that fit 98.7 %, and an inference; so are all days, authors,
//! units and results. All but the four are illustrative (示例). Deliberately absent: proposals that were not filed.

use chrono::{Days, NaiveDate};

use super::acting::{Acting, OFFICE, Stage, content, numbered};
use super::organization::Loaded;
use super::{Stopped, day};
use crate::app::App;
use crate::casework::content::{Content, Particulars};
use crate::casework::deed::Deed;
use crate::casework::kinds::{
    ContactMethod, ProposalCategory, ProposalSort, ResultClass, Satisfaction,
};
use crate::casework::opening::Opening;
use crate::kernel::actor::Role;
use crate::kernel::id::{CaseId, NodeId};
use crate::kernel::workdays::Calendar;
use crate::linkage::Request;
use crate::proposals::PRACTICE;

/// How many were filed.
const FILED: usize = 76;
/// How many of them at the first session.
const FIRST_SESSION: usize = 40;

/// Those that the report names, which were consulted on.
pub const NAMED: [&str; 4] = [
    "智慧装配式建筑产业园建设",
    "游乐园项目建设",
    "提高家庭教育素质",
    "严格执行…未成年人登记制度",
];

/// The n-th id.
pub fn proposal_id(n: usize) -> CaseId {
    numbered(0x9800, n)
}

/// Loads them.
pub async fn load(app: &App, office: &Request, organization: &Loaded) -> Result<(), Stopped> {
    let district = office
        .actor()
        .map_err(|_| "nobody is signed in")?
        .district
        .clone();
    let desk = Desk {
        stage: Stage {
            app,
            district,
            calendar: Calendar::built_in(),
            practice: &PRACTICE,
        },
        organization,
    };
    for n in 0..FILED {
        desk.run(n).await?;
    }
    Ok(())
}

struct Desk<'a> {
    stage: Stage<'a>,
    organization: &'a Loaded,
}

impl Desk<'_> {
    fn pick(list: &[NodeId], n: usize) -> Result<NodeId, Stopped> {
        let found = list.get(n % list.len().max(1)).copied();
        found.ok_or_else(|| "nobody is there".to_owned())
    }

    fn member(&self, n: usize) -> Result<NodeId, Stopped> {
        Self::pick(&self.organization.members, n)
    }

    fn unit(&self, n: usize) -> Result<NodeId, Stopped> {
        Self::pick(&self.organization.units, n)
    }

    /// From the session to closing; `n` decides what befalls it on the way.
    async fn run(&self, n: usize) -> Result<(), Stopped> {
        let id = proposal_id(n);
        let first = n < FIRST_SESSION;
        let opened = match first {
            true => day(2021, 10, 26),
            false => day(2022, 3, 2),
        };
        let author = self.member(n.saturating_mul(3).saturating_add(7))?;
        let member = (Role::Member, Some(author));
        self.begin(n, member, opened).await?;
        let filed = self.stage.after(opened, 2)?;
        let number = match first {
            true => format!("六届一次第{}号", n.saturating_add(1)),
            false => format!(
                "六届二次第{}号",
                n.saturating_sub(FIRST_SESSION).saturating_add(1)
            ),
        };
        self.stage
            .step(id, OFFICE, filed, Deed::File { number })
            .await?;
        if n % 15 == 1 {
            let leader = self.member(n % 6)?;
            self.stage
                .step(id, OFFICE, filed, Deed::MakeKey { leader })
                .await?;
        }
        let lead = self.unit(n)?;
        let supporting = n.is_multiple_of(6);
        let co_unit = self.unit(n.saturating_add(1))?;
        let assigned = self.stage.after(filed, 10)?;
        let assign = Deed::Assign {
            leads: vec![lead],
            co_units: if supporting {
                vec![co_unit]
            } else {
                Vec::new()
            },
        };
        self.stage.step(id, OFFICE, assigned, assign).await?;
        let unit = (Role::Unit, Some(lead));
        let signed = self.stage.after(assigned, 3)?;
        self.stage.step(id, unit, signed, Deed::Sign).await?;
        let met = self.stage.after(signed, 8)?;
        // Two were never met.
        if n != 33 && n != 61 {
            let method = match n % 4 {
                0 => ContactMethod::SiteVisit,
                1 => ContactMethod::Phone,
                _ => ContactMethod::Meeting,
            };
            self.stage
                .step(id, unit, met, Deed::Contact { method })
                .await?;
        }
        if supporting {
            let other = (Role::Unit, Some(co_unit));
            let opined = self.stage.after(met, 2)?;
            self.stage.step(id, other, opined, Deed::Opine).await?;
        }
        let replied = self
            .reply(n, unit, supporting.then_some(co_unit), met)
            .await?;
        self.finish(n, member, unit, replied).await
    }

    /// Written, co-signed where it is a joint one, and submitted.
    async fn begin(&self, n: usize, member: Acting, on: NaiveDate) -> Result<(), Stopped> {
        let joint = n % 9 == 4;
        let title = match NAMED.get(n) {
            Some(named) => format!("关于“{named}”的提案"),
            None => format!("提案第{}件（示例）", n.saturating_add(1)),
        };
        let opening = Opening {
            id: proposal_id(n),
            content: Content {
                particulars: Particulars::Proposal {
                    sort: match joint {
                        true => ProposalSort::Joint,
                        false => ProposalSort::Individual,
                    },
                    category: category(n),
                    body: None,
                },
                ..content(title)
            },
            author: None,
            campaigns: Vec::new(),
            derived: Vec::new(),
            draft: joint,
            on: Some(on),
        };
        let id = self.stage.open(member, opening).await?;
        if joint {
            let other = self.member(n.saturating_mul(3).saturating_add(8))?;
            let invite = Deed::InviteCosigners {
                members: vec![other],
            };
            self.stage.step(id, member, on, invite).await?;
            let other = (Role::Member, Some(other));
            self.stage.step(id, other, on, Deed::Cosign).await?;
            self.stage.step(id, member, on, Deed::Submit).await?;
        }
        Ok(())
    }

    /// Drafted, countersigned, approved and given; gives its day.
    async fn reply(
        &self,
        n: usize,
        unit: Acting,
        co_unit: Option<NodeId>,
        from: NaiveDate,
    ) -> Result<NaiveDate, Stopped> {
        let id = proposal_id(n);
        // Most within two months; a few after their three.
        let days = if n % 25 == 12 {
            70
        } else {
            20 + u32::try_from(n % 15).unwrap_or_default()
        };
        let drafted = self.stage.after(from, days)?;
        let replied = self.stage.after(drafted, 3)?;
        let (result, promised_on) = result(n, replied);
        let draft = Deed::DraftReply {
            result,
            promised_on,
        };
        self.stage.step(id, unit, drafted, draft).await?;
        if let Some(co_unit) = co_unit {
            let other = (Role::Unit, Some(co_unit));
            self.stage
                .step(id, other, drafted, Deed::Countersign)
                .await?;
        }
        self.stage
            .step(id, OFFICE, replied, Deed::ApproveReply)
            .await?;
        let reply = Deed::Reply {
            result,
            promised_on,
        };
        self.stage.step(id, unit, replied, reply).await?;
        Ok(replied)
    }

    /// Rated by both sides, and closed, or followed where something was promised.
    async fn finish(
        &self,
        n: usize,
        member: Acting,
        unit: Acting,
        replied: NaiveDate,
    ) -> Result<(), Stopped> {
        let id = proposal_id(n);
        let rated = self.stage.after(replied, 6)?;
        // One form never came back; one says dissatisfied, and is open still.
        match n {
            70 => {
                let on = self.stage.after(replied, 20)?;
                return self.stage.step(id, OFFICE, on, Deed::RecordSilence).await;
            }
            52 => {
                let form = form(Satisfaction::BasicallySatisfied, Satisfaction::Dissatisfied);
                return self.stage.step(id, member, rated, form).await;
            }
            _ => {}
        }
        let content = match n % 5 {
            2 => Satisfaction::BasicallySatisfied,
            _ => Satisfaction::Satisfied,
        };
        let form = form(Satisfaction::Satisfied, content);
        self.stage.step(id, member, rated, form).await?;
        if n.is_multiple_of(2) {
            let rating = Deed::RateProposal {
                focus: 4 + i32::from(n.is_multiple_of(3)),
                analysis: 3 + i32::from(n.is_multiple_of(5)),
                feasibility: 4,
                one_matter: n % 10 != 8,
            };
            self.stage.step(id, unit, rated, rating).await?;
        }
        let closing = self.stage.after(rated, 4)?;
        match result(n, replied) {
            (ResultClass::InProgress | ResultClass::Planned, Some(promised)) => {
                self.stage.step(id, OFFICE, closing, Deed::Track).await?;
                // Every third promise is followed still.
                if n.is_multiple_of(3) {
                    return Ok(());
                }
                let on = self.stage.after(promised, 5)?;
                let realize = Deed::Realize {
                    solved_on: promised,
                };
                self.stage.step(id, OFFICE, on, realize).await?;
                let close = Deed::Close { solved_on: None };
                self.stage.step(id, OFFICE, on, close).await
            }
            (result, _) => {
                let solved_on = (result == ResultClass::Solved).then_some(replied);
                self.stage
                    .step(id, OFFICE, closing, Deed::Close { solved_on })
                    .await
            }
        }
    }
}

fn form(process: Satisfaction, result: Satisfaction) -> Deed {
    Deed::Evaluate { process, result }
}

fn category(n: usize) -> ProposalCategory {
    let all = ProposalCategory::ALL;
    let found = all.get(n % all.len().max(1)).copied();
    found.unwrap_or(ProposalCategory::Other)
}

/// What comes of the n-th, and the promised day of what is still to come.
fn result(n: usize, replied: NaiveDate) -> (ResultClass, Option<NaiveDate>) {
    match n % 8 {
        3 => (
            ResultClass::InProgress,
            replied.checked_add_days(Days::new(60)),
        ),
        6 => (
            ResultClass::Planned,
            replied.checked_add_days(Days::new(90)),
        ),
        7 => (ResultClass::ForReference, None),
        _ => (ResultClass::Solved, None),
    }
}
