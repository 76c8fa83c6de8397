//! Mutations of terms and plenary sessions.
//! Deliberately absent: reading them.

use async_graphql::{Context, InputObject, Object};

use super::reading::{Reading, Typed};
use super::{keep, payloads};
use crate::kernel::error::Result;
use crate::kernel::scalars::Date;
use crate::organization::commands::terms::{
    CloseSession, CloseTerm, OpenSession, OpenTerm, close_session, close_term, open_session,
    open_term,
};
use crate::organization::graphql::terms::{Session, Term};

/// A term to be opened (开始一届).
#[derive(InputObject, Clone, Debug)]
pub struct TermOpenInput {
    /// Its ordinal, 6 for 六届 (届次).
    pub ordinal: i32,
    /// The first day (起始日期).
    pub from: Date,
    /// The first day after; it lasts when left out (结束日期).
    pub to: Option<Date>,
}

impl Typed for TermOpenInput {
    type Plain = OpenTerm;

    fn read(self, reading: &mut Reading) -> OpenTerm {
        OpenTerm {
            ordinal: self.ordinal,
            from: reading.day("from", &self.from),
            to: reading.optional_day("to", self.to.as_ref()),
        }
    }
}

/// The end of a term (结束一届).
#[derive(InputObject, Clone, Debug)]
pub struct TermCloseInput {
    /// Its ordinal (届次).
    pub ordinal: i32,
    /// The first day after it (结束日期).
    pub on: Date,
}

impl Typed for TermCloseInput {
    type Plain = CloseTerm;

    fn read(self, reading: &mut Reading) -> CloseTerm {
        CloseTerm {
            ordinal: self.ordinal,
            on: reading.day("on", &self.on),
        }
    }
}

/// A plenary session to be opened (召开全体会议).
#[derive(InputObject, Clone, Debug)]
pub struct SessionOpenInput {
    /// The term, 6 for 六届 (届).
    pub term: i32,
    /// Its ordinal in the term, 1 for 一次会议 (次).
    pub ordinal: i32,
    /// The day it opens (开幕日).
    pub opened_on: Date,
    /// Its last day; it sits when left out (闭幕日).
    pub closed_on: Option<Date>,
}

impl Typed for SessionOpenInput {
    type Plain = OpenSession;

    fn read(self, reading: &mut Reading) -> OpenSession {
        OpenSession {
            term: self.term,
            ordinal: self.ordinal,
            opened_on: reading.day("openedOn", &self.opened_on),
            closed_on: reading.optional_day("closedOn", self.closed_on.as_ref()),
        }
    }
}

/// The end of a plenary session (全体会议闭幕).
#[derive(InputObject, Clone, Debug)]
pub struct SessionCloseInput {
    /// The term (届).
    pub term: i32,
    /// Its ordinal in the term (次).
    pub ordinal: i32,
    /// Its last day (闭幕日).
    pub closed_on: Date,
}

impl Typed for SessionCloseInput {
    type Plain = CloseSession;

    fn read(self, reading: &mut Reading) -> CloseSession {
        CloseSession {
            term: self.term,
            ordinal: self.ordinal,
            closed_on: reading.day("closedOn", &self.closed_on),
        }
    }
}

payloads! {
    /// What opening a term did (开始一届的结果).
    TermOpenPayload {
        /// The term; null when refused (届).
        term: Term,
    }
    /// What closing a term did (结束一届的结果).
    TermClosePayload {
        /// The term; null when refused (届).
        term: Term,
    }
    /// What opening a plenary session did (召开全体会议的结果).
    SessionOpenPayload {
        /// The session; null when refused (次会议).
        session: Session,
    }
    /// What closing a plenary session did (全体会议闭幕的结果).
    SessionClosePayload {
        /// The session; null when refused (次会议).
        session: Session,
    }
}

/// Mutations of the political calendar.
#[derive(Default, Debug)]
pub struct TermsMutation;

/// Mutations of the political calendar.
#[Object]
impl TermsMutation {
    /// Opens a term of the committee; for the office (开始一届).
    async fn term_open(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The term (届).")] input: TermOpenInput,
    ) -> Result<TermOpenPayload> {
        keep!(ctx, input, open_term)
    }

    /// Closes a term on a day; memberships go on until each is ended or assigned anew. For the office (结束一届).
    async fn term_close(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which term and when (届与日期).")] input: TermCloseInput,
    ) -> Result<TermClosePayload> {
        keep!(ctx, input, close_term)
    }

    /// Opens a plenary session, 六届一次会议; for the office (召开全体会议).
    async fn session_open(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The session (次会议).")] input: SessionOpenInput,
    ) -> Result<SessionOpenPayload> {
        keep!(ctx, input, open_session)
    }

    /// Closes a plenary session; for the office (全体会议闭幕).
    async fn session_close(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which session and its last day (次会议与闭幕日).")]
        input: SessionCloseInput,
    ) -> Result<SessionClosePayload> {
        keep!(ctx, input, close_session)
    }
}
