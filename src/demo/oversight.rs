//! The oversight of 2022, “稳定全区粮食播种面积禁止抛荒”: one campaign, a part of the province's, run through the same steps that
//! its users would take. Seven divisions and seven months are the report's. That the months are April to October, every day
//! but those of the rounds, the methods, the units and their answers are inferred; the seventh agricultural division is not
//! known, and 百春园 stands in for it as it does among the events. Its rounds are the 49 events that are there already; no
//! deed is recorded twice. Findings are illustrative (示例). Deliberately absent: the other oversight of the report, which
//! has no campaign.

use chrono::{Days, NaiveDate};
use uuid::Uuid;

use super::organization::Loaded;
use super::{Stopped, day, told};
use crate::app::App;
use crate::casework::Practice;
use crate::casework::content::{Content, Particulars};
use crate::casework::deed::Deed;
use crate::casework::kinds::{OversightForm, PointAdoption, RoundMethod};
use crate::casework::opening::{Opening, open};
use crate::casework::taking::{Wanted, take};
use crate::events::entity::event_version;
use crate::events::filter::EventFilter;
use crate::events::kinds::EventKind;
use crate::events::queries;
use crate::kernel::actor::{Actor, Role};
use crate::kernel::error::Lang;
use crate::kernel::id::{CaseId, DistrictId, NodeId};
use crate::kernel::page::PageArgs;
use crate::linkage::Request;
use crate::oversight::{campaign, finding};

/// Who acts, and for which node.
type Who = (Role, Option<NodeId>);

const OFFICE: Who = (Role::Office, None);

/// The place of the committee for economy and agriculture, which organises it.
const COMMITTEE: usize = 1;
/// The places of the units that answer: 区农业农村局 and 区交通运输局.
const UNITS: [usize; 2] = [4, 6];

/// What became of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// Accepted with a promised day, put right and verified.
    Verified,
    /// Disputed; it stood, was put right and verified.
    Stood,
    /// Disputed and withdrawn.
    Fell,
    /// Verified, found to have come back, told again and verified.
    CameBack,
}

/// Illustrative findings, each of the round in this place.
const FINDINGS: [(usize, &str, Fate); 4] = [
    (8, "少量耕地未及时播种", Fate::Verified),
    (17, "播种面积台账与实地不一致", Fate::Stood),
    (25, "个别地块疑似抛荒", Fate::Fell),
    (4, "复耕地块管护不到位", Fate::CameBack),
];

/// Loads it.
pub async fn load(app: &App, office: &Request, organization: &Loaded) -> Result<(), Stopped> {
    let district = office
        .actor()
        .map_err(|_| "nobody is signed in")?
        .district
        .clone();
    let desk = Desk {
        app,
        rounds: rounds(office, &district).await?,
        district,
        organization,
    };
    desk.launch().await?;
    for n in 0..desk.rounds.len() {
        desk.round(n).await?;
    }
    for (n, finding) in FINDINGS.into_iter().enumerate() {
        desk.finding(n, finding).await?;
    }
    desk.conclude().await
}

/// The rounds of the year, the first first.
async fn rounds(
    office: &Request,
    district: &DistrictId,
) -> Result<Vec<event_version::Model>, Stopped> {
    let pin = office.pin(district).await.map_err(|_| "no pin")?;
    let number = pin.ok_or("no district")?.number;
    let filter = EventFilter {
        kinds: Some([EventKind::OversightRound].into()),
        ..EventFilter::default()
    };
    let args = PageArgs::new(Some(100), None, None, None).map_err(|_| "no page")?;
    let page = queries::page(&office.db, district, number, &filter, &args).await;
    office.db.close().await;
    let page = page.map_err(|_| "the rounds cannot be read")?;
    let events = page.items.into_iter().map(|(_, event)| event);
    Ok(events.rev().collect())
}

/// The n-th id of the demo's oversight, the campaign's first: always the same.
fn case_id(n: usize) -> CaseId {
    let instant: u128 = 0x017e_11ad_f000;
    let place = u128::try_from(n).unwrap_or_default();
    CaseId(Uuid::from_u128(
        (instant << 80) | (0x7000 << 64) | (0x9700 << 48) | place,
    ))
}

fn content(title: String, place_code: Option<String>, particulars: Particulars) -> Content {
    Content {
        title,
        content: "内容从略（示例）。".to_owned().into(),
        place_code,
        particulars,
    }
}

struct Desk<'a> {
    app: &'a App,
    district: DistrictId,
    organization: &'a Loaded,
    rounds: Vec<event_version::Model>,
}

