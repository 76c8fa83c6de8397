//! What was done in 2022, as data: each deed with its host, day, campaigns and quantities, so that every figure of the
//! report that rests on events is a sum of them. Deeds that the report names bear their titles; all others are
//! illustrative and say so. How the totals are spread over workrooms and days is illustrative throughout.
//! Deliberately absent: loading them.

mod named;

use chrono::{Days, NaiveDate};

use super::day;
use crate::events::kinds::{EventKind, FundKind, Measure, Qualifier};

/// Year, month and day.
pub type Ymd = (i32, u32, u32);

/// The campaigns, with their days; the report gives no days for most.
pub const CAMPAIGNS: [(&str, Ymd, Ymd); 5] = [
    ("学习二十大，委员在行动", (2022, 10, 16), (2023, 1, 1)),
    ("民情恳谈·我为群众办实事", (2022, 1, 1), (2023, 1, 1)),
    ("心悦读•新大祥", (2022, 1, 1), (2023, 1, 1)),
    ("战疫", (2022, 1, 1), (2023, 1, 1)),
    ("稳定全区粮食播种面积禁止抛荒", (2022, 1, 1), (2023, 1, 1)),
];

/// Places of the campaigns above.
pub const STUDY: usize = 0;
/// 民情恳谈·我为群众办实事.
pub const TALKS: usize = 1;
/// 心悦读•新大祥.
pub const READING: usize = 2;
/// 战疫.
pub const EPIDEMIC: usize = 3;
/// 稳定全区粮食播种面积禁止抛荒.
pub const GRAIN: usize = 4;

/// Who did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// The n-th township workroom.
    Workroom(usize),
    /// The personal workroom.
    Personal,
    /// The n-th special committee.
    Committee(usize),
    /// A committee with a township's workroom.
    CommitteeWith(usize, usize),
    /// The district committee.
    District,
}

/// One quantity.
pub type Much = (Measure, i64, Qualifier, Option<FundKind>);

/// One deed.
#[derive(Clone, Debug)]
pub struct Deed {
    /// Who did it.
    pub who: Who,
    /// What was done.
    pub kind: EventKind,
    /// Its title.
    pub title: String,
    /// The day.
    pub on: NaiveDate,
    /// Where.
    pub place: Option<&'static str>,
    /// Places of its campaigns.
    pub campaigns: Vec<usize>,
    /// What it amounted to.
    pub quantities: Vec<Much>,
    /// Members who took part, by their places.
    pub members: Vec<usize>,
    /// Titles of the parts, a week apart; they are of the same kind and count a session each.
    pub parts: Vec<String>,
}

fn deed(who: Who, kind: EventKind, title: impl Into<String>, on: NaiveDate) -> Deed {
    Deed {
        who,
        kind,
        title: title.into(),
        on,
        place: None,
        campaigns: Vec::new(),
        quantities: Vec::new(),
        members: Vec::new(),
        parts: Vec::new(),
    }
}

impl Deed {
    fn with(mut self, measure: Measure, value: i64) -> Self {
        self.quantities
            .push((measure, value, Qualifier::Exact, None));
        self
    }

    fn at_least(mut self, measure: Measure, value: i64) -> Self {
        self.quantities
            .push((measure, value, Qualifier::AtLeast, None));
        self
    }

    fn funds(mut self, kind: FundKind, yuan: i64, qualifier: Qualifier) -> Self {
        self.quantities
            .push((Measure::Funds, yuan, qualifier, Some(kind)));
        self
    }

    fn of(mut self, campaign: usize) -> Self {
        self.campaigns.push(campaign);
        self
    }

    fn at(mut self, place: &'static str) -> Self {
        self.place = Some(place);
        self
    }

    fn by(mut self, members: impl IntoIterator<Item = usize>) -> Self {
        self.members.extend(members);
        self
    }

    fn parts(mut self, parts: impl IntoIterator<Item = String>) -> Self {
        // Its sessions are those of its parts.
        self.quantities
            .push((Measure::Sessions, 0, Qualifier::Exact, None));
        self.parts.extend(parts);
        self
    }
}

