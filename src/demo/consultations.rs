//! The consultations of 2022 as cases, run through the same steps that their users would take: the five that the district
//! held with departments, the five at community level, the 23 micro-consultations. Their sessions are the events that are
//! there already; no deed is recorded twice. The report tells titles, types, sites, the six talks, the party secretary at the
//! standing committee's meeting, the instructions of two leaders of the district on its recommendation and of two of the
//! city on the community-level report. Who named a topic, who took part, points, promises, units and all days between are
//! inferred or illustrative; which of the five the report to the city came out of is inferred too.
//! Deliberately absent: consultations on the handling of proposals, which belong to their proposals.

use chrono::{Days, NaiveDate};

use super::Stopped;
use super::acting::{Acting, OFFICE, Stage, content, numbered};
use super::organization::Loaded;
use crate::app::App;
use crate::casework::content::{Content, Particulars, PromisedAction};
use crate::casework::deed::Deed;
use crate::casework::kinds::{
    ConsultationType as Type, Level, OutcomeForm, ParticipantClass as Class, PointAdoption,
    TopicSource as Source,
};
use crate::casework::opening::Opening;
use crate::casework::sealing::Words;
use crate::consultations::PRACTICE;
use crate::events::entity::event_version;
use crate::events::filter::EventFilter;
use crate::events::kinds::{Category, EventKind};
use crate::events::queries;
use crate::kernel::actor::Role;
use crate::kernel::id::{CaseId, NodeId};
use crate::kernel::page::PageArgs;
use crate::kernel::workdays::Calendar;
use crate::linkage::Request;

/// Who organises one, and whose topic it is.
#[derive(Clone, Copy, Debug)]
enum Body {
    District,
    /// The n-th special committee.
    Committee(usize),
    /// The n-th township workroom.
    Workroom(usize),
}

/// One consultation that the report names, or that stands in for one which it only counts.
struct Topic {
    title: &'static str,
    kind: Type,
    body: Body,
    source: Source,
    on_site: bool,
    classes: &'static [Class],
    /// In which form the outcome was submitted; none where it stayed with the workroom.
    form: Option<OutcomeForm>,
    instructions: &'static [Level],
    /// The unit that answers and promises.
    unit: usize,
}

const OFFICIAL: &[Class] = &[Class::Members, Class::Departments, Class::Experts];
const OPEN: &[Class] = &[
    Class::Members,
    Class::Departments,
    Class::Experts,
    Class::Residents,
];

const fn of_committee(title: &'static str, kind: Type, body: Body, unit: usize) -> Topic {
    Topic {
        title,
        kind,
        body,
        source: Source::Cppcc,
        on_site: false,
        classes: OFFICIAL,
        form: Some(OutcomeForm::Report),
        instructions: &[],
        unit,
    }
}

const fn of_community(title: &'static str, workroom: usize, on_site: bool, unit: usize) -> Topic {
    Topic {
        title,
        kind: Type::CommunityLevel,
        body: Body::Workroom(workroom),
        source: Source::Township,
        on_site,
        classes: OPEN,
        form: None,
        instructions: &[],
        unit,
    }
}

/// All but the micro-consultations.
const TOPICS: [Topic; 10] = [
    of_committee(ELDERLY, Type::Counterpart, Body::Committee(2), 3),
    of_committee(
        "“老旧小区改造”对口协商",
        Type::Counterpart,
        Body::Committee(2),
        1,
    ),
    of_committee(
        "“低收入群体法律援助”对口协商",
        Type::Counterpart,
        Body::Committee(4),
        9,
    ),
    Topic {
        form: Some(OutcomeForm::FormalRecommendation),
        instructions: &[Level::District, Level::District],
        ..of_committee(
            "“推进环卫精细化管理”专题议政性常委会会议协商",
            Type::StandingCommitteeThematic,
            Body::District,
            0,
        )
    },
    of_committee(
        "“‘双减’背景下，积极推动传统文化进课后服务”专题协商",
        Type::Thematic,
        Body::Committee(3),
        2,
    ),
    of_community("“台上村美丽乡村规划与建设”基层协商会", 6, true, 4),
    of_community("“发掘召伯窑址文化底蕴”基层协商会", 13, true, 10),
    Topic {
        form: Some(OutcomeForm::Report),
        instructions: &[Level::City, Level::City],
        ..of_community("“助推农业产业发展”基层协商会", 11, false, 4)
    },
    of_community("基层协商会第4场（示例）", 3, false, 1),
    of_community("基层协商会第5场（示例）", 7, false, 6),
];

