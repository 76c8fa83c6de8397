//! The records behind a figure: exactly those that were counted, at the same journal number, each with its amount; the
//! amounts add up to the value (a rate's to its numerator). Deliberately absent: the events' other fields.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::cells::Sets;
use super::figure::{Credit, Scope, Sum};
use super::metrics::{Counts, MetricCode};
use super::question::{Apart, Question, Stretches};
use super::sql::Sql;
use crate::events::kinds::{Measure, Qualifier};
use crate::kernel::id::{EventId, SetId};
use crate::kernel::page::{Page, PageArgs};
use crate::kernel::period::{Span, union};
use crate::linkage::Hosts;

/// One counted record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
    /// The event.
    pub id: EventId,
    /// The version of it that was counted.
    pub since_number: i64,
    /// What it adds to the value, in the unit.
    pub amount: Decimal,
    /// Whether that is a lower bound.
    pub qualifier: Qualifier,
}

/// What was counted: all that is needed to list it again.
#[derive(Clone, Debug)]
pub struct Receipt {
    /// The question.
    pub question: Question,
    /// The part of it.
    pub scope: Scope,
    /// How joint events count.
    pub credit: Credit,
    /// What was added up.
    pub metric: MetricCode,
}

impl Receipt {
    /// One page of the records, by day and id.
    pub async fn page(
        &self,
        conn: &impl ConnectionTrait,
        sets: &Sets,
        args: &PageArgs,
    ) -> Result<Page<Record>, DbErr> {
        let mut sql = self.counted(
            "t.id, t.since_number, t.day, t.host_set_id, CAST(SUM(t.amount) AS BIGINT) AS amount, \
             CAST(SUM(t.at_least_parts) AS BIGINT) AS at_least_parts",
            sets,
        );
        for (key, sign) in [(&args.after, ">"), (&args.before, "<")] {
            let Some((day, id)) = key.as_deref().and_then(read_key) else {
                continue;
            };
            sql.push(" AND (t.day ").push(sign).push(" ").bind(day);
            sql.push(" OR (t.day = ")
                .bind(day)
                .push(" AND t.id ")
                .push(sign)
                .push(" ")
                .bind(id)
                .push("))");
        }
        let order = if args.backward {
            "t.day DESC, t.id DESC"
        } else {
            "t.day, t.id"
        };
        sql.push(" GROUP BY t.id, t.since_number, t.day, t.host_set_id ORDER BY ")
            .push(order);
        sql.push(&format!(" LIMIT {}", args.limit.saturating_add(1)));
        let mut items = Vec::new();
        for row in sql.all(conn).await? {
            let (id, day): (EventId, NaiveDate) = (row.try_get("", "id")?, row.try_get("", "day")?);
            let set: SetId = row.try_get("", "host_set_id")?;
            let hosts = sets.hosts.get(&set).map(Vec::as_slice).unwrap_or_default();
            let mut sum = Sum::default();
            let at_least = row.try_get::<i64>("", "at_least_parts")? > 0;
            sum.add(
                row.try_get("", "amount")?,
                self.scope.weight(hosts, day, self.credit),
                at_least,
            );
            let record = Record {
                id,
                since_number: row.try_get("", "since_number")?,
                amount: sum.value(),
                qualifier: sum.qualifier(),
            };
            items.push((format!("{day}/{id}"), record));
        }
        let limit = usize::try_from(args.limit).unwrap_or(usize::MAX);
        let more = items.len() > limit;
        items.truncate(limit);
        if args.backward {
            items.reverse();
        }
        Ok(Page::new(items, args, more))
    }

    /// How many records there are.
    pub async fn count(&self, conn: &impl ConnectionTrait, sets: &Sets) -> Result<i64, DbErr> {
        let sql = self.counted("CAST(COUNT(DISTINCT t.id) AS BIGINT) AS records", sets);
        sql.all(conn)
            .await?
            .first()
            .map_or(Ok(0), |row| row.try_get("", "records"))
    }

