//! What a role may act for, and which roles one person may hold at once. Deliberately absent: I/O.

use chrono::NaiveDate;

use super::refusals::{AccountErrorCode as Code, Refused};
use crate::kernel::actor::Role;
use crate::kernel::id::{DistrictId, NodeId};
use crate::kernel::period::Span;
use crate::organization::NodeKind;

/// Why a role cannot act where it is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misplaced {
    /// The role belongs to the installation and has no scope.
    OfInstallation,
    /// The role belongs to a district.
    OfDistrict,
    /// The role acts for one node, which is missing.
    WithoutScope,
    /// The node is none of the district's, or of another kind than the role acts for.
    WrongScope,
}

/// Whether a role may act in a district for a node; `kind` is what the node is there, none when it is nothing there.
pub fn place(
    role: Role,
    district: &DistrictId,
    scope: Option<NodeId>,
    kind: Option<NodeKind>,
) -> Result<(), Misplaced> {
    let in_installation = *district == DistrictId::installation();
    if matches!(role, Role::SystemAdmin | Role::SecurityAdmin) {
        let fits = in_installation && scope.is_none();
        return fits.then_some(()).ok_or(Misplaced::OfInstallation);
    }
    if in_installation {
        return Err(Misplaced::OfDistrict);
    }
    if scope.is_none() {
        let fits = !role.needs_scope();
        return fits.then_some(()).ok_or(Misplaced::WithoutScope);
    }
    let fits = match role {
        Role::WorkroomOfficer => kind == Some(NodeKind::Workroom),
        Role::Member => kind == Some(NodeKind::Member),
        Role::Unit => kind == Some(NodeKind::HandlingUnit),
        _ => kind.is_some(),
    };
    fits.then_some(()).ok_or(Misplaced::WrongScope)
}

/// A role of one person over days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Where.
    pub district: DistrictId,
    /// Which.
    pub role: Role,
    /// For which node.
    pub scope: Option<NodeId>,
    /// On which days.
    pub span: Span,
}

/// Whether a role may be granted from today on: its days, its place, and beside what the same person holds.
pub fn grant(
    wanted: &Held,
    kind: Option<NodeKind>,
    held: &[Held],
    today: NaiveDate,
) -> Result<(), Refused> {
    if wanted.span.from < today {
        return Err(Refused::of(
            Code::StartsInThePast,
            "from",
            "起始日不得早于今天。",
            "The first day must not be before today.",
        ));
    }
    if wanted.span.is_empty() {
        return Err(Refused::of(
            Code::EndsBeforeItBegins,
            "to",
            "结束日期须晚于开始日期。",
            "The end must be after the beginning.",
        ));
    }
    place(wanted.role, &wanted.district, wanted.scope, kind).map_err(misplaced)?;
    let at_once = held
        .iter()
        .filter(|held| held.span.intersect(&wanted.span).is_some());
    for held in at_once {
        let same = (held.role, held.scope, &held.district)
            == (wanted.role, wanted.scope, &wanted.district);
        if same {
            return Err(Refused::of(
                Code::Overlap,
                "from",
                "该账号在部分日期已有同一职务。",
                "The account holds the same role on some of the days.",
            ));
        }
        let administers = held.role.is_administrator() || wanted.role.is_administrator();
        if administers && held.role != wanted.role {
            return Err(Refused::of(
                Code::AdministratorsExclusive,
                "role",
                "系统管理员、安全管理员、审计员三员分立：同一人不得同时担任其中两员，也不得兼任业务角色。",
                "System, security and audit are separate: one person never holds two of them at once, nor one of them \
                 with any other role.",
            ));
        }
    }
    Ok(())
}

/// What ending a role on a day does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It holds until that day.
    Shortened,
    /// It never came to hold beyond today: nothing of it is left.
    Withdrawn,
}

