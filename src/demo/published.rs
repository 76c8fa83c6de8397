//! The figures of the district's report of 2022 as it prints them, with the metric and the narrowing under which the
//! records of the demo come to the same. Figures that no metric says yet stand without one.
//! Deliberately absent: any number that the report does not print.

use std::collections::BTreeMap;

use super::plan::{CAMPAIGNS, EPIDEMIC, READING, STUDY, TALKS, Ymd};
use super::{Stopped, day, told};
use crate::events::entity::campaign;
use crate::events::kinds::{EventKind as Kind, FundKind, Qualifier, Unit};
use crate::kernel::db::load_head;
use crate::kernel::id::GlobalId;
use crate::kernel::versions::load_at;
use crate::linkage::Request;
use crate::published::reading::FigureDraft;
use crate::published::recording::record;
use crate::statistics::metrics::MetricCode as Metric;

/// The document.
pub const REPORT: &str = "《2022年度整体支出绩效评价报告》";

/// The calendar year.
const YEAR: (&str, Ymd, Option<Ymd>) = ("2022年度", (2022, 1, 1), Some((2023, 1, 1)));
/// From the opening of the session to the end of the year that the report is of.
const SESSION: (&str, Ymd, Option<Ymd>) = (
    "六届一次会议以来至2022年底（非日历年度）",
    (2021, 10, 25),
    Some((2023, 1, 1)),
);

