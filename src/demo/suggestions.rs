//! The 65 micro-suggestions of 2022, run through the same steps that their users would take. Two bear the titles that the
//! report names; of 彩虹大厦 the documented days are kept (learnt of on 12 May, first visit and consultation on day 19,
//! agreement on day 57, works finished on day 77) and the days between are inferred. All others are illustrative (示例).
//! Deliberately absent: residents' words.

use chrono::{Days, NaiveDate};
use uuid::Uuid;

use super::organization::Loaded;
use super::{Stopped, day, told};
use crate::app::App;
use crate::casework::content::{Content, Particulars};
use crate::casework::deed::Deed;
use crate::casework::kinds::{ContactMethod, ResultClass, Satisfaction};
use crate::casework::opening::{Opening, open};
use crate::casework::taking::{Wanted, take};
use crate::events::filter::EventFilter;
use crate::events::kinds::EventKind;
use crate::events::queries;
use crate::kernel::actor::{Actor, Role};
use crate::kernel::error::Lang;
use crate::kernel::id::{CaseId, DistrictId, NodeId};
use crate::kernel::page::PageArgs;
use crate::kernel::workdays::Calendar;
use crate::linkage::Request;
use crate::micro_suggestions::PRACTICE;

/// How many are illustrative.
const ILLUSTRATIVE: usize = 63;

/// Loads them.
pub async fn load(app: &App, office: &Request, organization: &Loaded) -> Result<(), Stopped> {
    let district = office
        .actor()
        .map_err(|_| "nobody is signed in")?
        .district
        .clone();
    let desk = Desk {
        app,
        district,
        organization,
        calendar: Calendar::built_in(),
        consultations: consultations(office).await?,
    };
    desk.rainbow().await?;
    desk.road().await?;
    for n in 0..ILLUSTRATIVE {
        desk.illustrative(n).await?;
    }
    Ok(())
}

/// The micro-consultations of the year by their days, the first first; they belong to some of them.
async fn consultations(office: &Request) -> Result<Vec<(NaiveDate, Uuid)>, Stopped> {
    let district = &office.actor().map_err(|_| "nobody is signed in")?.district;
    let pin = office.pin(district).await.map_err(|_| "no pin")?;
    let number = pin.ok_or("no district")?.number;
    let filter = EventFilter {
        kinds: Some([EventKind::MicroConsultation].into()),
        ..EventFilter::default()
    };
    let args = PageArgs::new(Some(100), None, None, None).map_err(|_| "no page")?;
    let page = queries::page(&office.db, district, number, &filter, &args).await;
    office.db.close().await;
    let page = page.map_err(|_| "the consultations cannot be read")?;
    let held = page.items.into_iter();
    let mut held: Vec<_> = held
        .map(|(_, event)| (event.began_on, event.id.0))
        .collect();
    held.sort_unstable();
    Ok(held)
}

struct Desk<'a> {
    app: &'a App,
    district: DistrictId,
    organization: &'a Loaded,
    calendar: Calendar,
    consultations: Vec<(NaiveDate, Uuid)>,
}

/// The n-th id of the demo's micro-suggestions: always the same.
pub fn case_id(n: usize) -> CaseId {
    let instant: u128 = 0x017e_11ad_f000;
    let place = u128::try_from(n).unwrap_or_default();
    CaseId(Uuid::from_u128(
        (instant << 80) | (0x7000 << 64) | (0x9000 << 48) | place,
    ))
}

