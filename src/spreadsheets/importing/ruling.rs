//! Rules on the rows that were read: which stand already, whose names are open, what the rules of events say, and what
//! figures grow by. Deliberately absent: keeping anything.

use super::{Import, Ready, Run};
use crate::events::codes::EventErrorCode;
use crate::events::commands::post::{PostedItem, judge, store};
use crate::events::content::{Content, ONE};
use crate::events::draft::EventDraft;
use crate::events::kinds::{Measure, Qualifier};
use crate::events::rules::batch::Ruling;
use crate::events::rules::likeness::Candidate;
use crate::kernel::error::{Failure, Fault};
use crate::kernel::id::{EventId, NodeId};
use crate::spreadsheets::report::{State, TOLD};
use crate::spreadsheets::rules::columns::Column;
use crate::spreadsheets::rules::troubles::Wrong;
use crate::spreadsheets::storing::{ImportErrorCode as Code, Outcome, Place, event_of, places};

/// A row with the event that it is to become.
pub(super) struct Posting<'a> {
    pub(super) row: &'a Ready,
    pub(super) event: EventId,
    pub(super) generation: i32,
    host: NodeId,
    taken: Vec<NodeId>,
}

/// What becomes of a row before it is ruled on.
enum Drafted {
    Draft(Box<EventDraft>, NodeId, Vec<NodeId>),
    Waits(NodeId),
    Refused(Wrong),
}

impl Import<'_> {
    /// Rules on what was read since the last time, and stores it unless this is a dry run.
    pub(super) async fn flush(&mut self) -> Outcome<()> {
        let ready = std::mem::take(&mut self.ready);
        if ready.is_empty() {
            return Ok(());
        }
        let keys: Vec<Vec<String>> = ready.iter().map(|row| row.keys.clone()).collect();
        let places = places(&self.request.db, self.district, &keys).await?;
        // A request holds one connection: what follows opens its own.
        self.request.db.close().await;
        let (mut posting, mut items, mut waiting) = (Vec::new(), Vec::new(), Vec::new());
        for (row, place) in ready.iter().zip(places) {
            let drafted = self.draft_of(row);
            // Before anything is said of what stands: whose row it is.
            if let Drafted::Refused(wrong) = drafted {
                self.put_of(row, State::Refused);
                self.tell_of(row, Some(Column::Host), wrong);
                continue;
            }
            let (event, generation) = match place {
                Place::New(generation) => (event_of(&row.key, generation), generation),
                Place::Stands(event) => (event, 0),
                Place::Waits => (event_of(&row.key, 0), 0),
            };
            if self.seen.insert(event, row.number).is_some() {
                self.put_of(row, State::Duplicate);
                self.tell_of(row, None, Wrong::Repeated);
                continue;
            }
            let posting_of = |host, taken| Posting {
                row,
                event,
                generation,
                host,
                taken,
            };
            match (place, drafted) {
                (Place::Stands(_), _) => self.put_of(row, State::Duplicate),
                (Place::Waits, _) => self.wait(row),
                (Place::New(_), Drafted::Waits(host)) => {
                    self.wait(row);
                    waiting.push(posting_of(host, Vec::new()));
                }
                (Place::New(_), Drafted::Draft(draft, host, taken)) => {
                    items.push(PostedItem {
                        id: event.0.to_string(),
                        draft: *draft,
                    });
                    posting.push(posting_of(host, taken));
                }
                (Place::New(_), Drafted::Refused(_)) => {}
            }
        }
        if items.is_empty() && (self.is_dry() || waiting.is_empty()) {
            return Ok(());
        }
        let judged = judge(self.request, self.district, &items, &self.earlier)
            .await
            .map_err(of_events)?;
        self.count(&posting, &judged.rulings);
        let mut writing = judged.writing;
        if self.run != Run::Commit {
            writing.tx.rollback().await?;
            return Ok(());
        }
        store(&mut writing, self.district, &judged.rulings).await?;
        self.keep(writing, (&posting, &judged.rulings), waiting)
            .await
    }

    fn wait(&mut self, row: &Ready) {
        self.put_of(row, State::Waiting);
        self.tell_of(row, Some(Column::Participants), Wrong::WhichMember);
    }

    fn draft_of(&self, row: &Ready) -> Drafted {
        let Some(host) = self.names.workroom(&row.record.host) else {
            return Drafted::Refused(Wrong::UnknownHost);
        };
        if self.only.is_some_and(|only| only != host) {
            return Drafted::Refused(Wrong::Rule(EventErrorCode::ForbiddenHost));
        }
        let sealed = (&self.request.vault, self.district);
        match row.record.draft(host, &self.names, sealed) {
            Ok(drafted) => Drafted::Draft(Box::new(drafted.event), host, drafted.taken),
            Err(_) => Drafted::Waits(host),
        }
    }

    fn count(&mut self, posting: &[Posting<'_>], rulings: &[Ruling]) {
        for (one, ruling) in posting.iter().zip(rulings) {
            match ruling {
                Ruling::Accepted(id, content) => {
                    self.put_of(one.row, State::Accepted);
                    self.stands(one, (*id, content));
                    self.add(content);
                }
                Ruling::Held(id, content, _) => {
                    self.put_of(one.row, State::Held);
                    self.stands(one, (*id, content));
                    self.tell_of(one.row, None, Wrong::Resembles);
                }
                Ruling::Duplicate(_) => self.put_of(one.row, State::Duplicate),
                Ruling::Conflict(..) => {
                    self.put_of(one.row, State::Refused);
                    self.tell_of(one.row, None, Wrong::Conflict);
                }
                Ruling::Rejected(errors) => {
                    self.put_of(one.row, State::Refused);
                    for error in errors {
                        let field = error.field.as_deref().unwrap_or_default();
                        let column = one.row.record.column_of(field);
                        self.tell_of(one.row, column, Wrong::Rule(error.code));
                    }
                }
            }
        }
    }

    /// Remembers a post: what later rows may resemble where nothing is stored, and whom its names were taken for.
    fn stands(&mut self, one: &Posting<'_>, (id, content): (EventId, &Content)) {
        if self.is_dry() {
            let candidate = Candidate::of(id, content);
            self.earlier.add(content.began_on, content.kind, candidate);
        }
        for member in &one.taken {
            let is_known = self.report.taken.contains_key(&(one.host, *member));
            if !is_known && self.report.taken.len() >= TOLD {
                continue;
            }
            let name = |id| self.names.name_of(id).to_owned();
            let names = (name(one.host), name(*member));
            self.report.take((one.host, *member), names, one.row.number);
        }
    }

    fn add(&mut self, content: &Content) {
        let month = content.began_on.format("%Y-%m").to_string();
        let itself = ((Measure::Events, None), (ONE, Qualifier::Exact));
        let all = content.quantities.iter().map(|(of, much)| (*of, *much));
        for ((measure, fund_kind), (amount, qualifier)) in std::iter::once(itself).chain(all) {
            let key = (content.hosts.lead(), month.clone(), measure, fund_kind);
            let sum = self.report.figures.entry(key).or_default();
            sum.0 = sum.0.saturating_add(amount);
            sum.1 |= qualifier == Qualifier::AtLeast;
        }
    }
}

/// A failure of a post as a whole: of a batch of this size there is none but above its rules.
pub fn of_events(failure: Failure<EventErrorCode>) -> Failure<Code> {
    match failure {
        Failure::Problem(problem) => Failure::Problem(problem),
        Failure::Refused(_) => Fault::new("a post was refused as a whole").into(),
    }
}
