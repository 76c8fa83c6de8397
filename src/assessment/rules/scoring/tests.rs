//! Scores worked out by hand, as tables: shares, caps, levels, days, deductions and decisions.

use super::*;
use crate::assessment::rules::reading::read;
use crate::assessment::rules::scheme::{Deduction, Grade, Item, LevelPoints};
use crate::events::kinds::EventKind;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn item(code: &str, duty: Duty, points: &str, cap: Option<&str>) -> Item {
    Item {
        code: code.to_owned(),
        name: code.to_owned(),
        duties: vec![duty],
        event_kinds: Vec::new(),
        points: points.parse().unwrap(),
        cosigner_share: "0.33".parse().unwrap(),
        levels: Vec::new(),
        cap: cap.map(|cap| cap.parse().unwrap()),
    }
}

/// Meetings 5 up to 12, proposals 15 with a third for co-signers, reports 1, 3 or 6 by level, absences 10 up to 15.
fn scheme() -> Scheme {
    let mut reports = item("report", Duty::SentimentReport, "1", None);
    reports.levels = [(Level::District, 3), (Level::City, 6)]
        .map(|(level, points)| LevelPoints {
            level,
            points: points.into(),
        })
        .to_vec();
    let grade = |name: &str, from: u32| Grade {
        name: name.to_owned(),
        from: from.into(),
    };
    let scheme = Scheme {
        name: "示例方案".to_owned(),
        year: 2022,
        base: Decimal::ZERO,
        items: vec![
            item("meeting", Duty::Meeting, "5", Some("12")),
            item("proposal", Duty::Proposal, "15", None),
            reports,
        ],
        deductions: vec![Deduction {
            code: "absent".to_owned(),
            name: "无故缺席".to_owned(),
            points: 10.into(),
            cap: Some(15.into()),
        }],
        grades: vec![grade("优秀", 30), grade("合格", 20)],
        proration: Proration::ThresholdsByDays,
    };
    read(scheme).unwrap()
}

fn record(n: u128, on: &str, duty: Duty, part: Part) -> DutyRecord {
    DutyRecord {
        source: Source::Event(EventId(Uuid::from_u128(n))),
        on: day(on),
        traits: Traits {
            duty: Some(duty),
            event_kind: None,
            part,
        },
        adopted: BTreeMap::new(),
    }
}

fn ground<'a>(scheme: &'a Scheme, records: Vec<DutyRecord>) -> Ground<'a> {
    Ground {
        scheme,
        records,
        in_office: vec![Span::new(day("2021-10-01"), None)],
        absences: Vec::new(),
        deductions: Vec::new(),
        decisions: BTreeMap::new(),
    }
}

/// What each entry has: its rule, its points, and why not.
fn told(score: &Score) -> Vec<(&str, String, Option<NotCounted>)> {
    let entries = score.entries.iter();
    entries
        .map(|entry| {
            let rule = entry.rule.as_deref().unwrap_or("-");
            (rule, entry.points.to_string(), entry.not_counted)
        })
        .collect()
}

fn totals(score: &Score) -> (String, Option<&str>) {
    (score.total.to_string(), score.grade.as_deref())
}

#[test]
fn a_cap_cuts_the_record_that_crosses_it_and_all_after_it() {
    let scheme = scheme();
    let meeting = |n, on| record(n, on, Duty::Meeting, Part::Participant);
    // Given out of order: they count by day.
    let records = vec![
        meeting(4, "2022-04-01"),
        meeting(1, "2022-01-01"),
        meeting(3, "2022-03-01"),
        meeting(2, "2022-02-01"),
    ];
    let score = score(&ground(&scheme, records));
    let over = Some(NotCounted::OverCap);
    let due = vec![
        ("meeting", "5".to_owned(), None),
        ("meeting", "5".to_owned(), None),
        ("meeting", "2".to_owned(), over),
        ("meeting", "0".to_owned(), over),
    ];
    assert_eq!(told(&score), due);
    assert_eq!(score.items.first().map(|sum| sum.counted), Some(3));
    assert_eq!(totals(&score), ("12".to_owned(), None));
}