impl Desk<'_> {
    fn view(&self, (role, scope): Who) -> Request {
        let actor = Actor {
            id: self.app.clock.new_uuid(),
            role,
            district: self.district.clone(),
            scope,
        };
        self.app.request(Some(actor), Lang::En)
    }

    fn unit(&self, n: usize) -> Result<NodeId, Stopped> {
        let unit = self.organization.units.get(n).copied();
        unit.ok_or_else(|| "no unit".to_owned())
    }

    fn workroom(&self, division: &str) -> Result<NodeId, Stopped> {
        let mut workrooms = self.organization.workrooms.iter();
        let workroom = workrooms.find(|(code, _)| code == division);
        workroom
            .map(|(_, id)| *id)
            .ok_or_else(|| format!("no workroom of {division}"))
    }

    /// A round that is there, with its division and the workroom that goes round it.
    fn held(&self, n: usize) -> Result<(&event_version::Model, String, NodeId), Stopped> {
        let event = self.rounds.get(n).ok_or("no such round")?;
        let division = event.place_code.clone().ok_or("a round without a place")?;
        let workroom = self.workroom(&division)?;
        Ok((event, division, workroom))
    }

    async fn begin(
        &self,
        practice: &Practice,
        who: Who,
        opening: Opening,
    ) -> Result<CaseId, Stopped> {
        open(&self.view(who), practice, opening)
            .await
            .map_err(|failure| told("oversight", &failure))
    }

    /// Takes one step.
    async fn step(
        &self,
        practice: &Practice,
        id: CaseId,
        who: Who,
        on: NaiveDate,
        deed: Deed,
    ) -> Result<(), Stopped> {
        let act = deed.act();
        let wanted = Wanted {
            deed,
            on: Some(on),
            note: Some("示例".to_owned()),
            after_step: None,
        };
        take(&self.view(who), practice, id, wanted)
            .await
            .map(|_| ())
            .map_err(|failure| told(&format!("{act:?} of oversight {id}"), &failure))
    }

    async fn campaign(&self, who: Who, on: NaiveDate, deed: Deed) -> Result<(), Stopped> {
        self.step(&campaign::PRACTICE, case_id(0), who, on, deed)
            .await
    }

    /// Proposed, approved in the year's plan, and launched over the divisions of its rounds from April to October.
    async fn launch(&self) -> Result<(), Stopped> {
        let committee = self.organization.committees.get(COMMITTEE).copied();
        let particulars = Particulars::Oversight {
            form: OversightForm::Special,
            parent: Some("全省联动".to_owned()),
        };
        let opening = Opening {
            id: case_id(0),
            content: content(
                "“稳定全区粮食播种面积禁止抛荒”专项监督".to_owned(),
                None,
                particulars,
            ),
            author: committee,
            campaigns: Vec::new(),
            derived: Vec::new(),
            draft: false,
            on: Some(day(2022, 3, 7)),
        };
        self.begin(&campaign::PRACTICE, OFFICE, opening).await?;
        let item = Some("年度监督计划（示例）".to_owned());
        self.campaign(OFFICE, day(2022, 3, 15), Deed::Approve { item })
            .await?;
        let places = self.rounds.iter().filter_map(|row| row.place_code.clone());
        let divisions: std::collections::BTreeSet<String> = places.collect();
        let groups = divisions.iter().map(|code| self.workroom(code));
        let launch = Deed::Launch {
            from: day(2022, 4, 1),
            months: 7,
            items: ["播种面积是否落实（示例）", "耕地是否抛荒（示例）"]
                .map(str::to_owned)
                .into(),
            groups: groups.collect::<Result<_, _>>()?,
            divisions: divisions.into_iter().collect(),
        };
        self.campaign(OFFICE, day(2022, 3, 28), launch).await
    }

    /// A round on its day, recorded by the workroom that went round.
    async fn round(&self, n: usize) -> Result<(), Stopped> {
        let (event, division, workroom) = self.held(n)?;
        let month = crate::kernel::scalars::Month::of(event.began_on);
        let record = Deed::RecordRound {
            event: event.id.0,
            division,
            month: month.first_day(),
            group: workroom,
            method: match n % 3 {
                0 => RoundMethod::OnSite,
                1 => RoundMethod::Visit,
                _ => RoundMethod::Briefing,
            },
            consulted: n % 4 != 3,
        };
        let officer = (Role::WorkroomOfficer, Some(workroom));
        self.campaign(officer, event.began_on, record).await
    }

    /// A finding of a round, from its recording to its end.
    async fn finding(
        &self,
        n: usize,
        (round, title, fate): (usize, &str, Fate),
    ) -> Result<(), Stopped> {
        let (event, division, workroom) = self.held(round)?;
        let found_on = event.began_on;
        let officer = (Role::WorkroomOfficer, Some(workroom));
        let particulars = Particulars::Finding {
            campaign: case_id(0),
            round: Some(event.id.0),
            has_evidence: fate != Fate::Fell,
        };
        let opening = Opening {
            id: case_id(n.saturating_add(1)),
            content: content(format!("{title}（示例）"), Some(division), particulars),
            author: None,
            campaigns: Vec::new(),
            derived: Vec::new(),
            draft: false,
            on: Some(found_on),
        };
        let id = self.begin(&finding::PRACTICE, officer, opening).await?;
        let unit = self.unit(UNITS[0])?;
        let desk = FindingDesk {
            desk: self,
            id,
            officer,
            unit,
            found_on,
        };
        desk.run(fate).await
    }

    /// The opinion, the units' answers, the look back and, with every finding settled, the closing.
    async fn conclude(&self) -> Result<(), Stopped> {
        self.campaign(OFFICE, day(2022, 10, 20), Deed::DraftOpinion)
            .await?;
        self.campaign(OFFICE, day(2022, 10, 27), Deed::SubmitOpinion)
            .await?;
        let leads = UNITS.into_iter().map(|n| self.unit(n));
        let leads = leads.collect::<Result<Vec<_>, _>>()?;
        let assign = Deed::Assign {
            leads: leads.clone(),
            co_units: Vec::new(),
        };
        self.campaign(OFFICE, day(2022, 11, 2), assign).await?;
        let answers = [PointAdoption::Adopted, PointAdoption::Partly];
        for (unit, adoption) in leads.into_iter().zip(answers) {
            let answer = Deed::GiveFeedback {
                point: None,
                adoption: Some(adoption),
            };
            self.campaign((Role::Unit, Some(unit)), day(2022, 11, 16), answer)
                .await?;
        }
        self.campaign(OFFICE, day(2022, 11, 18), Deed::BeginRectifying)
            .await?;
        self.campaign(OFFICE, day(2022, 12, 15), Deed::LookAgain)
            .await?;
        let close = Deed::Close { solved_on: None };
        self.campaign(OFFICE, day(2022, 12, 27), close).await
    }
}