/// The one with six talks, which are the parts of its event.
const ELDERLY: &str = "“大力发展社会养老产业、推动经济高质量发展”对口协商";
const TALK: &str = "养老产业对口协商座谈会";

/// Loads them.
pub async fn load(app: &App, office: &Request, organization: &Loaded) -> Result<(), Stopped> {
    let district = &office.actor().map_err(|_| "nobody is signed in")?.district;
    let pin = office.pin(district).await.map_err(|_| "no pin")?;
    let pin = pin.ok_or("no district")?;
    let desk = Desk {
        stage: Stage {
            app,
            district: district.clone(),
            calendar: Calendar::built_in(),
            practice: &PRACTICE,
        },
        committee: pin.chain.organization.district.id,
        organization,
        events: events(office, pin.number).await?,
    };
    for (n, topic) in (1..).zip(&TOPICS) {
        desk.run(n, topic).await?;
    }
    let micros = desk.events_of(|event| event.kind == EventKind::MicroConsultation);
    for (n, event) in micros.into_iter().enumerate() {
        desk.micro(n, event).await?;
    }
    Ok(())
}

/// The consultations among the year's events.
async fn events(office: &Request, number: i64) -> Result<Vec<event_version::Model>, Stopped> {
    let district = &office.actor().map_err(|_| "nobody is signed in")?.district;
    let kinds = EventKind::ALL.iter().copied();
    let filter = EventFilter {
        kinds: Some(
            kinds
                .filter(|kind| kind.category() == Category::Consultation)
                .collect(),
        ),
        ..EventFilter::default()
    };
    let args = PageArgs::new(Some(100), None, None, None).map_err(|_| "no page")?;
    let page = queries::page(&office.db, district, number, &filter, &args).await;
    office.db.close().await;
    let page = page.map_err(|_| "the consultations cannot be read")?;
    Ok(page.items.into_iter().map(|(_, event)| event).collect())
}

/// The place of the demo's consultations among its cases.
const NUMBERED: u128 = 0xa004;

const LEADER: Acting = (Role::Leader, None);

struct Desk<'a> {
    stage: Stage<'a>,
    committee: NodeId,
    organization: &'a Loaded,
    events: Vec<event_version::Model>,
}

/// A consultation on its way: who acts for its organiser, and the day of its newest step.
struct Course {
    id: CaseId,
    organizer: Acting,
    on: NaiveDate,
}