/// The n-th of many days that begin somewhere and lie some days apart.
fn spread(begin: NaiveDate, apart: usize, n: usize) -> NaiveDate {
    let days = u64::try_from(apart.saturating_mul(n)).unwrap_or(0);
    begin.checked_add_days(Days::new(days)).unwrap_or(begin)
}

/// Everything, in no order that matters.
pub fn deeds() -> Vec<Deed> {
    let mut all = study();
    all.extend(talks());
    all.extend(three_micros());
    all.extend(service());
    all.extend(named::consultations());
    all.extend(named::oversight_and_research());
    all.extend(named::reading_and_other());
    all
}

/// 学习二十大，委员在行动: 25 talks, 1700余 person-times, 265 opinions, 196 good deeds, of which 4 carry 民情恳谈 too.
fn study() -> Vec<Deed> {
    let mut all = Vec::new();
    for n in 0..25 {
        let who = if n == 24 {
            Who::Personal
        } else {
            Who::Workroom(n % 14)
        };
        let voices = if n < 15 { 11 } else { 10 };
        let talk = deed(
            who,
            EventKind::StudyTalk,
            format!("学习二十大精神宣讲第{}场（示例）", n + 1),
            spread(day(2022, 10, 20), 2, n),
        )
        .of(STUDY)
        .with(Measure::Voices, voices)
        .by([n, n + 14]);
        // One of them was counted with 余.
        all.push(if n == 0 {
            talk.at_least(Measure::PersonTimes, 68)
        } else {
            talk.with(Measure::PersonTimes, 68)
        });
    }
    for n in 0..28 {
        // 24 times 7 and 4 times 6 are 192.
        let deeds = if n < 24 { 7 } else { 6 };
        all.push(
            deed(
                Who::Workroom(n % 14),
                EventKind::GoodDeed,
                format!("为民办实事第{}批（示例）", n + 1),
                spread(day(2022, 10, 22), 2, n),
            )
            .of(STUDY)
            .with(Measure::GoodDeeds, deeds)
            .by([n]),
        );
    }
    for n in 0..2 {
        all.push(
            deed(
                Who::Workroom(n * 6 + 1),
                EventKind::GoodDeed,
                format!("民情恳谈实事办理第{}批（示例）", n + 1),
                spread(day(2022, 11, 25), 10, n),
            )
            .of(STUDY)
            .of(TALKS)
            .with(Measure::GoodDeeds, 2),
        );
    }
    all
}

/// 民情恳谈·我为群众办实事: 35 opinions, 22 good deeds (4 of them above), 8 villages with 30余万元.
fn talks() -> Vec<Deed> {
    let mut all = Vec::new();
    for n in 0..7 {
        all.push(
            deed(
                Who::Workroom(n * 2),
                EventKind::PublicTalk,
                format!("民情恳谈会第{}场（示例）", n + 1),
                spread(day(2022, 3, 8), 31, n),
            )
            .of(TALKS)
            .with(Measure::Voices, 5)
            .by([n * 2, n * 2 + 28]),
        );
    }
    for n in 0..9 {
        all.push(
            deed(
                Who::Workroom(n + 5),
                EventKind::GoodDeed,
                format!("我为群众办实事第{}批（示例）", n + 1),
                spread(day(2022, 2, 15), 27, n),
            )
            .of(TALKS)
            .with(Measure::GoodDeeds, 2),
        );
    }
    const VILLAGES: [(&str, usize); 8] = [
        ("430503007220", 6),
        ("430503010202", 9),
        ("430503011212", 10),
        ("430503101214", 11),
        ("430503101201", 11),
        ("430503202201", 12),
        ("430503203203", 13),
        ("430503203201", 13),
    ];
    for (n, (place, workroom)) in VILLAGES.into_iter().enumerate() {
        let qualifier = if n == 0 {
            Qualifier::AtLeast
        } else {
            Qualifier::Exact
        };
        all.push(
            deed(
                Who::Workroom(workroom),
                EventKind::Other,
                format!("帮助村（社区）解决发展资金之{}（示例）", n + 1),
                spread(day(2022, 4, 6), 23, n),
            )
            .of(TALKS)
            .at(place)
            .with(Measure::Villages, 1)
            .funds(FundKind::Mobilised, 37_500, qualifier),
        );
    }
    all
}