/// Whether a role may end on a day: the first one on which it no longer holds.
pub fn end(span: &Span, on: NaiveDate, today: NaiveDate) -> Result<End, Refused> {
    if on < today {
        return Err(Refused::of(
            Code::EndsInThePast,
            "on",
            "结束日不得早于今天。",
            "The day must not be before today.",
        ));
    }
    if let Some(to) = span.to.filter(|to| *to <= on) {
        return Err(Refused::of(
            Code::AlreadyEnded,
            "on",
            format!("该职务已定于 {to} 结束。"),
            format!("The role ends on {to} already."),
        ));
    }
    Ok(if on <= span.from {
        End::Withdrawn
    } else {
        End::Shortened
    })
}

/// A text that names someone at an issuer, kept to the letter: no blanks around it, no control characters.
pub fn exact(field: &'static str, text: &str, longest: usize) -> Result<String, Refused> {
    let fits = !text.is_empty()
        && text.trim() == text
        && text.chars().count() <= longest
        && !text.chars().any(char::is_control);
    if fits {
        return Ok(text.to_owned());
    }
    Err(Refused::of(
        Code::InvalidText,
        field,
        format!("请填写 1 至 {longest} 个字符，首尾不含空格，不含控制字符。"),
        format!("1 to {longest} characters, no blanks around them, no control characters."),
    ))
}

/// The name of who signs in here must be in the one form in which it is kept.
pub fn local_name(subject: &str) -> Result<(), Refused> {
    if super::local::rules::name(subject).as_deref() == Some(subject) {
        return Ok(());
    }
    Err(Refused::of(
        Code::InvalidText,
        "subject",
        "本地登录用户名须为 3 至 64 个小写字母、数字或 . _ -。",
        "A name to sign in by has 3 to 64 small letters, digits, dots, underscores and hyphens.",
    ))
}

