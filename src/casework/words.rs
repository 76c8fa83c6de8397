//! What states, acts and owners are called in sentences to people. Deliberately absent: names in the API, which are the
//! words themselves.

use super::kinds::{CaseAct, CaseState, LegOwner};
use crate::kernel::actor::Role;
use crate::kernel::authz::{Action as Permission, Answer, Standing, answer};

impl CaseState {
    /// What it is called in Chinese and in English.
    pub fn called(self) -> (&'static str, &'static str) {
        match self {
            Self::Draft => ("草稿", "draft"),
            Self::Submitted => ("已提交", "submitted"),
            Self::Returned => ("退回修改", "returned"),
            Self::Declined => ("不受理", "declined"),
            Self::Converted => ("转办", "converted"),
            Self::Merged => ("并案", "merged"),
            Self::Accepted => ("受理", "accepted"),
            Self::Forwarded => ("已转交", "forwarded"),
            Self::Dispatched => ("已交办", "dispatched"),
            Self::Handling => ("办理中", "handling"),
            Self::Replied => ("已答复", "replied"),
            Self::Evaluated => ("已评价", "evaluated"),
            Self::Tracking => ("跟踪中", "tracking"),
            Self::Closed => ("已办结", "closed"),
            Self::Escalated => ("已升级", "escalated"),
            Self::Void => ("作废", "void"),
        }
    }
}

impl CaseAct {
    /// What it is called in Chinese and in English.
    pub fn called(self) -> (&'static str, &'static str) {
        match self {
            Self::Propose => ("提", "propose"),
            Self::Revise => ("修改", "revise"),
            Self::Submit => ("提交", "submit"),
            Self::Return => ("退回修改", "return"),
            Self::Decline => ("不受理", "decline"),
            Self::Merge => ("并案", "merge"),
            Self::Convert => ("转为其他", "convert"),
            Self::Accept => ("审", "accept"),
            Self::Forward => ("转", "forward"),
            Self::Claim => ("领", "claim"),
            Self::DropClaim => ("放弃领办", "drop claim"),
            Self::FinishClaim => ("领办完成", "finish claim"),
            Self::Dispatch => ("交", "dispatch"),
            Self::ReturnOrder => ("退单", "return order"),
            Self::RuleReturn => ("退单裁定", "rule return"),
            Self::Sign => ("签收", "sign"),
            Self::Contact => ("商", "contact"),
            Self::Pause => ("暂停计时", "pause"),
            Self::Resume => ("恢复计时", "resume"),
            Self::RequestExtension => ("申请延期", "request extension"),
            Self::DecideExtension => ("审批延期", "decide extension"),
            Self::Urge => ("督", "urge"),
            Self::Reply => ("办复", "reply"),
            Self::Rework => ("发回重办", "rework"),
            Self::Evaluate => ("评价", "evaluate"),
            Self::RecordSilence => ("未评价", "record silence"),
            Self::CallBack => ("回访", "call back"),
            Self::LeaderDecide => ("领导裁定", "leader decide"),
            Self::Track => ("跟踪", "track"),
            Self::ReportProgress => ("报告进展", "report progress"),
            Self::Close => ("办结", "close"),
            Self::Escalate => ("升级", "escalate"),
            Self::Relate => ("三微联动", "relate"),
            Self::Void => ("作废", "void"),
        }
    }
}

impl LegOwner {
    /// What it is called in Chinese and in English.
    pub fn called(self) -> (&'static str, &'static str) {
        match self {
            Self::Author => ("提出人", "author"),
            Self::Office => ("政协机关", "office"),
            Self::Hotline => ("热线中心", "hotline"),
            Self::Unit => ("承办单位", "unit"),
            Self::Leader => ("领导", "leader"),
        }
    }
}

impl CaseAct {
    /// What the journal calls it.
    pub fn verb(self) -> &'static str {
        match self {
            Self::Propose => "case.propose",
            Self::Revise => "case.revise",
            Self::Submit => "case.submit",
            Self::Return => "case.return",
            Self::Decline => "case.decline",
            Self::Merge => "case.merge",
            Self::Convert => "case.convert",
            Self::Accept => "case.accept",
            Self::Forward => "case.forward",
            Self::Claim => "case.claim",
            Self::DropClaim => "case.drop_claim",
            Self::FinishClaim => "case.finish_claim",
            Self::Dispatch => "case.dispatch",
            Self::ReturnOrder => "case.return_order",
            Self::RuleReturn => "case.rule_return",
            Self::Sign => "case.sign",
            Self::Contact => "case.contact",
            Self::Pause => "case.pause",
            Self::Resume => "case.resume",
            Self::RequestExtension => "case.request_extension",
            Self::DecideExtension => "case.decide_extension",
            Self::Urge => "case.urge",
            Self::Reply => "case.reply",
            Self::Rework => "case.rework",
            Self::Evaluate => "case.evaluate",
            Self::RecordSilence => "case.record_silence",
            Self::CallBack => "case.call_back",
            Self::LeaderDecide => "case.leader_decide",
            Self::Track => "case.track",
            Self::ReportProgress => "case.report_progress",
            Self::Close => "case.close",
            Self::Escalate => "case.escalate",
            Self::Relate => "case.relate",
            Self::Void => "case.void",
        }
    }
}

/// Whose part it is to do what takes a permission, in Chinese and in English.
pub fn roles(permission: Permission) -> (Vec<&'static str>, Vec<&'static str>) {
    Role::ALL
        .into_iter()
        .filter(|role| answer(Some(*role), permission, Standing::Own) == Answer::Allowed)
        .map(role)
        .unzip()
}

fn role(role: Role) -> (&'static str, &'static str) {
    match role {
        Role::SystemAdmin => ("系统管理员", "system administrator"),
        Role::SecurityAdmin => ("安全管理员", "security administrator"),
        Role::Auditor => ("审计员", "auditor"),
        Role::Office => ("政协机关", "CPPCC office"),
        Role::Leader => ("区政协领导", "leader"),
        Role::WorkroomOfficer => ("政协专干", "workroom officer"),
        Role::Member => ("委员", "member"),
        Role::Hotline => ("热线中心", "hotline centre"),
        Role::Unit => ("承办单位", "handling unit"),
    }
}