    /// Some columns of the counted rows.
    fn counted(&self, columns: &str, sets: &Sets) -> Sql {
        let counts = self.metric.definition().counts;
        let question = Question {
            span: self.scope.span,
            // A record is listed once, whoever took part.
            apart: Apart::default(),
            ..self.question.clone()
        };
        let mut sql = Sql::new("SELECT ");
        sql.push(columns).push(" FROM (");
        question.source(&mut sql, &Stretches::Edges(Vec::new()), false);
        sql.push(") t WHERE t.district_id = ")
            .bind(question.district.as_str());
        sql.push(" AND t.measure = ")
            .bind(sea_orm::ActiveEnum::to_value(&counts.measure()));
        question.narrowing.conditions(&mut sql, &question.district);
        sql.push(match (counts, question.narrowing.verified_only) {
            (Counts::VerifiedOverCounted, _) | (_, true) => " AND t.status = 'VERIFIED'",
            _ => " AND t.status IN ('POSTED', 'VERIFIED')",
        });
        if matches!(counts, Counts::WholeEvents | Counts::PerHundredMembers) {
            sql.push(" AND t.is_part = ").bind(false);
        }
        if let Some(kind) = self.scope.kind {
            sql.push(" AND t.kind = ")
                .bind(sea_orm::ActiveEnum::to_value(&kind));
        }
        if let Some(campaign) = self.scope.campaign {
            let of = sets
                .campaigns
                .iter()
                .filter(|(_, set)| set.contains(&campaign))
                .map(|(id, _)| *id);
            sql.push(" AND t.campaign_set_id IN ")
                .bind_list(of.collect::<Vec<_>>());
        }
        if let Some(member) = self.scope.member {
            sql.push(
                " AND t.id IN (SELECT p.event_id FROM event_participant p WHERE p.district_id = ",
            )
            .bind(question.district.as_str())
            .push(" AND p.since_number = t.since_number AND p.member_id = ")
            .bind(member)
            .push(")");
        }
        self.hosts(&mut sql, sets);
        if counts.measure() != Measure::Events {
            // A quantity of zero was told but adds nothing; it is no record behind the value.
            sql.push(" AND t.amount <> 0");
        }
        sql
    }

    /// The host sets that touch the node, with the days on which they do; sets of the same days share a condition.
    fn hosts(&self, sql: &mut Sql, sets: &Sets) {
        let Hosts::Some(below) = &*self.scope.hosts else {
            return;
        };
        let mut by_days = BTreeMap::<Vec<Span>, Vec<SetId>>::new();
        for (set, hosts) in &sets.hosts {
            let touching = match self.credit {
                Credit::LeadOnly => hosts.get(..1).unwrap_or_default(),
                Credit::Full | Credit::Fractional => hosts.as_slice(),
            };
            let days = union(
                touching
                    .iter()
                    .filter_map(|(host, _)| below.get(host))
                    .flatten()
                    .copied()
                    .collect(),
            );
            if !days.is_empty() {
                by_days.entry(days).or_default().push(*set);
            }
        }
        sql.push(" AND (1 = 0");
        for (days, sets) in by_days {
            sql.push(" OR (t.host_set_id IN ")
                .bind_list(sets)
                .push(" AND (1 = 0");
            for span in days {
                sql.push(" OR (1 = 1");
                // The beginning of time has no date in the databases.
                if span.from > self.scope.span.from {
                    sql.push(" AND t.day >= ").bind(span.from);
                }
                if let Some(to) = span.to {
                    sql.push(" AND t.day < ").bind(to);
                }
                sql.push(")");
            }
            sql.push("))");
        }
        sql.push(")");
    }
}

fn read_key(key: &str) -> Option<(NaiveDate, Uuid)> {
    let (day, id) = key.split_once('/')?;
    Some((day.parse().ok()?, Uuid::try_parse(id).ok()?))
}