/// 23 micro-consultations and 9 micro-oversights.
fn three_micros() -> Vec<Deed> {
    let consultations = (0..23).map(|n| {
        deed(
            Who::Workroom(n % 14),
            EventKind::MicroConsultation,
            format!("微协商第{}场（示例）", n + 1),
            match n {
                // The two of 彩虹大厦 whose days are documented: day 19, and day 57 with the agreement.
                9 => day(2022, 5, 31),
                12 => day(2022, 7, 8),
                _ => spread(day(2022, 1, 18), 14, n),
            },
        )
        .by([n, n + 14, n + 28])
    });
    let oversights = (0..9).map(|n| {
        deed(
            Who::Workroom((n * 3) % 14),
            EventKind::MicroOversight,
            format!("微监督第{}场（示例）", n + 1),
            spread(day(2022, 3, 22), 30, n),
        )
        .by([n + 3])
    });
    consultations.chain(oversights).collect()
}

/// 15 lectures, 18 times volunteering, 3 patrols, 16 students with 35,000 yuan, 7 residents comforted, donations.
fn service() -> Vec<Deed> {
    let mut all = Vec::new();
    for n in 0..15 {
        all.push(deed(
            Who::Workroom((n * 5) % 14),
            EventKind::Lecture,
            format!("委员讲堂进村（社区）暨安全知识宣讲第{}讲（示例）", n + 1),
            spread(day(2022, 2, 24), 19, n),
        ));
    }
    for n in 0..18 {
        let what = ["文明劝导", "清扫保洁", "义诊义剪", "送春联"]
            .get(n % 4)
            .copied()
            .unwrap_or_default();
        all.push(deed(
            Who::Workroom((n * 9) % 14),
            EventKind::Volunteer,
            format!("{what}志愿服务第{}次（示例）", n + 1),
            spread(day(2022, 1, 10), 19, n),
        ));
    }
    for n in 0..3 {
        all.push(deed(
            Who::Workroom(n + 9),
            EventKind::Patrol,
            format!("防溺水巡河第{}次（示例）", n + 1),
            spread(day(2022, 7, 5), 14, n),
        ));
    }
    all.push(
        deed(
            Who::District,
            EventKind::StudentAid,
            "金秋助学第一批（示例）",
            day(2022, 8, 24),
        )
        .with(Measure::Persons, 10)
        .funds(FundKind::AidPaid, 22_000, Qualifier::Exact),
    );
    all.push(
        deed(
            Who::Personal,
            EventKind::StudentAid,
            "金秋助学第二批（示例）",
            day(2022, 8, 27),
        )
        .with(Measure::Persons, 6)
        .funds(FundKind::AidPaid, 13_000, Qualifier::Exact),
    );
    all.push(
        deed(
            Who::District,
            EventKind::Consolation,
            "走访慰问困难群众（示例）",
            day(2022, 1, 20),
        )
        .with(Measure::Persons, 7),
    );
    all.push(
        deed(
            Who::District,
            EventKind::Donation,
            "战“疫”捐款（示例）",
            day(2022, 4, 12),
        )
        .of(EPIDEMIC)
        .funds(FundKind::DonationCash, 250_000, Qualifier::AtLeast),
    );
    all.push(
        deed(
            Who::District,
            EventKind::Donation,
            "战“疫”捐物折价（示例）",
            day(2022, 4, 20),
        )
        .of(EPIDEMIC)
        .funds(FundKind::DonationInKind, 150_000, Qualifier::Exact),
    );
    all.push(
        deed(
            Who::District,
            EventKind::DisasterRelief,
            "组织专家委员赴划船村钻井引水",
            day(2022, 9, 6),
        )
        .at("430503101214"),
    );
    all
}