impl Desk<'_> {
    fn events_of(
        &self,
        wanted: impl Fn(&event_version::Model) -> bool,
    ) -> Vec<&event_version::Model> {
        let mut found: Vec<_> = self.events.iter().filter(|event| wanted(event)).collect();
        found.sort_by_key(|event| (event.began_on, event.id));
        found
    }

    fn body(&self, body: Body) -> Result<NodeId, Stopped> {
        let node = match body {
            Body::District => Some(self.committee),
            Body::Committee(n) => self.organization.committees.get(n).copied(),
            Body::Workroom(n) => self.organization.workrooms.get(n).map(|(_, id)| *id),
        };
        node.ok_or_else(|| format!("no {body:?}"))
    }

    fn unit(&self, n: usize) -> Result<NodeId, Stopped> {
        let unit = self.organization.units.get(n).copied();
        unit.ok_or_else(|| format!("no unit {n}"))
    }

    /// Names a topic so many days before its first session, as the workroom's officer or as the office for another body.
    async fn propose(
        &self,
        n: usize,
        body: Body,
        (title, kind, source): (String, Type, Source),
        on: NaiveDate,
    ) -> Result<Course, Stopped> {
        let node = self.body(body)?;
        let actors = match body {
            Body::Workroom(_) => (Role::WorkroomOfficer, Some(node)),
            Body::District | Body::Committee(_) => OFFICE,
        };
        let particulars = Particulars::Consultation {
            kind,
            source,
            // The workroom speaks for its township.
            named_by: (source == Source::Township).then_some(node),
            proposal: None,
        };
        let opening = Opening {
            id: numbered(NUMBERED, n),
            content: Content {
                particulars,
                ..content(title)
            },
            author: Some(node),
            campaigns: Vec::new(),
            derived: Vec::new(),
            draft: false,
            on: Some(on),
        };
        let id = self.stage.open(actors, opening).await?;
        let organizer = actors;
        let mut course = Course { id, organizer, on };
        let select = Deed::Select { organizer: node };
        self.step(&mut course, OFFICE, 3, select).await?;
        Ok(course)
    }

    /// Takes one step, so many working days after the newest.
    async fn step(
        &self,
        course: &mut Course,
        who: Acting,
        working_days: u32,
        deed: Deed,
    ) -> Result<(), Stopped> {
        course.on = self.stage.after(course.on, working_days)?;
        self.stage.step(course.id, who, course.on, deed).await
    }

    /// Records sessions on the day of the last of them.
    async fn hold(
        &self,
        course: &mut Course,
        sessions: &[&event_version::Model],
        on_site: bool,
        classes: &[Class],
        principal_leader: bool,
    ) -> Result<(), Stopped> {
        let last = sessions.last().ok_or("no session")?;
        course.on = last.began_on;
        for session in sessions {
            let hold = Deed::Hold {
                event: session.id.0,
                on_site,
                classes: classes.to_vec(),
                principal_leader,
            };
            self.step(course, course.organizer, 0, hold).await?;
        }
        Ok(())
    }

    /// The minutes with so many points, and with one promise that is due in 60 days when a unit makes one.
    async fn minute(
        &self,
        course: &mut Course,
        points: usize,
        promising: Option<NodeId>,
    ) -> Result<(), Stopped> {
        let points = (1..=points).map(|n| Words::from(format!("协商意见{n}（示例）")));
        let due = course.on.checked_add_days(Days::new(60));
        let promise = promising.map(|unit| PromisedAction {
            text: "承诺事项（示例）".to_owned().into(),
            unit,
            due_on: due.unwrap_or(course.on),
        });
        let minute = Deed::Minute {
            points: points.collect(),
            promises: promise.into_iter().collect(),
        };
        self.step(course, course.organizer, 4, minute).await
    }

    /// What was promised is found done, and whoever took part is told.
    async fn follow(&self, course: &mut Course) -> Result<(), Stopped> {
        let organizer = course.organizer;
        let kept = Deed::KeepPromise {
            promise: 1,
            done: true,
        };
        self.step(course, organizer, 25, kept).await?;
        self.step(course, organizer, 5, Deed::Track).await?;
        self.close(course, 5).await
    }

    async fn close(&self, course: &mut Course, working_days: u32) -> Result<(), Stopped> {
        let close = Deed::Close { solved_on: None };
        self.step(course, course.organizer, working_days, close)
            .await
    }

    /// One that the report names, or one of the two at community level that it only counts.
    async fn run(&self, n: usize, topic: &Topic) -> Result<(), Stopped> {
        let whole = self.events_of(|event| event.title == topic.title);
        let whole = *whole.first().ok_or(topic.title)?;
        let talks = self.events_of(|event| event.title.starts_with(TALK));
        let sessions = match topic.title {
            ELDERLY => talks,
            _ => vec![whole],
        };
        let before = whole.began_on.checked_sub_days(Days::new(60));
        let said = (topic.title.to_owned(), topic.kind, topic.source);
        let named = before.unwrap_or(whole.began_on);
        let mut course = self.propose(n, topic.body, said, named).await?;
        let organizer = course.organizer;
        if topic.kind != Type::CommunityLevel {
            let item = Some("2022年度协商计划（示例）".to_owned());
            self.step(&mut course, OFFICE, 5, Deed::Plan { item })
                .await?;
        }
        let prepare = Deed::Prepare {
            planned_on: whole.began_on,
        };
        self.step(&mut course, organizer, 10, prepare).await?;
        let leader = topic.kind == Type::StandingCommitteeThematic;
        self.hold(&mut course, &sessions, topic.on_site, topic.classes, leader)
            .await?;
        if sessions.len() > 1 {
            let relate = Deed::Relate { event: whole.id.0 };
            self.step(&mut course, organizer, 0, relate).await?;
        }
        let unit = self.unit(topic.unit)?;
        self.minute(&mut course, 2, Some(unit)).await?;
        if let Some(form) = topic.form {
            self.outcome(&mut course, form, topic.instructions, unit)
                .await?;
        }
        self.follow(&mut course).await
    }

    /// Submits the outcome; leaders' instructions; the unit answers the two points.
    async fn outcome(
        &self,
        course: &mut Course,
        form: OutcomeForm,
        instructions: &[Level],
        unit: NodeId,
    ) -> Result<(), Stopped> {
        let submit = Deed::SubmitOutcome { form };
        self.step(course, OFFICE, 6, submit).await?;
        for level in instructions {
            let instruct = Deed::Instruct { level: *level };
            self.step(course, LEADER, 4, instruct).await?;
        }
        let assign = Deed::Assign {
            leads: vec![unit],
            co_units: Vec::new(),
        };
        self.step(course, OFFICE, 5, assign).await?;
        for (point, adoption) in [(1, PointAdoption::Adopted), (2, PointAdoption::Partly)] {
            let feedback = Deed::GiveFeedback {
                point: Some(point),
                adoption: Some(adoption),
            };
            let unit = (Role::Unit, Some(unit));
            self.step(course, unit, 10, feedback).await?;
        }
        Ok(())
    }

    /// A micro-consultation of a workroom: topic, session, minutes, and what was promised where something was.
    async fn micro(&self, n: usize, event: &event_version::Model) -> Result<(), Stopped> {
        let workrooms = self.organization.workrooms.len().max(1);
        let body = Body::Workroom(n.checked_rem(workrooms).unwrap_or(0));
        let source = match n % 3 {
            0 => Source::Public,
            1 => Source::Township,
            _ => Source::Member,
        };
        let number = n.saturating_add(1);
        let title = format!("微协商议题第{number}件（示例）");
        let named = event.began_on.checked_sub_days(Days::new(14));
        let named = named.unwrap_or(event.began_on);
        let place = n.saturating_add(TOPICS.len()).saturating_add(1);
        let said = (title, Type::Micro, source);
        let mut course = self.propose(place, body, said, named).await?;
        let organizer = course.organizer;
        let prepare = Deed::Prepare {
            planned_on: event.began_on,
        };
        self.step(&mut course, organizer, 2, prepare).await?;
        let classes = [Class::Members, Class::Residents, Class::Departments];
        self.hold(&mut course, &[event], false, &classes, false)
            .await?;
        if n % 4 == 1 {
            let unit = self.unit(n % self.organization.units.len().max(1))?;
            self.minute(&mut course, 1, Some(unit)).await?;
            return self.follow(&mut course).await;
        }
        self.minute(&mut course, 1, None).await?;
        self.close(&mut course, 3).await
    }
}