impl Desk<'_> {
    fn view(&self, role: Role, scope: Option<NodeId>) -> Request {
        let actor = Actor {
            id: self.app.clock.new_uuid(),
            role,
            district: self.district.clone(),
            scope,
        };
        self.app.request(Some(actor), Lang::En)
    }

    fn member(&self, n: usize) -> Result<NodeId, Stopped> {
        let members = &self.organization.members;
        members
            .get(n % members.len().max(1))
            .copied()
            .ok_or_else(|| "no member".to_owned())
    }

    fn unit(&self, n: usize) -> Result<NodeId, Stopped> {
        let units = &self.organization.units;
        units
            .get(n % units.len().max(1))
            .copied()
            .ok_or_else(|| "no unit".to_owned())
    }

    fn after(&self, day: NaiveDate, working_days: u32) -> Result<NaiveDate, Stopped> {
        self.calendar
            .add(day, working_days)
            .map_err(|unknown| format!("no working days of {}", unknown.year))
    }

    async fn propose(
        &self,
        n: usize,
        author: NodeId,
        title: String,
        on: NaiveDate,
    ) -> Result<CaseId, Stopped> {
        let id = case_id(n);
        let opening = Opening {
            id,
            content: Content {
                title,
                content: "内容从略（示例）。".to_owned().into(),
                place_code: None,
                particulars: Particulars::None,
            },
            author: None,
            campaigns: Vec::new(),
            derived: super::voices::sources_of(n),
            draft: false,
            on: Some(on),
        };
        let view = self.view(Role::Member, Some(author));
        open(&view, &PRACTICE, opening)
            .await
            .map_err(|failure| told("micro-suggestion", &failure))
    }

    /// Takes one step.
    async fn step(
        &self,
        id: CaseId,
        (role, scope): (Role, Option<NodeId>),
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
        take(&self.view(role, scope), &PRACTICE, id, wanted)
            .await
            .map(|_| ())
            .map_err(|failure| told(&format!("{act:?} of micro-suggestion {id}"), &failure))
    }

    /// 《关于加强彩虹大厦院落环境整治…》: claimed by the chairperson; 77 days from the survey to the finished works.
    async fn rainbow(&self) -> Result<(), Stopped> {
        let (author, chair, unit) = (self.member(20)?, self.member(0)?, self.unit(0)?);
        let survey = day(2022, 5, 12);
        let title = "关于加强彩虹大厦院落环境整治的微建议".to_owned();
        let id = self.propose(1, author, title, day(2022, 5, 13)).await?;
        let (office, handler) = ((Role::Office, None), (Role::Unit, Some(unit)));
        self.step(id, office, day(2022, 5, 16), Deed::Accept)
            .await?;
        let claim = Deed::Claim {
            member: chair,
            leader: true,
        };
        self.step(id, (Role::Leader, None), day(2022, 5, 16), claim)
            .await?;
        self.step(id, office, day(2022, 5, 17), Deed::Forward)
            .await?;
        let order = self.order(1, unit, true);
        self.step(id, (Role::Hotline, None), day(2022, 5, 18), order)
            .await?;
        self.step(id, handler, day(2022, 5, 19), Deed::Sign).await?;
        let visit = Deed::Contact {
            method: ContactMethod::SiteVisit,
        };
        let nineteenth = survey.checked_add_days(Days::new(19)).unwrap_or(survey);
        self.step(id, handler, nineteenth, visit).await?;
        self.relate(id, (Role::Office, None), nineteenth).await?;
        let agreed = survey.checked_add_days(Days::new(57)).unwrap_or(survey);
        let finished = survey.checked_add_days(Days::new(77)).unwrap_or(survey);
        let reply = Deed::Reply {
            result: ResultClass::InProgress,
            promised_on: Some(finished),
        };
        self.relate(id, (Role::Office, None), agreed).await?;
        self.step(id, handler, agreed, reply).await?;
        let rating = evaluation(Satisfaction::Satisfied);
        self.step(id, (Role::Member, Some(author)), day(2022, 7, 12), rating)
            .await?;
        self.step(id, office, day(2022, 7, 13), Deed::Track).await?;
        let close = Deed::Close {
            solved_on: Some(finished),
        };
        self.step(id, office, day(2022, 7, 29), close).await
    }

    /// 《关于消除雨罗路安全隐患》: only the title is documented; its days are inferred.
    async fn road(&self) -> Result<(), Stopped> {
        let title = "关于消除雨罗路安全隐患的微建议".to_owned();
        let start = day(2022, 3, 14);
        let id = self.propose(2, self.member(30)?, title, start).await?;
        self.run(id, 2, self.member(30)?, start).await
    }

    async fn illustrative(&self, n: usize) -> Result<(), Stopped> {
        let author = self.member(n.saturating_add(6))?;
        let days = u64::try_from(n.saturating_mul(5)).unwrap_or_default();
        let start = day(2022, 1, 5);
        let on = start.checked_add_days(Days::new(days)).unwrap_or(start);
        let number = n.saturating_add(1);
        let place = n.saturating_add(3);
        let id = self
            .propose(place, author, format!("微建议第{number}件（示例）"), on)
            .await?;
        self.run(id, place, author, on).await
    }

    fn order(&self, n: usize, lead: NodeId, complex: bool) -> Deed {
        Deed::Dispatch {
            work_order: format!("示例-2022-{n:03}"),
            lead,
            co_units: Vec::new(),
            complex,
        }
    }

    /// Relates the last micro-consultation that was held by a day.
    async fn relate(
        &self,
        id: CaseId,
        who: (Role, Option<NodeId>),
        on: NaiveDate,
    ) -> Result<(), Stopped> {
        let held = self.consultations.iter().rev().find(|(day, _)| *day <= on);
        match held {
            Some((_, event)) => self.step(id, who, on, Deed::Relate { event: *event }).await,
            None => Ok(()),
        }
    }

    /// From review to closing; `n` decides what befalls it on the way.
    async fn run(
        &self,
        id: CaseId,
        n: usize,
        author: NodeId,
        start: NaiveDate,
    ) -> Result<(), Stopped> {
        let (office, hotline) = ((Role::Office, None), (Role::Hotline, None));
        let unit = self.unit(n)?;
        let handler = (Role::Unit, Some(unit));
        let accepted = self.after(start, 1)?;
        self.step(id, office, accepted, Deed::Accept).await?;
        if n.is_multiple_of(3) {
            let member = self.member(n.saturating_add(40))?;
            let leader = false;
            let claimant = (Role::Member, Some(member));
            self.step(id, claimant, accepted, Deed::Claim { member, leader })
                .await?;
        }
        if n % 13 == 5 {
            let member = self.member(1 + n % 5)?;
            let leader = true;
            self.step(
                id,
                (Role::Leader, None),
                accepted,
                Deed::Claim { member, leader },
            )
            .await?;
        }
        let forwarded = self.after(accepted, 1)?;
        self.step(id, office, forwarded, Deed::Forward).await?;
        let mut dispatched = self.after(forwarded, 1)?;
        self.step(id, hotline, dispatched, self.order(n, unit, false))
            .await?;
        if n % 9 == 4 {
            dispatched = self.after(dispatched, 1)?;
            self.step(id, handler, dispatched, Deed::ReturnOrder)
                .await?;
            self.step(id, hotline, dispatched, self.order(n, unit, false))
                .await?;
        }
        let signed = self.after(dispatched, 1)?;
        self.step(id, handler, signed, Deed::Sign).await?;
        let contacted = self.after(signed, 2)?;
        let method = ContactMethod::Meeting;
        self.step(id, handler, contacted, Deed::Contact { method })
            .await?;
        if n % 6 == 2 {
            self.relate(id, office, contacted).await?;
        }
        let replied = self.reply_day(id, n, handler, signed).await?;
        self.reply(id, n, handler, replied).await?;
        let evaluated = self.evaluate(id, n, author, handler, replied).await?;
        if n % 5 != 4 {
            let outcome = match n % 20 {
                3 => Some(Satisfaction::Dissatisfied),
                11 => None,
                n if n % 2 == 0 => Some(Satisfaction::BasicallySatisfied),
                _ => Some(Satisfaction::Satisfied),
            };
            self.step(id, hotline, evaluated, Deed::CallBack { outcome })
                .await?;
        }
        let closing = self.after(evaluated, 2)?;
        match result(n, replied) {
            (ResultClass::InProgress, Some(promised)) => {
                self.step(id, office, closing, Deed::Track).await?;
                let solved_on = Some(promised);
                self.step(id, office, promised, Deed::Close { solved_on })
                    .await
            }
            (result, _) => {
                let solved_on = (result == ResultClass::Solved).then_some(replied);
                self.step(id, office, closing, Deed::Close { solved_on })
                    .await
            }
        }
    }

    /// The day of the reply; with more time granted on the way, or late.
    async fn reply_day(
        &self,
        id: CaseId,
        n: usize,
        handler: (Role, Option<NodeId>),
        signed: NaiveDate,
    ) -> Result<NaiveDate, Stopped> {
        if n % 8 == 6 {
            let (asked, until) = (self.after(signed, 3)?, self.after(signed, 9)?);
            self.step(id, handler, asked, Deed::RequestExtension { until })
                .await?;
            let granted = Deed::DecideExtension {
                granted: true,
                until,
            };
            self.step(id, (Role::Hotline, None), asked, granted).await?;
            return self.after(signed, 8);
        }
        self.after(signed, if n % 16 == 9 { 7 } else { 4 })
    }

    async fn reply(
        &self,
        id: CaseId,
        n: usize,
        handler: (Role, Option<NodeId>),
        on: NaiveDate,
    ) -> Result<(), Stopped> {
        let (result, promised_on) = result(n, on);
        let reply = Deed::Reply {
            result,
            promised_on,
        };
        self.step(id, handler, on, reply).await
    }

    /// The author's evaluation, after one round more where he is dissatisfied, or his silence; gives its day.
    async fn evaluate(
        &self,
        id: CaseId,
        n: usize,
        author: NodeId,
        handler: (Role, Option<NodeId>),
        replied: NaiveDate,
    ) -> Result<NaiveDate, Stopped> {
        if n % 7 == 6 {
            let on = self.after(replied, 7)?;
            self.step(id, (Role::Office, None), on, Deed::RecordSilence)
                .await?;
            return Ok(on);
        }
        let member = (Role::Member, Some(author));
        let mut on = self.after(replied, 3)?;
        if n % 11 == 10 {
            let rating = evaluation(Satisfaction::Dissatisfied);
            self.step(id, member, on, rating).await?;
            on = self.after(on, 4)?;
            self.reply(id, n, handler, on).await?;
        }
        let rating = match n % 4 {
            1 => Satisfaction::BasicallySatisfied,
            _ => Satisfaction::Satisfied,
        };
        self.step(id, member, on, evaluation(rating)).await?;
        Ok(on)
    }
}

fn evaluation(result: Satisfaction) -> Deed {
    Deed::Evaluate {
        process: Satisfaction::Satisfied,
        result,
    }
}

/// What comes of the n-th, and the promised day of what is still to come.
fn result(n: usize, replied: NaiveDate) -> (ResultClass, Option<NaiveDate>) {
    match n % 10 {
        7 => (
            ResultClass::InProgress,
            replied.checked_add_days(Days::new(45)),
        ),
        8 => (ResultClass::ForReference, None),
        _ => (ResultClass::Solved, None),
    }
}
