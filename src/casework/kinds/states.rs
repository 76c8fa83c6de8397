//! Where a case stands. Deliberately absent: which kind passes through which; the machines say so.

use super::word_list;

word_list! {
    /// Where a case stands; which states a kind of case passes through, its own page of the machine tells (办理状态).
    CaseState {
        /// Written, seen only by its author and the workroom's officer (草稿).
        Draft,
        /// Submitted, waiting for what comes next (已提交).
        Submitted,
        /// Sent back to its author to mend (退回修改).
        Returned,
        /// Taken back by its author (撤回).
        Withdrawn,
        /// Not accepted, on one of the grounds (不受理).
        Declined,
        /// Turned into another instrument (转办).
        Converted,
        /// Handled together with another of the same matter (并案).
        Merged,
        /// Accepted (受理).
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
        /// Withdrawn for good by the office; it stays readable (作废).
        Void,
        /// Waiting for co-signatures (联名中).
        Cosigning,
        /// Filed as a proposal (立案).
        Filed,
        /// Not filed, on one of the grounds (不予立案).
        NotFiled,
        /// Assigned to handling units (交办).
        Assigned,
        /// The draft of a reply is under review and countersignature (答复审核中).
        ReplyReview,
        /// Being handled again after a dissatisfied proposer (重新办理中).
        Rehandling,
        /// What was promised was found done (已落实).
        Realized,
        /// What was promised was found not done (未落实).
        NotRealized,
        /// Filed away (已归档).
        Archived,
        /// Being edited (编辑中).
        Editing,
        /// Not issued; the author is told why (未采用).
        NotAdopted,
        /// Issued by the district (已编发).
        Issued,
        /// Reported up to the city (已上报).
        ReportedUp,
        /// A leader gave an instruction (已批示).
        Instructed,
        /// Given to a unit to answer (已转办单位).
        Transferred,
        /// The units answered (已反馈).
        Feedback,
        /// A topic was proposed (已点题).
        TopicProposed,
        /// The topic was chosen and an organiser named (已选题).
        TopicSelected,
        /// In the annual plan, or marked off-plan (已列计划).
        Planned,
        /// Being prepared (筹备中).
        Preparing,
        /// At least one session was held (已召开).
        Held,
        /// The minutes are done (已形成纪要).
        Minuted,
        /// What was promised was followed up (已跟踪).
        Tracked,
        /// Put off (延期召开).
        Postponed,
        /// Called off (取消).
        Cancelled,
        /// Proposed (已提出).
        Proposed,
        /// Approved in the annual plan (已批准).
        Approved,
        /// Launched with its plan (已启动).
        Launched,
        /// Rounds are under way (监督中).
        InProgress,
        /// The opinion is drafted (意见起草).
        OpinionDrafted,
        /// The opinion was submitted (意见已报送).
        OpinionSubmitted,
        /// Being put right (整改中).
        Rectifying,
        /// Looked at again (回头看).
        LookBack,
        /// Found and open (待通报).
        Open,
        /// The unit was told (已通报).
        Notified,
        /// The unit disputes it; it is consulted on (有异议).
        Disputed,
        /// Put right, as the unit says (单位报告已整改).
        Rectified,
        /// Found put right by a group of the CPPCC (已销号).
        Verified,
        /// It came back (复发).
        Relapsed,
        /// Collected (已收集).
        Collected,
        /// The resident was told what came of it (已回告).
        Told,
    }
}

impl CaseState {
    /// What it is called in Chinese and in English.
    pub fn called(self) -> (&'static str, &'static str) {
        match self {
            Self::Draft => ("草稿", "draft"),
            Self::Submitted => ("已提交", "submitted"),
            Self::Returned => ("退回修改", "returned"),
            Self::Withdrawn => ("撤回", "withdrawn"),
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
            Self::Cosigning => ("联名中", "waiting for co-signatures"),
            Self::Filed => ("立案", "filed"),
            Self::NotFiled => ("不予立案", "not filed"),
            Self::Assigned => ("交办", "assigned"),
            Self::ReplyReview => ("答复审核中", "reply under review"),
            Self::Rehandling => ("重新办理中", "being handled again"),
            Self::Realized => ("已落实", "realised"),
            Self::NotRealized => ("未落实", "not realised"),
            Self::Archived => ("已归档", "archived"),
            Self::Editing => ("编辑中", "being edited"),
            Self::NotAdopted => ("未采用", "not adopted"),
            Self::Issued => ("已编发", "issued"),
            Self::ReportedUp => ("已上报", "reported up"),
            Self::Instructed => ("已批示", "instructed"),
            Self::Transferred => ("已转办单位", "given to a unit"),
            Self::Feedback => ("已反馈", "answered"),
            Self::TopicProposed => ("已点题", "topic proposed"),
            Self::TopicSelected => ("已选题", "topic chosen"),
            Self::Planned => ("已列计划", "planned"),
            Self::Preparing => ("筹备中", "being prepared"),
            Self::Held => ("已召开", "held"),
            Self::Minuted => ("已形成纪要", "minuted"),
            Self::Tracked => ("已跟踪", "followed up"),
            Self::Postponed => ("延期召开", "put off"),
            Self::Cancelled => ("取消", "called off"),
            Self::Proposed => ("已提出", "proposed"),
            Self::Approved => ("已批准", "approved"),
            Self::Launched => ("已启动", "launched"),
            Self::InProgress => ("监督中", "under way"),
            Self::OpinionDrafted => ("意见起草", "opinion drafted"),
            Self::OpinionSubmitted => ("意见已报送", "opinion submitted"),
            Self::Rectifying => ("整改中", "being put right"),
            Self::LookBack => ("回头看", "looked at again"),
            Self::Open => ("待通报", "open"),
            Self::Notified => ("已通报", "notified"),
            Self::Disputed => ("有异议", "disputed"),
            Self::Rectified => ("单位报告已整改", "put right, says the unit"),
            Self::Verified => ("已销号", "verified"),
            Self::Relapsed => ("复发", "relapsed"),
            Self::Collected => ("已收集", "collected"),
            Self::Told => ("已回告", "told"),
        }
    }
}
