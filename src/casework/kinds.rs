//! The closed lists of casework, the same words in the tables and in the API, shared by every kind of case.
//! Deliberately absent: time limits and the letters A to D of result classes, which are data.

use async_graphql::Enum;
use sea_orm::{DeriveActiveEnum, EnumIter};
use serde::{Deserialize, Serialize};

macro_rules! word_list {
    ($(#[$doc:meta])* $name:ident { $($(#[$item_doc:meta])* $item:ident),+ $(,)? }) => {
        #[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, EnumIter, DeriveActiveEnum)]
        #[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
        #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
        $(#[$doc])*
        pub enum $name { $($(#[$item_doc])* $item),+ }

        impl $name {
            /// Every one of them, in order.
            pub const ALL: &'static [Self] = &[$(Self::$item),+];
        }
    };
}

word_list! {
    /// The kind of a case (办件种类).
    CaseKind {
        /// A micro-suggestion through the 12345 hotline (微建议).
        MicroSuggestion,
    }
}

word_list! {
    /// Where a case stands (办理状态).
    CaseState {
        /// Written, seen only by its author and the workroom's officer (草稿).
        Draft,
        /// Proposed, waiting for review (已提交).
        Submitted,
        /// Sent back to its author to mend (退回修改).
        Returned,
        /// Not accepted, on one of the grounds (不受理).
        Declined,
        /// Turned into a proposal or a sentiment report (转办).
        Converted,
        /// Handled together with another of the same matter (并案).
        Merged,
        /// Accepted at review (受理).
        Accepted,
        /// Forwarded to the hotline centre (已转交).
        Forwarded,
        /// Dispatched to a handling unit as a work order (已交办).
        Dispatched,
        /// Signed for and being handled (办理中).
        Handling,
        /// Replied to its author (已答复).
        Replied,
        /// Evaluated, or silence recorded (已评价).
        Evaluated,
        /// Its promise is being followed (跟踪中).
        Tracking,
        /// Closed (已办结).
        Closed,
        /// Taken further by another instrument after closing (已升级).
        Escalated,
        /// Withdrawn; it stays readable (作废).
        Void,
    }
}

word_list! {
    /// What can be done in a case (办理动作).
    CaseAct {
        /// Propose, or write a draft (提).
        Propose,
        /// Revise the content (修改).
        Revise,
        /// Submit a draft, or again after a return (提交).
        Submit,
        /// Send back to mend (退回修改).
        Return,
        /// Not accept (不受理).
        Decline,
        /// Merge into a master (并案).
        Merge,
        /// Turn into a proposal or a sentiment report (转为其他).
        Convert,
        /// Accept (审).
        Accept,
        /// Forward to the hotline centre (转).
        Forward,
        /// Claim, or appoint a claimant (领).
        Claim,
        /// Drop a claim (放弃领办).
        DropClaim,
        /// Say what came of a claim (领办完成).
        FinishClaim,
        /// Dispatch as a work order (交).
        Dispatch,
        /// Return a work order: not ours (退单).
        ReturnOrder,
        /// Rule to whom a twice returned order goes (退单裁定).
        RuleReturn,
        /// Sign for a work order (签收).
        Sign,
        /// Record a contact with the author (商).
        Contact,
        /// Stop the clock while the author is waited for (暂停计时).
        Pause,
        /// Let the clock go on (恢复计时).
        Resume,
        /// Ask for more time (申请延期).
        RequestExtension,
        /// Grant or refuse more time (审批延期).
        DecideExtension,
        /// Urge (督).
        Urge,
        /// Reply to the author (办复).
        Reply,
        /// Send back to be handled again (发回重办).
        Rework,
        /// Evaluate process and result (评价).
        Evaluate,
        /// Record that the author did not evaluate in time (未评价).
        RecordSilence,
        /// Record a call-back to the public (回访).
        CallBack,
        /// Decide, as a leader, on a case that stays unsatisfying (领导裁定).
        LeaderDecide,
        /// Follow a promise (跟踪).
        Track,
        /// Report on a promise (报告进展).
        ReportProgress,
        /// Close (办结).
        Close,
        /// Take further by another instrument (升级).
        Escalate,
        /// Relate a micro-consultation or micro-oversight (三微联动).
        Relate,
        /// Withdraw for good (作废).
        Void,
    }
}

word_list! {
    /// Who stands how to a case (相关方).
    #[graphql(name = "CaseParty")]
    Party {
        /// Who proposed it; its words are this member's (提出人).
        Author,
        /// The workroom whose officer entered it (代录工作室).
        Workroom,
        /// Who claims it and drives it (领办人).
        Claimant,
        /// The unit that is responsible (主办单位).
        LeadUnit,
        /// A unit that supports the lead (协办单位).
        CoUnit,
    }
}

word_list! {
    /// What must be on record before an action (必要条件).
    #[graphql(name = "CaseNeed")]
    Need {
        /// A contact with the author since the order was signed for (与提出人沟通记录).
        Contact,
        /// An author who did not answer in time (评价期限已过).
        Silence,
        /// A leader's decision where the author stays dissatisfied (领导裁定).
        Decision,
        /// A ruling after the second return (退单裁定).
        Ruling,
        /// A promise with its date (承诺期限).
        Promise,
        /// A result that is solved or explained, not promised (非承诺类结果).
        Finished,
        /// A request for more time that waits (待批延期).
        Request,
        /// A clock that stands still (计时已暂停).
        Paused,
        /// A clock that runs (计时未暂停).
        Running,
    }
}

word_list! {
    /// A stretch of a case with an owner and a limit (办理环节).
    #[graphql(name = "CaseLeg")]
    Leg {
        /// Mending after a return; no limit (修改).
        Mend,
        /// Review (审核).
        Review,
        /// Forwarding (转交).
        Forward,
        /// Dispatching (交办).
        Dispatch,
        /// Signing for (签收).
        Sign,
        /// Handling up to the reply (办复).
        Reply,
        /// Handling again up to the next reply (重办).
        Rework,
        /// Evaluation by the author (评价).
        Evaluate,
        /// Closing (办结).
        Close,
        /// Following a promise up to its date (跟踪).
        Promise,
        /// No leg of its own: the most that handling may take with more time granted (延期上限).
        Extension,
    }
}

word_list! {
    /// Whom a leg waits for (责任方).
    #[graphql(name = "CaseLegOwner")]
    LegOwner {
        /// The author (提出人).
        Author,
        /// The CPPCC office (政协机关).
        Office,
        /// The hotline centre (热线中心).
        Hotline,
        /// The handling unit (承办单位).
        Unit,
        /// A leader (领导).
        Leader,
    }
}

word_list! {
    /// What is true of a case from a day on; figures count these (办理事实).
    Fact {
        /// A party of the case; which one is the value (相关方).
        Party,
        /// Submitted (提交).
        Submitted,
        /// Accepted (受理).
        Accepted,
        /// Declined; the ground is the value (不受理).
        Declined,
        /// Merged (并案).
        Merged,
        /// Converted; into what is the value (转为其他).
        Converted,
        /// Forwarded (转交).
        Forwarded,
        /// Dispatched (交办).
        Dispatched,
        /// The reply is due; the day is the date (应复日).
        ReplyDue,
        /// A work order was returned (退单).
        OrderReturned,
        /// A ruling on a returned order was given (退单裁定).
        Ruled,
        /// Signed for (签收).
        Signed,
        /// Claimed; by a member or a leader is the value (领办).
        Claimed,
        /// A claim was finished (领办完成).
        ClaimFinished,
        /// The author was contacted; how is the value (沟通).
        Contacted,
        /// More time was granted (延期).
        Extended,
        /// Urged (督办).
        Urged,
        /// The first reply, against its due date (首次答复).
        FirstReply,
        /// The reply that stands; its class is the value (答复).
        Replied,
        /// Sent back to be handled again (重办).
        Reworked,
        /// Evaluated, or silence recorded (评价).
        Evaluated,
        /// How the author rates the handling (过程评价).
        ProcessRated,
        /// How the author rates the result (结果评价).
        ResultRated,
        /// Called back; the outcome is the value (回访).
        CalledBack,
        /// A leader decided (领导裁定).
        Decided,
        /// A result was promised; the day is the promised one (承诺).
        Promised,
        /// The result was verified (核实解决).
        Solved,
        /// Closed (办结).
        Closed,
        /// Taken further (升级).
        Escalated,
        /// A micro-consultation or micro-oversight belongs to it (三微联动).
        Related,
    }
}

word_list! {
    /// What became of a case, by meaning; letters A to D are a mapping by year (办理结果).
    ResultClass {
        /// Solved, or solved in the main (已解决).
        Solved,
        /// Being solved (正在解决).
        InProgress,
        /// Planned (列入计划).
        Planned,
        /// Not possible for now, explained (暂不能解决).
        NotFeasibleNow,
        /// Kept for reference (留作参考).
        ForReference,
    }
}

impl ResultClass {
    /// Whether it promises something that is still to come.
    pub fn is_promise(self) -> bool {
        matches!(self, Self::InProgress | Self::Planned)
    }
}

word_list! {
    /// How satisfied somebody is; silence is never satisfaction (满意度).
    Satisfaction {
        /// Satisfied (满意).
        Satisfied,
        /// Basically satisfied (基本满意).
        BasicallySatisfied,
        /// Dissatisfied (不满意).
        Dissatisfied,
        /// No answer (未评价).
        NoResponse,
    }
}

word_list! {
    /// On what ground a micro-suggestion is not accepted; the list is a default (不受理理由).
    DeclineGround {
        /// Outside what the district decides on (不属本区职权).
        OutOfCompetence,
        /// In litigation or arbitration (诉讼仲裁中).
        InLitigation,
        /// A personal or family matter (个人或家庭事务).
        PersonalMatter,
        /// No concrete suggestion (无具体建议).
        NotConcrete,
        /// Already handled or being handled (已办理).
        AlreadyHandled,
        /// State secrets or what may not be spread (涉密).
        Secret,
        /// Accuses somebody by name (指名举报).
        NamedAccusation,
        /// Promotes a product or a firm (商业宣传).
        Promotion,
    }
}

word_list! {
    /// Into what a micro-suggestion is turned, or by what it is taken further (转办去向).
    Conversion {
        /// A proposal (提案).
        Proposal,
        /// A sentiment report (社情民意信息).
        SentimentReport,
        /// Micro-oversight (微监督).
        MicroOversight,
        /// A campaign (主题活动).
        Campaign,
    }
}

word_list! {
    /// How the author was contacted (沟通方式).
    ContactMethod {
        /// A visit to the place with the author (实地走访).
        SiteVisit,
        /// A meeting (座谈面商).
        Meeting,
        /// A telephone call (电话).
        Phone,
        /// Over the network (网络).
        Online,
        /// A letter (书面).
        Letter,
    }
}

word_list! {
    /// Why the clock stands still (暂停原因).
    PauseReason {
        /// The author must supply something (待提出人补充).
        AwaitingAuthor,
        /// The place cannot be visited (现场条件不具备).
        SiteUnavailable,
        /// Another procedure must end first (待其他程序).
        OtherProcedure,
    }
}

word_list! {
    /// How a case is tied to another thing (关联方式).
    #[graphql(name = "CaseLinkKind")]
    LinkKind {
        /// Merged into this master (并入).
        MergedInto,
        /// Turned into this (转为).
        ConvertedTo,
        /// Came out of this (来源于).
        DerivedFrom,
        /// A micro-consultation or micro-oversight that belongs to it (三微联动).
        Related,
    }
}