/// One figure of the report.
struct Line {
    key: &'static str,
    phrase: &'static str,
    value: Option<&'static str>,
    percent: Option<&'static str>,
    pair: Option<(&'static str, &'static str)>,
    fits: &'static [(&'static str, &'static str)],
    unit: Unit,
    qualifier: Qualifier,
    of: (&'static str, Ymd, Option<Ymd>),
    campaign: Option<usize>,
    metric: Option<Metric>,
    kinds: &'static [Kind],
    funds: &'static [FundKind],
    is_part: Option<bool>,
    note: Option<&'static str>,
    display_only: bool,
}

const fn line(key: &'static str, phrase: &'static str, unit: Unit) -> Line {
    Line {
        key,
        phrase,
        value: None,
        percent: None,
        pair: None,
        fits: &[],
        unit,
        qualifier: Qualifier::Exact,
        of: YEAR,
        campaign: None,
        metric: None,
        kinds: &[],
        funds: &[],
        is_part: None,
        note: None,
        display_only: false,
    }
}

const fn number(key: &'static str, phrase: &'static str, value: &'static str, unit: Unit) -> Line {
    Line {
        value: Some(value),
        ..line(key, phrase, unit)
    }
}

/// A lower bound: the report says 余.
const fn or_more(key: &'static str, phrase: &'static str, value: &'static str, unit: Unit) -> Line {
    Line {
        qualifier: Qualifier::AtLeast,
        ..number(key, phrase, value, unit)
    }
}

const fn rate(key: &'static str, phrase: &'static str, percent: &'static str) -> Line {
    Line {
        percent: Some(percent),
        ..line(key, phrase, Unit::Percent)
    }
}

impl Line {
    const fn of(self, of: (&'static str, Ymd, Option<Ymd>)) -> Self {
        Self { of, ..self }
    }

    const fn basis(self, basis: &'static str) -> Self {
        let (_, from, to) = self.of;
        self.of((basis, from, to))
    }

    const fn by(self, metric: Metric) -> Self {
        Self {
            metric: Some(metric),
            ..self
        }
    }

    const fn kinds(self, kinds: &'static [Kind]) -> Self {
        Self { kinds, ..self }
    }

    const fn funds(self, funds: &'static [FundKind]) -> Self {
        Self { funds, ..self }
    }

    const fn campaign(self, place: usize) -> Self {
        Self {
            campaign: Some(place),
            ..self
        }
    }

    const fn pair(self, part: &'static str, whole: &'static str) -> Self {
        Self {
            pair: Some((part, whole)),
            ..self
        }
    }

    const fn note(self, note: &'static str) -> Self {
        Self {
            note: Some(note),
            ..self
        }
    }
}

const ON_STUDY: &str = "2022年主题活动“学习二十大，委员在行动”";
const ON_TALKS: &str = "2022年“民情恳谈”“我为群众办实事”活动";
const APART: &str = "与另一主题活动的同类数据有重叠，不可相加。";

/// Every figure, in the order of the report's subjects.
fn lines() -> Vec<Line> {
    vec![
        number("study.talks", "学习宣讲活动25场次", "25", Unit::Sessions)
            .basis(ON_STUDY)
            .campaign(STUDY)
            .by(Metric::Sessions),
        or_more(
            "study.person_times",
            "带动界别群众1700余人次参加",
            "1700",
            Unit::PersonTimes,
        )
        .basis(ON_STUDY)
        .campaign(STUDY)
        .by(Metric::PersonTimes),
        number("study.good_deeds", "为民办实事196件", "196", Unit::Cases)
            .basis(ON_STUDY)
            .campaign(STUDY)
            .by(Metric::GoodDeeds)
            .note(APART),
        number("study.voices", "收集群众意见建议265条", "265", Unit::Items)
            .basis(ON_STUDY)
            .campaign(STUDY)
            .by(Metric::Voices)
            .note(APART),
        Line {
            display_only: true,
            ..or_more(
                "reading.comments",
                "读书活动留言1.5万余条",
                "15000",
                Unit::Comments,
            )
        }
        .basis("2022年“心悦读•新大祥”委员读书活动")
        .campaign(READING)
        .by(Metric::Comments)
        .note("只展示，不计分、不排名。"),
        number("micro.suggestions", "微建议65条", "65", Unit::Items).by(Metric::Ms1Submitted),
        number("micro.consultations", "微协商23场次", "23", Unit::Sessions)
            .by(Metric::Sessions)
            .kinds(&[Kind::MicroConsultation]),
        number("micro.oversights", "微监督9场次", "9", Unit::Sessions)
            .by(Metric::Sessions)
            .kinds(&[Kind::MicroOversight]),
        number(
            "proposals.filed",
            "六届一次会议以来立案的76件委员提案",
            "76",
            Unit::Cases,
        )
        .of(SESSION)
        .by(Metric::P0InHand),
        rate("proposals.reply_rate", "办复率100%", "100")
            .of(SESSION)
            .pair("76", "76")
            .by(Metric::P3),
        rate("proposals.meeting_rate", "见面率97.4%", "97.4")
            .of(SESSION)
            .pair("74", "76")
            .by(Metric::P5),
        Line {
            fits: &[("75", "76"), ("74", "75")],
            ..rate("proposals.satisfaction_rate", "满意率98.7%", "98.7")
        }
        .of(SESSION)
        .by(Metric::P6Result)
        .note("报告未说明分母：以立案件计为 75/76，以收回的反馈计为 74/75。"),
        number(
            "sentiment.reports",
            "反映社情民意信息58篇",
            "58",
            Unit::Pieces,
        )
        .by(Metric::I0),
        number(
            "sentiment.city_adopted",
            "其中6篇被市政协采编",
            "6",
            Unit::Pieces,
        )
        .by(Metric::I0City),
        Line {
            is_part: Some(true),
            ..number(
                "consultation.ageing.talks",
                "召开座谈会6场次",
                "6",
                Unit::Sessions,
            )
        }
        .basis("2022年“大力发展社会养老产业、推动经济高质量发展”对口协商")
        .by(Metric::Sessions)
        .kinds(&[Kind::CounterpartConsultation])
        .note("一次对口协商中的6场座谈会，不是6次协商。"),
        number(
            "consultation.sanitation.speakers",
            "6位政协委员议政发言",
            "6",
            Unit::Persons,
        )
        .basis("2022年“推进环卫精细化管理”专题议政性常委会会议协商")
        .by(Metric::Persons)
        .kinds(&[Kind::StandingCommitteeConsultation]),
        number(
            "consultation.community_level",
            "基层协商会5场次",
            "5",
            Unit::Sessions,
        )
        .by(Metric::Sessions)
        .kinds(&[Kind::CommunityConsultation]),
        number(
            "research.enterprises_visited",
            "走访中小企业15家",
            "15",
            Unit::Enterprises,
        )
        .by(Metric::Enterprises),
        number(
            "oversight.grain.divisions",
            "7个涉农乡镇街道",
            "7",
            Unit::Divisions,
        )
        .basis("2022年“稳定全区粮食播种面积禁止抛荒”专项监督"),
        number(
            "oversight.grain.months",
            "7个月跟踪监督调研",
            "7",
            Unit::Months,
        )
        .basis("2022年“稳定全区粮食播种面积禁止抛荒”专项监督"),
        rate("epidemic.participation_rate", "委员参与率达90%", "90")
            .basis("2022年战“疫”")
            .campaign(EPIDEMIC)
            .note("报告未说明分母。"),
        or_more(
            "epidemic.donations",
            "捐款捐物40万余元",
            "400000",
            Unit::Yuan,
        )
        .basis("2022年战“疫”")
        .campaign(EPIDEMIC)
        .by(Metric::Funds)
        .funds(&[FundKind::DonationCash, FundKind::DonationInKind])
        .note("捐款与捐物折价之和，与争取的资金、资助款不相加。"),
        number(
            "service.lectures",
            "委员讲堂进村（社区）15场次",
            "15",
            Unit::Sessions,
        )
        .by(Metric::Sessions)
        .kinds(&[Kind::Lecture]),
        number(
            "service.river_patrols",
            "防溺水巡河3次",
            "3",
            Unit::Sessions,
        )
        .by(Metric::Sessions)
        .kinds(&[Kind::Patrol]),
        number(
            "service.students_aided",
            "金秋助学16名学子",
            "16",
            Unit::Persons,
        )
        .by(Metric::Persons)
        .kinds(&[Kind::StudentAid]),
        number("service.student_aid", "资助3.5万元", "35000", Unit::Yuan)
            .by(Metric::Funds)
            .kinds(&[Kind::StudentAid])
            .funds(&[FundKind::AidPaid]),
        number(
            "service.residents_comforted",
            "慰问困难群众7人",
            "7",
            Unit::Persons,
        )
        .by(Metric::Persons)
        .kinds(&[Kind::Consolation]),
        number(
            "service.volunteering",
            "志愿服务活动18场次",
            "18",
            Unit::Sessions,
        )
        .by(Metric::Sessions)
        .kinds(&[Kind::Volunteer]),
        number("talks.voices", "收集意见建议35条", "35", Unit::Items)
            .basis(ON_TALKS)
            .campaign(TALKS)
            .by(Metric::Voices)
            .note(APART),
        number("talks.sentiment_reports", "社情民意11条", "11", Unit::Items)
            .basis(ON_TALKS)
            .campaign(TALKS)
            .by(Metric::I0)
            .note("很可能包含在58篇社情民意信息之内，不可相加。"),
        number(
            "talks.villages_funded",
            "为8个村（社区）解决发展资金",
            "8",
            Unit::Villages,
        )
        .basis(ON_TALKS)
        .campaign(TALKS)
        .by(Metric::Villages),
        or_more(
            "talks.funds_mobilised",
            "发展资金30余万元",
            "300000",
            Unit::Yuan,
        )
        .basis(ON_TALKS)
        .campaign(TALKS)
        .by(Metric::Funds)
        .funds(&[FundKind::Mobilised]),
        number("talks.good_deeds", "帮助群众办实事22件", "22", Unit::Cases)
            .basis(ON_TALKS)
            .campaign(TALKS)
            .by(Metric::GoodDeeds)
            .note(APART),
        number("regulations.revised", "修订完善制度19项", "19", Unit::Items),
        number(
            "honours.provincial",
            "省示范性政协委员工作室",
            "1",
            Unit::Workrooms,
        )
        .basis("2022年，曾绮云委员工作室"),
        number(
            "honours.municipal",
            "市示范性政协委员工作室",
            "1",
            Unit::Workrooms,
        )
        .basis("2022年，城南委员工作室"),
    ]
}

/// Records them.
pub async fn load(office: &Request) -> Result<(), Stopped> {
    let district = office
        .actor()
        .map_err(|_| "nobody is signed in")?
        .district
        .clone();
    let head = load_head(&office.db, &district)
        .await
        .map_err(|error| error.to_string())?;
    let number = head.map_or(0, |head| head.number);
    let campaigns: BTreeMap<String, String> =
        load_at::<campaign::Entity>(&office.db, &district, number)
            .await
            .map_err(|error| error.to_string())?
            .into_iter()
            .map(|row| {
                let id = GlobalId::encode("Campaign", &district, row.id.0).0;
                (row.name, id)
            })
            .collect();
    for line in lines() {
        let campaign = match line.campaign.and_then(|place| CAMPAIGNS.get(place)) {
            Some((name, ..)) => Some(campaigns.get(*name).ok_or("no such campaign")?.clone()),
            None => None,
        };
        record(office, &district, &draft(&line, campaign))
            .await
            .map_err(|failure| told(line.key, &failure))?;
    }
    Ok(())
}

fn draft(line: &Line, campaign: Option<String>) -> FigureDraft {
    let text = |text: &str| text.to_owned();
    let date = |(year, month, of_month): Ymd| day(year, month, of_month).to_string();
    let (basis, from, to) = line.of;
    FigureDraft {
        key: text(line.key),
        document: text(REPORT),
        phrase: text(line.phrase),
        value: line.value.map(text),
        percent: line.percent.map(text),
        numerator: line.pair.map(|(part, _)| text(part)),
        denominator: line.pair.map(|(_, whole)| text(whole)),
        fits: line
            .fits
            .iter()
            .map(|(part, whole)| (text(part), text(whole)))
            .collect(),
        unit: line.unit,
        qualifier: line.qualifier,
        basis: text(basis),
        from: date(from),
        to: to.map(date),
        metric: line.metric,
        kinds: (!line.kinds.is_empty()).then(|| line.kinds.iter().copied().collect()),
        fund_kinds: (!line.funds.is_empty()).then(|| line.funds.iter().copied().collect()),
        is_part: line.is_part,
        campaign,
        note: line.note.map(text),
        display_only: line.display_only,
    }
}
