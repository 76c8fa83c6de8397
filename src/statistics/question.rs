//! A question about one district: a period, a filter, a journal number, and by what the sums are told apart. However many
//! nodes and metrics ask it, it is one statement. Deliberately absent: nodes; which cells count for a node is worked
//! out in memory from the chain.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::cells::Sets;
use super::narrowing::Narrowing;
use super::sql::Sql;
use crate::kernel::id::{DistrictId, NodeId};
use crate::kernel::period::Span;
use crate::linkage::entity::link;
use crate::linkage::{Chain, LinkKind};

/// More edges than this and days are told apart instead.
const MOST_EDGES: usize = 60;

/// By what the sums are told apart, beside hosts and stretches of days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Apart {
    /// By kind.
    pub kind: bool,
    /// By set of campaigns.
    pub campaign: bool,
    /// By member who took part; then an event stands once under each.
    pub member: bool,
    /// By calendar month.
    pub month: bool,
}

/// The question.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Question {
    /// The district.
    pub district: DistrictId,
    /// The journal number it is answered for.
    pub number: i64,
    /// The days on which the events began.
    pub span: Span,
    /// Which events.
    pub narrowing: Narrowing,
    /// By what the sums are told apart.
    pub apart: Apart,
}

/// Stretches of days in which the chain does not change (and, where asked, lie in one month): each begins at an edge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stretches {
    /// The first days of the stretches after the first, which begins with the period.
    Edges(Vec<NaiveDate>),
    /// Too many edges: each day is a stretch.
    Days,
}

impl Question {
    /// The stretches that the answer must tell apart: those of links by which a host is below a node. Members change their
    /// workrooms all the time, and those of them who host nothing change no figure by it.
    pub fn stretches(&self, chain: &Chain, sets: &Sets, today: NaiveDate) -> Stretches {
        let hosts: BTreeSet<NodeId> = (sets.hosts.values().flatten())
            .map(|(host, _)| *host)
            .collect();
        let matters = |link: &&link::Model| match link.kind {
            LinkKind::LeadsCommittee
            | LinkKind::ContactsGroup
            | LinkKind::ContactsWorkroom
            | LinkKind::GathersSector => true,
            LinkKind::ContactsMember => hosts.contains(&link.lower_id),
            LinkKind::ChairToStanding
            | LinkKind::StandingToSectorMember
            | LinkKind::PartyGroupToCpcMember
            | LinkKind::CpcToNonCpcMember => false,
        };
        let mut edges = BTreeSet::new();
        for link in chain.links.values().filter(matters) {
            for span in chain.effective(link) {
                edges.extend([Some(span.from), span.to].into_iter().flatten());
            }
        }
        if self.apart.month {
            edges.extend(self.span.months(today));
        }
        edges.retain(|day| *day > self.span.from && self.span.contains(*day));
        if edges.len() > MOST_EDGES {
            Stretches::Days
        } else {
            Stretches::Edges(edges.into_iter().collect())
        }
    }

    /// The grouped statement over the tallies, valid only when the head still is at the question's number, or over the
    /// event rows as they stood at that number.
    pub fn statement(&self, stretches: &Stretches, from_tallies: bool) -> Sql {
        let mut sql = Sql::new(
            "SELECT h.number AS head_number, c.* FROM journal_head h LEFT JOIN (SELECT t.host_set_id",
        );
        let mut group =
            String::from(" GROUP BY t.host_set_id, t.status, t.measure, t.fund_kind, t.is_part");
        sql.push(", t.status, t.measure, t.fund_kind, t.is_part");
        for (asked, column) in [
            (self.apart.kind, "t.kind"),
            (self.apart.campaign, "t.campaign_set_id"),
            (self.apart.member, "t.member_id"),
        ] {
            if asked {
                sql.push(", ").push(column);
                group.push_str(", ");
                group.push_str(column);
            }
        }
        sql.push(", t.stretch");
        group.push_str(", t.stretch");
        sql.push(
            ", CAST(SUM(t.amount) AS BIGINT) AS amount, CAST(SUM(t.parts) AS BIGINT) AS parts",
        );
        sql.push(", CAST(SUM(t.at_least_parts) AS BIGINT) AS at_least_parts FROM (");
        self.source(&mut sql, stretches, from_tallies);
        sql.push(") t WHERE 1 = 1");
        self.narrowing.conditions(&mut sql, &self.district);
        sql.push(&group)
            .push(") c ON 1 = 1 WHERE h.district_id = ")
            .bind(self.district.as_str());
        sql
    }