fn misplaced(why: Misplaced) -> Refused {
    match why {
        Misplaced::OfInstallation => Refused::of(
            Code::WrongPlaceForRole,
            "role",
            "该职务属于全系统，不属于区县，也没有代表节点。",
            "This role belongs to the installation, not to a district, and acts for no node.",
        ),
        Misplaced::OfDistrict => Refused::of(
            Code::WrongPlaceForRole,
            "role",
            "该职务属于区县。",
            "This role belongs to a district.",
        ),
        Misplaced::WithoutScope => Refused::of(
            Code::ScopeMissing,
            "scopeId",
            "该职务须指明所代表的工作室、委员或承办单位。",
            "This role acts for one workroom, member or handling unit: name it.",
        ),
        Misplaced::WrongScope => Refused::of(
            Code::WrongScope,
            "scopeId",
            "代表节点与职务不符，或不属于本区。",
            "The node is not what the role acts for, or not of this district.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const TODAY: &str = "2026-03-02";

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn held(role: Role, from: &str, to: Option<&str>) -> Held {
        let of_installation = matches!(role, Role::SystemAdmin | Role::SecurityAdmin);
        let district = if of_installation { "0" } else { "430503" };
        Held {
            district: DistrictId::parse(district).unwrap(),
            role,
            scope: role.needs_scope().then(|| NodeId(Uuid::from_u128(7))),
            span: Span::new(day(from), to.map(day)),
        }
    }

    fn kind_for(role: Role) -> Option<NodeKind> {
        match role {
            Role::WorkroomOfficer => Some(NodeKind::Workroom),
            Role::Member => Some(NodeKind::Member),
            Role::Unit => Some(NodeKind::HandlingUnit),
            _ => None,
        }
    }

    fn code(wanted: &Held, kind: Option<NodeKind>, others: &[Held]) -> Option<Code> {
        let refused = grant(wanted, kind, others, day(TODAY)).err()?;
        assert!(!refused.message.zh.is_empty() && !refused.message.en.is_empty());
        Some(refused.code)
    }

    #[test]
    fn of_every_two_roles_at_once_an_administrators_is_refused() {
        for first in Role::ALL {
            for second in Role::ALL {
                let stands = [held(first, TODAY, None)];
                let wanted = held(second, "2027-01-01", Some("2027-02-01"));
                let admins = [Role::SystemAdmin, Role::SecurityAdmin, Role::Auditor];
                let due = if first == second {
                    Some(Code::Overlap)
                } else if admins.contains(&first) || admins.contains(&second) {
                    Some(Code::AdministratorsExclusive)
                } else {
                    None
                };
                let is = code(&wanted, kind_for(second), &stands);
                assert_eq!(is, due, "{second:?} beside {first:?}");
                // One after the other they may be held.
                let before = [held(first, TODAY, Some("2027-01-01"))];
                let after = [held(first, "2027-02-01", None)];
                for others in [before, after] {
                    assert_eq!(code(&wanted, kind_for(second), &others), None);
                }
            }
        }
    }

    #[test]
    fn a_role_begins_today_at_the_earliest_and_ends_after_it_begins() {
        for (from, to, due) in [
            (TODAY, None, None),
            (TODAY, Some("2026-03-03"), None),
            ("2026-03-01", None, Some(Code::StartsInThePast)),
            (TODAY, Some(TODAY), Some(Code::EndsBeforeItBegins)),
            (TODAY, Some("2026-03-01"), Some(Code::EndsBeforeItBegins)),
        ] {
            let wanted = held(Role::Office, from, to);
            assert_eq!(code(&wanted, None, &[]), due, "{from} {to:?}");
        }
    }

    #[test]
    fn a_role_acts_where_it_belongs_and_for_what_it_is_made() {
        let (zero, district) = ("0", "430503");
        for (role, place, kind, due) in [
            (Role::SystemAdmin, zero, None, Ok(())),
            (
                Role::SecurityAdmin,
                district,
                None,
                Err(Misplaced::OfInstallation),
            ),
            (
                Role::SystemAdmin,
                zero,
                Some(NodeKind::Workroom),
                Err(Misplaced::OfInstallation),
            ),
            (Role::Office, zero, None, Err(Misplaced::OfDistrict)),
            (Role::Auditor, zero, None, Err(Misplaced::OfDistrict)),
            (Role::Office, district, None, Ok(())),
            (
                Role::Leader,
                district,
                Some(NodeKind::SpecialCommittee),
                Ok(()),
            ),
            (Role::Unit, district, None, Err(Misplaced::WithoutScope)),
            (
                Role::Unit,
                district,
                Some(NodeKind::Workroom),
                Err(Misplaced::WrongScope),
            ),
            (Role::Unit, district, Some(NodeKind::HandlingUnit), Ok(())),
            (Role::Member, district, Some(NodeKind::Member), Ok(())),
            (
                Role::WorkroomOfficer,
                district,
                Some(NodeKind::Member),
                Err(Misplaced::WrongScope),
            ),
        ] {
            let scope = kind.map(|_| NodeId(Uuid::from_u128(7)));
            let place_id = DistrictId::parse(place).unwrap();
            let is = super::place(role, &place_id, scope, kind);
            assert_eq!(is, due, "{role:?} {place} {kind:?}");
        }
        // A node that is nothing in this district.
        let stranger = Some(NodeId(Uuid::from_u128(8)));
        let here = DistrictId::parse(district).unwrap();
        for role in [Role::Office, Role::Member] {
            let is = super::place(role, &here, stranger, None);
            assert_eq!(is, Err(Misplaced::WrongScope));
        }
    }

    #[test]
    fn a_role_ends_today_at_the_earliest() {
        for (from, to, on, due) in [
            (TODAY, None, TODAY, Ok(End::Withdrawn)),
            ("2026-04-01", None, TODAY, Ok(End::Withdrawn)),
            ("2026-01-01", None, TODAY, Ok(End::Shortened)),
            ("2026-01-01", None, "2026-05-01", Ok(End::Shortened)),
            ("2026-01-01", None, "2026-03-01", Err(Code::EndsInThePast)),
            (
                "2026-01-01",
                Some("2026-02-01"),
                TODAY,
                Err(Code::AlreadyEnded),
            ),
            ("2026-01-01", Some(TODAY), TODAY, Err(Code::AlreadyEnded)),
            ("2026-01-01", Some("2026-03-03"), TODAY, Ok(End::Shortened)),
        ] {
            let span = Span::new(day(from), to.map(day));
            let is = end(&span, day(on), day(TODAY)).map_err(|refused| refused.code);
            assert_eq!(is, due, "{from} {to:?} {on}");
        }
    }
}