#[test]
fn a_co_signer_has_his_share_and_half_a_hundredth_is_rounded_up() {
    let scheme = scheme();
    let records = vec![
        record(1, "2022-01-01", Duty::Proposal, Part::Author),
        record(2, "2022-01-02", Duty::Proposal, Part::Cosigner),
        record(3, "2022-01-03", Duty::Proposal, Part::Claimant),
    ];
    let score = score(&ground(&scheme, records));
    assert_eq!(totals(&score), ("34.95".to_owned(), Some("优秀")));
    let half = part_of("0.05".parse().unwrap(), "0.1".parse().unwrap());
    assert_eq!(half.to_string(), "0.01");
}

#[test]
fn only_the_highest_level_counts_and_the_lower_say_why_not() {
    let scheme = scheme();
    let mut report = record(1, "2022-05-01", Duty::SentimentReport, Part::Author);
    report.adopted = [
        (Level::District, day("2022-05-02")),
        (Level::City, day("2022-06-01")),
        // No points of its own in this scheme.
        (Level::Province, day("2022-07-01")),
    ]
    .into();
    let mut late = report.clone();
    late.source = Source::Event(EventId(Uuid::from_u128(2)));
    late.adopted.insert(Level::City, day("2023-01-01"));
    let unadopted = record(3, "2022-05-03", Duty::SentimentReport, Part::Author);
    let score = score(&ground(&scheme, vec![report, late, unadopted]));
    let lower = Some(NotCounted::LowerLevel);
    let due = vec![
        ("report", "6".to_owned(), None),
        ("report", "0".to_owned(), lower),
        ("report", "3".to_owned(), None),
        ("report", "1".to_owned(), None),
    ];
    assert_eq!(told(&score), due);
    assert_eq!(score.total.to_string(), "10");
}

#[test]
fn days_out_of_office_and_of_leave_lower_the_thresholds_and_suspension_takes_the_record() {
    let scheme = scheme();
    let proposal = |n, on| record(n, on, Duty::Proposal, Part::Author);
    let records = vec![
        proposal(1, "2022-02-01"),
        proposal(2, "2022-09-01"),
        proposal(3, "2022-11-15"),
    ];
    let mut ground = ground(&scheme, records);
    // In office from July: 184 days, of which leave takes 31 and a suspension 30.
    ground.in_office = vec![Span::new(day("2022-07-01"), None)];
    ground.absences = vec![
        Absence {
            days: Span::new(day("2022-08-15"), Some(day("2022-09-15"))),
            suspends: false,
        },
        Absence {
            days: Span::new(day("2022-11-01"), Some(day("2022-12-01"))),
            suspends: true,
        },
    ];
    let worked = score(&ground);
    let due = vec![
        ("proposal", "0".to_owned(), Some(NotCounted::NotInOffice)),
        ("proposal", "15".to_owned(), None),
        ("proposal", "0".to_owned(), Some(NotCounted::Suspended)),
    ];
    assert_eq!(told(&worked), due);
    assert_eq!((worked.days_of_year, worked.days_on_duty), (365, 123));
    // 30 · 123 / 365 is 10.1: fifteen points are enough.
    assert_eq!(totals(&worked), ("15".to_owned(), Some("优秀")));
    let whole = Scheme {
        proration: Proration::None,
        ..scheme.clone()
    };
    ground.scheme = &whole;
    assert_eq!(totals(&score(&ground)), ("15".to_owned(), None));
    ground.in_office = Vec::new();
    assert_eq!(score(&ground).grade, None, "nobody's year is none");
}

