//! The part of the plan that the report names deed by deed: consultations, oversight, research, reading, receptions.
//! Deliberately absent: the campaigns' totals.

use super::{Deed, GRAIN, READING, Who, deed, spread};
use crate::demo::day;
use crate::events::kinds::{EventKind, Measure};

/// The consultations of the report, with the six talks inside one of them.
pub fn consultations() -> Vec<Deed> {
    let talks = (1..=6).map(|n| format!("养老产业对口协商座谈会第{n}场（示例）"));
    let mut all = vec![
        deed(
            Who::Committee(2),
            EventKind::CounterpartConsultation,
            "“大力发展社会养老产业、推动经济高质量发展”对口协商",
            day(2022, 5, 10),
        )
        .parts(talks),
        deed(
            Who::Committee(2),
            EventKind::CounterpartConsultation,
            "“老旧小区改造”对口协商",
            day(2022, 6, 14),
        ),
        deed(
            Who::Committee(4),
            EventKind::CounterpartConsultation,
            "“低收入群体法律援助”对口协商",
            day(2022, 7, 12),
        ),
        deed(
            Who::District,
            EventKind::StandingCommitteeConsultation,
            "“推进环卫精细化管理”专题议政性常委会会议协商",
            day(2022, 8, 16),
        )
        .with(Measure::Persons, 6)
        .by(7..13),
        deed(
            Who::Committee(3),
            EventKind::ThematicConsultation,
            "“‘双减’背景下，积极推动传统文化进课后服务”专题协商",
            day(2022, 9, 20),
        ),
        deed(
            Who::Workroom(6),
            EventKind::CommunityConsultation,
            "“台上村美丽乡村规划与建设”基层协商会",
            day(2022, 4, 26),
        )
        .at("430503007220"),
        deed(
            Who::Workroom(13),
            EventKind::CommunityConsultation,
            "“发掘召伯窑址文化底蕴”基层协商会",
            day(2022, 5, 24),
        )
        .at("430503203203"),
        deed(
            Who::Workroom(11),
            EventKind::CommunityConsultation,
            "“助推农业产业发展”基层协商会",
            day(2022, 6, 21),
        ),
    ];
    for n in 0..2 {
        all.push(deed(
            Who::Workroom(n * 4 + 3),
            EventKind::CommunityConsultation,
            format!("基层协商会第{}场（示例）", n + 4),
            spread(day(2022, 9, 14), 35, n),
        ));
    }
    for (n, topic) in [
        "智慧装配式建筑产业园建设",
        "游乐园项目建设",
        "提高家庭教育素质",
        "严格执行未成年人登记制度",
    ]
    .into_iter()
    .enumerate()
    {
        all.push(deed(
            Who::Committee(0),
            EventKind::ProposalHandlingConsultation,
            format!("“{topic}”提案办理协商"),
            spread(day(2022, 6, 8), 28, n),
        ));
    }
    all
}

/// The grain-area oversight of 7 divisions over 7 months, other oversight, research with 15 enterprises visited.
pub fn oversight_and_research() -> Vec<Deed> {
    let mut all = Vec::new();
    // The seventh agricultural division is not confirmed; 百春园 stands in for it.
    let divisions: [(&'static str, usize); 7] = [
        ("430503006", 5),
        ("430503007", 6),
        ("430503010", 9),
        ("430503011", 10),
        ("430503101", 11),
        ("430503202", 12),
        ("430503203", 13),
    ];
    for month in 4..=10 {
        for (n, (place, workroom)) in divisions.into_iter().enumerate() {
            all.push(
                deed(
                    Who::CommitteeWith(1, workroom),
                    EventKind::OversightRound,
                    format!("粮食播种面积跟踪监督调研{month}月第{}站（示例）", n + 1),
                    spread(day(2022, month, 6), 1, n),
                )
                .of(GRAIN)
                .at(place),
            );
        }
    }
    for (n, topic) in ["重点项目拆迁", "自建房安全隐患整治", "法院庭审"]
        .into_iter()
        .enumerate()
    {
        all.push(deed(
            Who::Committee(4),
            EventKind::RegularOversight,
            format!("{topic}经常性监督"),
            spread(day(2022, 5, 18), 40, n),
        ));
    }
    all.push(deed(
        Who::Committee(1),
        EventKind::Inspection,
        "高标准农田改造现场视察",
        day(2022, 7, 19),
    ));
    let visits = (1..=3).map(|n| format!("走访中小企业第{n}批（示例）"));
    let mut research = deed(
        Who::Committee(1),
        EventKind::Research,
        "“加强市场主体培育”专题调研",
        day(2022, 3, 15),
    );
    research.parts = visits.collect();
    all.push(research);
    all.push(deed(
        Who::Committee(1),
        EventKind::Research,
        "“扩大对外交流合作，推动‘邵阳红’品牌走出去”专题调研",
        day(2022, 5, 31),
    ));
    for (n, topic) in ["优化营商环境", "抢抓RCEP机遇"].into_iter().enumerate() {
        all.push(deed(
            Who::Committee(1),
            EventKind::Research,
            format!("配合市政协开展“{topic}”专题调研"),
            spread(day(2022, 7, 26), 30, n),
        ));
    }
    all
}

/// Reading with 1.5万余 comments, the contest, the seminar, visits and receptions.
pub fn reading_and_other() -> Vec<Deed> {
    let mut all = Vec::new();
    for n in 0..3 {
        let session = deed(
            Who::District,
            EventKind::Reading,
            format!("“心悦读•新大祥”读书分享第{}期（示例）", n + 1),
            spread(day(2022, 4, 23), 60, n),
        )
        .of(READING);
        all.push(if n == 0 {
            session.at_least(Measure::Comments, 5_000)
        } else {
            session.with(Measure::Comments, 5_000)
        });
    }
    all.push(deed(
        Who::District,
        EventKind::Contest,
        "“喜迎二十大，委员在行动”朗诵比赛",
        day(2022, 9, 28),
    ));
    all.push(deed(
        Who::Committee(3),
        EventKind::Seminar,
        "“弘扬蔡锷将军爱国主义精神”学术研讨会",
        day(2022, 12, 18),
    ));
    for (n, place) in ["清真南寺", "基督教堂", "宝祥寺"].into_iter().enumerate() {
        all.push(deed(
            Who::Committee(4),
            EventKind::Visit,
            format!("民族团结进步走访{place}"),
            spread(day(2022, 6, 2), 7, n),
        ));
    }
    for (n, guest) in ["省、市政协", "邵东政协", "湘西泸溪政协", "广西梧州政协"]
        .into_iter()
        .enumerate()
    {
        all.push(deed(
            Who::District,
            EventKind::Reception,
            format!("接待{guest}考察"),
            spread(day(2022, 4, 14), 45, n),
        ));
    }
    all
}
