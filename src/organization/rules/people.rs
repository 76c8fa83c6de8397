//! Memberships and offices: which may stand beside which.
//! Deliberately absent: who contacts whom, and what a member of the Party may be.

use chrono::NaiveDate;

use super::days::covered;
use crate::kernel::period::Span;
use crate::organization::kinds::Office;
use crate::organization::refusals::{OrganizationErrorCode as Code, Refused};

/// Refuses a membership that shares a day with another of the same member.
pub fn membership_alone(field: &str, others: &[Span], span: &Span) -> Result<(), Refused> {
    match others.iter().find(|other| other.intersect(span).is_some()) {
        None => Ok(()),
        Some(other) => Err(Refused::of(
            Code::MembershipOverlap,
            field,
            format!("该委员自 {} 起已有委员资格，日期重叠。", other.from),
            format!(
                "The member has a membership from {} that overlaps.",
                other.from
            ),
        )),
    }
}

/// What an office is judged by.
#[derive(Clone, Copy, Debug)]
pub struct OfficeAround<'a> {
    /// The member's memberships.
    pub memberships: &'a [Span],
    /// The member's other holdings of the same office.
    pub same_office: &'a [Span],
    /// Every other holding of the office of Chairperson, by whomever.
    pub chairpersons: &'a [Span],
}

/// Refuses an office held by no member, twice at once, or as a second Chairperson.
pub fn office(
    field: &str,
    office: Office,
    span: &Span,
    around: OfficeAround<'_>,
) -> Result<(), Refused> {
    if !covered(around.memberships, span) {
        return Err(Refused::of(
            Code::OutsideMembership,
            field,
            "任职日期超出该委员的委员资格期。",
            "The person is not a member on all of these days.",
        ));
    }
    let shares = |others: &[Span]| others.iter().any(|other| other.intersect(span).is_some());
    if shares(around.same_office) {
        return Err(Refused::of(
            Code::OfficeOverlap,
            field,
            "该委员在这些日期已任同一职务。",
            "The member holds this office already on some of these days.",
        ));
    }
    if office == Office::Chairperson && shares(around.chairpersons) {
        return Err(Refused::of(
            Code::ChairpersonTaken,
            field,
            "这些日期已有主席在任。",
            "Another is Chairperson on some of these days.",
        ));
    }
    Ok(())
}

/// The one membership that holds on a day.
pub fn membership_on<T>(
    field: &str,
    memberships: impl Iterator<Item = (Span, T)>,
    on: NaiveDate,
) -> Result<(Span, T), Refused> {
    memberships
        .into_iter()
        .find(|(span, _)| span.contains(on))
        .ok_or_else(|| {
            Refused::of(
                Code::NoMembership,
                field,
                format!("该人在 {on} 不是委员。"),
                format!("The person is no member on {on}."),
            )
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(from: &str, to: &str) -> Span {
        Span::new(
            from.parse().unwrap(),
            (to != "…").then(|| to.parse().unwrap()),
        )
    }

    #[test]
    fn memberships_of_one_member_never_share_a_day() {
        let others = [
            span("2016-11-01", "2021-10-01"),
            span("2022-06-01", "2022-07-01"),
        ];
        for (new, good) in [
            (span("2021-10-01", "2022-06-01"), true),
            (span("2021-09-30", "2022-06-01"), false),
            (span("2021-10-01", "2022-06-02"), false),
            (span("2022-07-01", "…"), true),
            (span("2022-06-15", "…"), false),
            (span("2010-01-01", "…"), false),
        ] {
            let refused = membership_alone("from", &others, &new).err();
            assert_eq!(
                refused.map(|refused| refused.code),
                (!good).then_some(Code::MembershipOverlap),
                "{new:?}"
            );
        }
    }

    #[test]
    fn offices_lie_within_membership_and_never_double() {
        let memberships = [
            span("2021-10-01", "2022-03-01"),
            span("2022-03-01", "2026-10-01"),
        ];
        let held = [span("2021-10-01", "2022-06-01")];
        let chairs = [span("2021-10-01", "2022-06-01")];
        let vice = Office::ViceChairperson;
        let chair = Office::Chairperson;
        for (which, new, same, expected) in [
            (vice, span("2022-01-01", "2022-05-01"), &[][..], None),
            (
                vice,
                span("2022-01-01", "…"),
                &[],
                Some(Code::OutsideMembership),
            ),
            (
                vice,
                span("2021-09-30", "2022-01-01"),
                &[],
                Some(Code::OutsideMembership),
            ),
            (
                vice,
                span("2022-05-31", "2022-08-01"),
                &held,
                Some(Code::OfficeOverlap),
            ),
            (vice, span("2022-06-01", "2022-08-01"), &held, None),
            (
                chair,
                span("2022-05-31", "2022-08-01"),
                &[],
                Some(Code::ChairpersonTaken),
            ),
            (chair, span("2022-06-01", "2022-08-01"), &[], None),
        ] {
            let around = OfficeAround {
                memberships: &memberships,
                same_office: same,
                chairpersons: &chairs,
            };
            let refused = office("from", which, &new, around).err();
            assert_eq!(
                refused.map(|refused| refused.code),
                expected,
                "{which:?} {new:?}"
            );
        }
    }

    #[test]
    fn a_day_without_membership_is_refused() {
        let rows = || {
            [
                (span("2021-10-01", "2022-03-01"), 'a'),
                (span("2022-05-01", "…"), 'b'),
            ]
            .into_iter()
        };
        for (on, expected) in [
            ("2022-02-28", Some('a')),
            ("2022-03-01", None),
            ("2022-05-01", Some('b')),
        ] {
            let found = membership_on("on", rows(), on.parse().unwrap());
            assert_eq!(found.ok().map(|(_, which)| which), expected, "{on}");
        }
    }
}