#[test]
fn what_is_deducted_stops_at_its_cap_and_at_nothing() {
    let scheme = scheme();
    let mut ground = ground(
        &scheme,
        vec![record(1, "2022-01-01", Duty::Proposal, Part::Author)],
    );
    let deducted = |n, on, rule: &str| Deducted {
        id: NodeId(Uuid::from_u128(n)),
        on: day(on),
        rule: rule.to_owned(),
    };
    ground.deductions = vec![
        deducted(11, "2022-03-01", "absent"),
        deducted(12, "2022-02-01", "absent"),
        deducted(13, "2022-04-01", "novel"),
        deducted(14, "2023-01-01", "absent"),
    ];
    let worked = score(&ground);
    let due = vec![
        ("proposal", "15".to_owned(), None),
        ("absent", "-10".to_owned(), None),
        ("absent", "-5".to_owned(), Some(NotCounted::OverCap)),
        ("novel", "0".to_owned(), Some(NotCounted::NoRule)),
    ];
    assert_eq!(told(&worked), due);
    assert_eq!(worked.total.to_string(), "0");
    ground.records.clear();
    assert_eq!(score(&ground).total.to_string(), "0", "not below nothing");
}

/// The items and rules that come to something else.
fn unlike(one: &Score, other: &Score) -> usize {
    let sums = |score: &Score| [score.items.clone(), score.deductions.clone()].concat();
    let both = sums(one).into_iter().zip(sums(other));
    both.filter(|(one, other)| one.points != other.points)
        .count()
}

#[test]
fn an_accepted_contest_changes_exactly_one_item_whatever_it_is_about() {
    let scheme = scheme();
    let mut records = vec![
        record(1, "2022-01-01", Duty::Proposal, Part::Cosigner),
        record(2, "2022-01-02", Duty::ContactOrService, Part::Participant),
        record(3, "2021-01-03", Duty::Meeting, Part::Participant),
    ];
    records.push(record(4, "2021-10-01", Duty::Meeting, Part::Participant));
    let mut ground = ground(&scheme, records);
    ground.in_office = vec![Span::new(day("2022-01-02"), None)];
    ground.deductions = vec![Deducted {
        id: NodeId(Uuid::from_u128(9)),
        on: day("2022-03-01"),
        rule: "absent".to_owned(),
    }];
    let before = score(&ground);
    let event = |n| Source::Event(EventId(Uuid::from_u128(n)));
    let deduction = Source::Deduction(NodeId(Uuid::from_u128(9)));
    for (source, item, due, total) in [
        // Before he was in office, and co-signed: the decision says what it has. A wrong item is no matter: one fits.
        (event(1), Some("meeting"), 1, "0"),
        (event(2), Some("meeting"), 1, "0"),
        (deduction, None, 1, "0"),
        // Of another year it stays out.
        (event(3), None, 0, "0"),
    ] {
        let decision = Decision {
            contest: NodeId(Uuid::from_u128(100)),
            item: item.map(str::to_owned),
            points: 7.into(),
        };
        ground.decisions = [(source, decision)].into();
        let after = score(&ground);
        assert_eq!(unlike(&before, &after), due, "{source:?}");
        assert_eq!(after.total.to_string(), total);
        let decided = after
            .entries
            .iter()
            .filter(|entry| entry.decided_by.is_some());
        assert!(decided.clone().all(|entry| entry.source == source));
        assert_eq!(decided.count(), 1);
    }
    assert_eq!(
        told(&before).first().map(|one| one.2),
        Some(Some(NotCounted::OutsideYear))
    );
}

#[test]
fn kinds_of_events_narrow_an_item_and_then_no_case_fits() {
    let mut scheme = scheme();
    let mut reading = item("reading", Duty::TrainingOrReading, "2", None);
    reading.event_kinds = vec![EventKind::Reading];
    scheme.items = vec![
        reading,
        item("training", Duty::TrainingOrReading, "5", None),
    ];
    let mut all = Vec::new();
    for (n, kind) in [Some(EventKind::Reading), Some(EventKind::Training), None]
        .into_iter()
        .enumerate()
    {
        let mut one = record(
            u128::try_from(n).unwrap(),
            "2022-01-01",
            Duty::TrainingOrReading,
            Part::Participant,
        );
        one.traits.event_kind = kind;
        all.push(one);
    }
    let score = score(&ground(&scheme, all));
    let rules: Vec<_> = told(&score).into_iter().map(|one| one.0).collect();
    assert_eq!(rules, ["reading", "training", "training"]);
}