/// One finding, with who has a part in it.
struct FindingDesk<'a> {
    desk: &'a Desk<'a>,
    id: CaseId,
    officer: Who,
    unit: NodeId,
    found_on: NaiveDate,
}

impl FindingDesk<'_> {
    /// So many days after it was found.
    fn after(&self, days: u64) -> NaiveDate {
        let on = self.found_on.checked_add_days(Days::new(days));
        on.unwrap_or(self.found_on)
    }

    async fn step(&self, who: Who, after: u64, deed: Deed) -> Result<(), Stopped> {
        let on = self.after(after);
        self.desk
            .step(&finding::PRACTICE, self.id, who, on, deed)
            .await
    }

    async fn notify(&self, after: u64) -> Result<(), Stopped> {
        let unit = self.unit;
        self.step(OFFICE, after, Deed::Notify { unit }).await
    }

    /// Disputed by the unit and settled with it.
    async fn dispute(&self, stands: bool) -> Result<(), Stopped> {
        let handler = (Role::Unit, Some(self.unit));
        self.step(handler, 6, Deed::Dispute).await?;
        self.step(self.officer, 13, Deed::SettleDispute { stands })
            .await
    }

    /// Accepted with a promised day some weeks on.
    async fn accept(&self, after: u64) -> Result<(), Stopped> {
        let promised_on = Some(self.after(after.saturating_add(30)));
        let handler = (Role::Unit, Some(self.unit));
        self.step(handler, after, Deed::AcceptFinding { promised_on })
            .await
    }

    /// Put right by the unit and verified by the workroom.
    async fn settle(&self, after: u64) -> Result<(), Stopped> {
        let handler = (Role::Unit, Some(self.unit));
        self.step(handler, after, Deed::BeginRectifying).await?;
        let done = after.saturating_add(20);
        self.step(handler, done, Deed::ClaimRectified).await?;
        self.step(self.officer, done.saturating_add(7), Deed::Verify)
            .await
    }

    async fn run(&self, fate: Fate) -> Result<(), Stopped> {
        self.notify(2).await?;
        match fate {
            Fate::Fell => self.dispute(false).await,
            Fate::Stood => {
                self.dispute(true).await?;
                self.settle(15).await
            }
            Fate::Verified => {
                self.accept(5).await?;
                self.settle(8).await
            }
            Fate::CameBack => {
                self.accept(5).await?;
                self.settle(8).await?;
                self.step(self.officer, 70, Deed::Relapse).await?;
                self.step(OFFICE, 71, Deed::Reopen).await?;
                self.notify(72).await?;
                self.accept(75).await?;
                self.settle(78).await
            }
        }
    }
}
