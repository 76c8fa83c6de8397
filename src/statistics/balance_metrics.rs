//! The metrics of balance, by the codes of the district's list of indicators. B2 is W5, the other side of B1.
//! Deliberately absent: attendance (B7), as nobody records who was due; and marks for single members.

use super::balance::Balance;
use super::metrics::{Counts, Definition, MetricCode};
use crate::events::kinds::Unit;

const fn of_balance(
    code: MetricCode,
    balance: Balance,
    unit: Unit,
    names: (&'static str, &'static str),
    definitions: (&'static str, &'static str),
) -> Definition {
    let counts = Counts::Balance(balance);
    Definition::new(code, names, definitions, unit, false, counts)
}

/// The metrics of balance.
pub const BALANCE: [Definition; 8] = [
    of_balance(
        MetricCode::B1,
        Balance::NoRecord,
        Unit::Percent,
        ("零履职率", "Members without a record"),
        (
            "期内没有任何履职记录的委员 ÷ 期内在任委员，即 1 减驻室委员活跃率（W5）；没有记录可列；不足五名委员时不显示。",
            "Members without any record of duty in the period over members in office: one less W5; there are no records to show; withheld of fewer than five members.",
        ),
    ),
    of_balance(
        MetricCode::B3,
        Balance::Gini,
        Unit::Coefficient,
        ("履职种类基尼系数", "Inequality of kinds of duty"),
        (
            "每名委员履职种类数（会议、提案、社情民意信息、调研视察、协商监督、学习培训、联系服务，0 至 7）的基尼系数：两两之差的绝对值之和 ÷（2 × 人数平方 × 均值），含零履职委员；0 为完全均衡；人人为零时为空；不列记录，以免成为个人排名；不足五名委员时不显示。",
            "The Gini coefficient of each member's number of kinds of duty (meetings, proposals, sentiment reports, research and inspection, consultation and oversight, study and training, contact and service; 0 to 7): the sum of all differences between two members over twice the squared number of members times the mean, members with none included; 0 is even; null when nobody has any; no records, which would be a rank of persons; withheld of fewer than five members.",
        ),
    ),
    of_balance(
        MetricCode::B4,
        Balance::TopTenth,
        Unit::Percent,
        ("前百分之十集中度", "Share of the most active tenth"),
        (
            "履职记录最多的百分之十委员（人数进一取整）的记录数 ÷ 全部委员的记录数，一条记录对每名参加的委员各计一次；没有记录时为空；不列记录；不足五名委员时不显示。",
            "The records of the tenth of members, rounded up, with the most records over the records of all members, a record once for each member who took part; null without records; no records are shown; withheld of fewer than five members.",
        ),
    ),
    of_balance(
        MetricCode::B5,
        Balance::MedianKinds,
        Unit::Kinds,
        ("履职种类中位数", "Kinds of duty, the median"),
        (
            "每名委员履职种类数（0 至 7）的中位数，含零履职委员；按工作室分列即见差距；不列记录；不足五名委员时不显示。",
            "The median of each member's number of kinds of duty (0 to 7), members with none included; by workroom it shows the gaps; no records are shown; withheld of fewer than five members.",
        ),
    ),
    of_balance(
        MetricCode::B5Sectors,
        Balance::GapOfSectors,
        Unit::Kinds,
        ("界别间差距", "Gap between sectors"),
        (
            "各界别履职种类中位数（B5）的最大值减最小值，委员按其所属界别计，与联系链无关；不足五名委员的界别不计，不足两个界别时为空；不列记录。",
            "The largest less the smallest of the sectors' medians (B5), each member by the sector that he belongs to, whatever the chain; sectors of fewer than five members are left out, null of fewer than two sectors; no records are shown.",
        ),
    ),
    of_balance(
        MetricCode::B5Workrooms,
        Balance::GapOfWorkrooms,
        Unit::Kinds,
        ("工作室间差距", "Gap between workrooms"),
        (
            "各工作室履职种类中位数（B5）的最大值减最小值；不足五名委员的工作室不计，不足两个工作室时为空；不列记录。",
            "The largest less the smallest of the workrooms' medians (B5); workrooms of fewer than five members are left out, null of fewer than two workrooms; no records are shown.",
        ),
    ),
    of_balance(
        MetricCode::B6,
        Balance::ThreeKinds,
        Unit::Percent,
        ("履职广度", "Members of three kinds of duty"),
        (
            "期内有三种及以上履职（种类同 B3）的委员 ÷ 期内在任委员；每人以达到第三种的那条记录为凭；不足五名委员时不显示。",
            "Members with three kinds of duty or more (the kinds of B3) in the period over members in office; of each one the record that made it three is shown; withheld of fewer than five members.",
        ),
    ),
    of_balance(
        MetricCode::K1,
        Balance::Contacts,
        Unit::Percent,
        ("联系覆盖率", "Members with two contacts"),
        (
            "期内有两次及以上联系界别群众（走访、接待、民情恳谈、走访慰问，或收集群众意见）的委员 ÷ 期内在任委员；每人以首次联系为凭；不足五名委员时不显示。",
            "Members with two contacts with residents or more (visits, receptions, talks, visits of consolation, or voices collected) in the period over members in office; of each one the first contact is shown; withheld of fewer than five members.",
        ),
    ),
];
