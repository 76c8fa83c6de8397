//! What closed lists are called in the headings and cells of exports, in Chinese, as their descriptions in the API say.
//! Deliberately absent: lists that carry their names themselves.

use crate::casework::kinds::CaseKind;
use crate::events::kinds::{EventStatus, FundKind, Measure, Unit};
use crate::linkage::Attribution;
use crate::organization::Office;
use crate::statistics::breakdown::Dimension;
use crate::statistics::figure::Credit;

/// The measures of events that have a column each, with its heading.
pub const MEASURES: [(Measure, &str); 8] = [
    (Measure::Sessions, "场次"),
    (Measure::PersonTimes, "人次"),
    (Measure::Persons, "人数"),
    (Measure::GoodDeeds, "实事（件）"),
    (Measure::Voices, "意见建议（条）"),
    (Measure::Enterprises, "走访企业（家）"),
    (Measure::Villages, "村（社区）（个）"),
    (Measure::Comments, "留言（条）"),
];

/// The kinds of funds, which have a column each, with its heading.
pub const FUNDS: [(FundKind, &str); 4] = [
    (FundKind::DonationCash, "捐款（元）"),
    (FundKind::DonationInKind, "捐物（元）"),
    (FundKind::Mobilised, "争取资金（元）"),
    (FundKind::AidPaid, "资助（元）"),
];

/// Where an event stands.
pub fn status(status: EventStatus) -> &'static str {
    match status {
        EventStatus::Posted => "已报送",
        EventStatus::Verified => "已核实",
        EventStatus::Held => "待甄别",
        EventStatus::Rejected => "核实未通过",
        EventStatus::Duplicate => "重复",
        EventStatus::Void => "作废",
    }
}

/// A kind of case.
pub fn case_kind(kind: CaseKind) -> &'static str {
    match kind {
        CaseKind::MicroSuggestion => "微建议",
        CaseKind::Proposal => "提案",
        CaseKind::SentimentReport => "社情民意信息",
        CaseKind::Consultation => "协商",
        CaseKind::OversightCampaign => "专项监督",
        CaseKind::Finding => "监督发现问题",
        CaseKind::PublicVoice => "群众意见建议",
    }
}

/// An office of a member.
pub fn office(office: Office) -> &'static str {
    match office {
        Office::Chairperson => "主席",
        Office::ViceChairperson => "副主席",
        Office::SecretaryGeneral => "秘书长",
        Office::StandingMember => "常务委员",
        Office::PartyGroupMember => "党组成员",
        Office::CommitteeDirector => "专委会主任",
    }
}

/// A unit. A share of one is told as a share, not as a percentage.
pub fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Records => "条记录",
        Unit::Sessions => "场次",
        Unit::PersonTimes => "人次",
        Unit::Persons => "人",
        Unit::Cases => "件",
        Unit::Items | Unit::Comments => "条",
        Unit::Pieces => "篇",
        Unit::Points => "分",
        Unit::Enterprises => "家",
        Unit::Villages | Unit::Divisions | Unit::Workrooms => "个",
        Unit::Yuan => "元",
        Unit::Percent => "比率，1 为 100%",
        Unit::Months => "个月",
        Unit::WorkingDays => "个工作日",
        Unit::Days => "天",
        Unit::PerHundredMembers => "条/百名委员",
        Unit::Kinds => "种",
        Unit::Coefficient => "系数，0 至 1",
    }
}

/// A dimension of a breakdown.
pub fn dimension(dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::Workroom => "委员工作室",
        Dimension::SectorGroup => "界别活动组",
        Dimension::SpecialCommittee => "专委会",
        Dimension::ViceChair => "副主席",
        Dimension::Township => "乡镇街道",
        Dimension::Sector => "界别",
        Dimension::Member => "委员",
        Dimension::Kind => "活动种类",
        Dimension::Campaign => "主题活动",
        Dimension::Month => "月",
        Dimension::Quarter => "季度",
        Dimension::Year => "年",
    }
}

/// By which chain records are attributed.
pub fn attribution(attribution: Attribution) -> &'static str {
    match attribution {
        Attribution::AtEvent => "按发生时归属",
        Attribution::Current => "按现行归属",
    }
}

/// How joint records count.
pub fn credit(credit: Credit) -> &'static str {
    match credit {
        Credit::Full => "各计一次（上级只计一次）",
        Credit::LeadOnly => "只计主办",
        Credit::Fractional => "按份额",
    }
}