    /// The rows that are grouped, in the columns of a tally.
    pub fn source(&self, sql: &mut Sql, stretches: &Stretches, from_tallies: bool) {
        let day = if from_tallies { "s.day" } else { "s.began_on" };
        if from_tallies {
            sql.push("SELECT s.district_id, s.day, s.host_set_id, s.campaign_set_id, s.kind, s.is_part, s.status, s.measure, s.fund_kind");
            sql.push(", s.amount, s.parts, s.at_least_parts");
        } else {
            sql.push("SELECT s.district_id, s.began_on AS day, s.host_set_id, s.campaign_set_id, s.kind, s.status, q.measure, q.fund_kind");
            sql.push(", CASE WHEN s.parent_id IS NULL THEN FALSE ELSE TRUE END AS is_part, q.amount, 1 AS parts");
            sql.push(", CASE WHEN q.qualifier = 'AT_LEAST' THEN 1 ELSE 0 END AS at_least_parts");
            sql.push(", s.id, s.since_number, s.place_code, s.subject_id");
            if self.apart.member {
                sql.push(", m.member_id");
            }
        }
        self.stretch_column(sql, stretches, day);
        if from_tallies {
            sql.push(" FROM tally s WHERE s.district_id = ")
                .bind(self.district.as_str());
        } else {
            sql.push(
                " FROM event_version s JOIN event_quantity q ON q.district_id = s.district_id",
            );
            sql.push(" AND q.event_id = s.id AND q.since_number = s.since_number");
            if self.apart.member {
                sql.push(" JOIN event_participant m ON m.district_id = s.district_id");
                sql.push(" AND m.event_id = s.id AND m.since_number = s.since_number");
            }
            sql.push(" WHERE s.district_id = ")
                .bind(self.district.as_str());
            sql.push(" AND s.since_number <= ").bind(self.number);
            sql.push(" AND (s.until_number IS NULL OR s.until_number > ")
                .bind(self.number)
                .push(")");
        }
        sql.push(" AND ")
            .push(day)
            .push(" >= ")
            .bind(self.span.from);
        if let Some(to) = self.span.to {
            sql.push(" AND ").push(day).push(" < ").bind(to);
        }
    }

    /// Which stretch the row lies in: its place among the edges, or the day itself.
    fn stretch_column(&self, sql: &mut Sql, stretches: &Stretches, day: &str) {
        match stretches {
            Stretches::Days => {
                sql.push(", ").push(day).push(" AS stretch");
            }
            Stretches::Edges(edges) => {
                sql.push(", CASE");
                for (place, edge) in edges.iter().enumerate() {
                    sql.push(" WHEN ")
                        .push(day)
                        .push(" < ")
                        .bind(*edge)
                        .push(&format!(" THEN {place}"));
                }
                // Without an edge the first branch never holds and everything is stretch 0.
                sql.push(&format!(
                    " WHEN 1 = 0 THEN 0 ELSE {} END AS stretch",
                    edges.len()
                ));
            }
        }
    }
}

impl Stretches {
    /// The first day of a stretch by its place.
    pub fn first_day(&self, place: usize, span: &Span) -> NaiveDate {
        match self {
            Self::Edges(edges) => place
                .checked_sub(1)
                .and_then(|before| edges.get(before))
                .copied()
                .unwrap_or(span.from),
            Self::Days => span.from,
        }
    }
}
