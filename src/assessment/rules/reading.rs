//! Whether a scheme is well made; every refusal names the item and the field. Deliberately absent: what a good scheme is;
//! points, caps and grades are the district's.

use std::collections::BTreeSet;
use std::fmt::Display;

use rust_decimal::Decimal;

use super::scheme::{Item, Scheme};
use crate::assessment::refusals::{AssessmentErrorCode as Code, Refused};
use crate::events::rules::reading::{Trouble, clean};

/// The longest name, in characters.
const NAME: usize = 100;
/// The longest reason, in characters.
const REASON: usize = 1000;
/// The most items, and the most rules of deduction.
pub const ITEMS: usize = 40;
/// The most grades.
const GRADES: usize = 10;
/// The most points.
pub const POINTS: i64 = 1000;

/// A place of a scheme, as people and as programs call it.
struct Place {
    zh: String,
    en: String,
    field: String,
}

impl Place {
    fn root() -> Self {
        Self {
            zh: String::new(),
            en: String::new(),
            field: String::new(),
        }
    }

    /// The n-th of a list, with its name.
    fn nth(list: (&str, &str, &str), n: usize, name: &str) -> Self {
        let (zh, en, field) = list;
        let place = n.saturating_add(1);
        Self {
            zh: format!("第 {place} 个{zh}“{name}”的"),
            en: format!("{en} {place} ({name}): "),
            field: format!("{field}.{n}."),
        }
    }

    fn refuse(&self, code: Code, field: impl Display, (zh, en): (&str, &str)) -> Refused {
        let told = (format!("{}{zh}", self.zh), format!("{}{en}", self.en));
        code.of(format!("{}{field}", self.field), (&told.0, &told.1))
    }
}

#[derive(Default)]
struct Reading {
    refusals: Vec<Refused>,
    codes: BTreeSet<String>,
}

/// Reads a scheme as it was given, all refusals at once; numbers that could not be read are below zero.
pub fn read(mut given: Scheme) -> Result<Scheme, Vec<Refused>> {
    let (mut reading, root) = (Reading::default(), Place::root());
    reading.text(&root, &mut given.name);
    if !(1990..2200).contains(&given.year) {
        reading.refuse(&root, Code::YearInvalid, "year", ("年度", "The year"));
    }
    reading.number(
        &root,
        "base",
        ("基础分", "the base"),
        (&mut given.base, POINTS),
    );
    reading.count(
        &root,
        "items",
        ("计分项", "The items"),
        given.items.len(),
        1..=ITEMS,
    );
    let deductions = ("扣分规则", "The deductions");
    reading.count(
        &root,
        "deductions",
        deductions,
        given.deductions.len(),
        0..=ITEMS,
    );
    reading.count(
        &root,
        "grades",
        ("等次", "The grades"),
        given.grades.len(),
        1..=GRADES,
    );
    if !reading.refusals.is_empty() && given.items.len() > ITEMS {
        return Err(reading.refusals);
    }
    for (n, item) in given.items.iter_mut().enumerate() {
        reading.item(
            &Place::nth(("计分项", "Item", "items"), n, &item.name),
            item,
        );
    }
    for (n, rule) in given.deductions.iter_mut().enumerate().take(ITEMS) {
        let place = Place::nth(("扣分规则", "Deduction", "deductions"), n, &rule.name);
        reading.code(&place, &rule.code);
        reading.text(&place, &mut rule.name);
        reading.number(
            &place,
            "points",
            ("分值", "the points"),
            (&mut rule.points, POINTS),
        );
        reading.cap(&place, &mut rule.cap);
    }
    let mut above: Option<Decimal> = None;
    for (n, grade) in given.grades.iter_mut().enumerate().take(GRADES) {
        let place = Place::nth(("等次", "Grade", "grades"), n, &grade.name);
        reading.text(&place, &mut grade.name);
        reading.number(
            &place,
            "from",
            ("分数线", "the threshold"),
            (&mut grade.from, POINTS),
        );
        if above.is_some_and(|above| grade.from >= above) {
            reading.refuse(
                &place,
                Code::GradeOrder,
                "from",
                ("分数线", "the threshold"),
            );
        }
        above = Some(grade.from);
    }
    match reading.refusals.is_empty() {
        true => Ok(given),
        false => Err(reading.refusals),
    }
}

/// Reads a reason.
pub fn reason(given: &str) -> Result<String, Refused> {
    words(given, REASON, true).map_err(|code| code.of("reason", ("理由", "The reason")))
}

/// Reads points of a decision.
pub fn points(given: Decimal) -> Result<Decimal, Refused> {
    let fits = fits(given, POINTS).then(|| given.normalize());
    fits.ok_or_else(|| Code::NumberInvalid.of("points", ("分值", "The points")))
}

fn words(given: &str, longest: usize, has_lines: bool) -> Result<String, Code> {
    if given.trim().is_empty() {
        return Err(Code::TextEmpty);
    }
    clean(given, longest, has_lines).map_err(|trouble| match trouble {
        Trouble::TooLong => Code::TextTooLong,
        Trouble::Control => Code::ControlCharacter,
    })
}

fn fits(number: Decimal, most: i64) -> bool {
    number >= Decimal::ZERO && number <= Decimal::from(most) && number.normalize().scale() <= 2
}

impl Reading {
    fn refuse(&mut self, place: &Place, code: Code, field: impl Display, called: (&str, &str)) {
        self.refusals.push(place.refuse(code, field, called));
    }

    fn text(&mut self, place: &Place, text: &mut String) {
        match words(text, NAME, false) {
            Ok(clean) => *text = clean,
            Err(code) => self.refuse(place, code, "name", ("名称", "the name")),
        }
    }

    fn number(
        &mut self,
        place: &Place,
        field: impl Display,
        called: (&str, &str),
        (number, most): (&mut Decimal, i64),
    ) {
        match fits(*number, most) {
            true => *number = number.normalize(),
            false => self.refuse(place, Code::NumberInvalid, field, called),
        }
    }

    fn cap(&mut self, place: &Place, cap: &mut Option<Decimal>) {
        if let Some(cap) = cap {
            self.number(place, "cap", ("上限", "the cap"), (cap, POINTS));
        }
    }

    fn count(
        &mut self,
        place: &Place,
        field: &str,
        called: (&str, &str),
        is: usize,
        due: std::ops::RangeInclusive<usize>,
    ) {
        if !due.contains(&is) {
            self.refuse(place, Code::CountInvalid, field, called);
        }
    }

    fn code(&mut self, place: &Place, code: &str) {
        let sign = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
        let called = ("代码", "the code");
        if !(1..=30).contains(&code.len()) || !code.chars().all(sign) {
            self.refuse(place, Code::CodeInvalid, "code", called);
        } else if !self.codes.insert(code.to_owned()) {
            self.refuse(place, Code::CodeTaken, "code", called);
        }
    }

    fn item(&mut self, place: &Place, item: &mut Item) {
        self.code(place, &item.code);
        self.text(place, &mut item.name);
        self.number(
            place,
            "points",
            ("分值", "the points"),
            (&mut item.points, POINTS),
        );
        let share = (&mut item.cosigner_share, 1);
        self.number(
            place,
            "cosignerShare",
            ("联名比例", "the co-signer's share"),
            share,
        );
        self.cap(place, &mut item.cap);
        let duties = ("履职种类", "the kinds of duty");
        self.count(place, "duties", duties, item.duties.len(), 1..=7);
        self.count(
            place,
            "eventKinds",
            ("活动种类", "the kinds of events"),
            item.event_kinds.len(),
            0..=40,
        );
        item.duties.sort_unstable();
        item.event_kinds.sort_unstable();
        item.levels.sort_by_key(|row| row.level);
        let twice = item.duties.windows(2).any(|two| two.first() == two.last())
            || item
                .event_kinds
                .windows(2)
                .any(|two| two.first() == two.last());
        if twice {
            self.refuse(place, Code::Repeated, "duties", ("种类", "the kinds"));
        }
        let (mut below, mut levels) = (item.points, BTreeSet::new());
        for (n, row) in item.levels.iter_mut().enumerate() {
            let field = format!("levels.{n}.points");
            let called = ("采用层级分值", "the points of a level");
            if !levels.insert(row.level) {
                self.refuse(place, Code::Repeated, "levels", ("采用层级", "the levels"));
            }
            self.number(place, &field, called, (&mut row.points, POINTS));
            if row.points < below {
                self.refuse(place, Code::LevelOrder, &field, called);
            }
            below = row.points;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assessment::rules::scheme::{Deduction, Grade, LevelPoints, Proration};
    use crate::casework::kinds::Level;
    use crate::statistics::duty::Duty;

    fn scheme() -> Scheme {
        let item = |code: &str| Item {
            code: code.to_owned(),
            name: "会议".to_owned(),
            duties: vec![Duty::Meeting],
            event_kinds: Vec::new(),
            points: Decimal::from(5),
            cosigner_share: Decimal::ONE,
            levels: Vec::new(),
            cap: None,
        };
        let grade = |from: i64| Grade {
            name: "合格".to_owned(),
            from: Decimal::from(from),
        };
        Scheme {
            name: " 示例方案 ".to_owned(),
            year: 2022,
            base: Decimal::new(700, 1),
            items: vec![item("a"), item("b")],
            deductions: vec![Deduction {
                code: "c".to_owned(),
                name: "缺席".to_owned(),
                points: Decimal::ONE,
                cap: None,
            }],
            grades: vec![grade(90), grade(60)],
            proration: Proration::None,
        }
    }

    /// What is refused of a scheme that was changed: codes, fields, and the first sentence.
    fn refused(change: impl FnOnce(&mut Scheme)) -> (Vec<(Code, String)>, String) {
        let mut given = scheme();
        change(&mut given);
        let refusals = read(given).unwrap_err();
        let sentence = refusals.first().map(|one| one.message.zh.clone());
        let told = refusals.into_iter();
        let told = told.map(|one| (one.code, one.field.unwrap_or_default()));
        (told.collect(), sentence.unwrap_or_default())
    }

    #[test]
    fn a_scheme_that_is_well_made_is_read_in_its_one_form() {
        let read = read(scheme()).unwrap();
        assert_eq!(read.name, "示例方案");
        assert_eq!(read.base.to_string(), "70");
    }

    #[test]
    fn every_refusal_names_the_item_and_the_field() {
        let at = |code: Code, field: &str| vec![(code, field.to_owned())];
        let number = Code::NumberInvalid;
        let set = |n: usize, change: fn(&mut Item)| {
            move |scheme: &mut Scheme| scheme.items.iter_mut().skip(n).take(1).for_each(change)
        };
        let (told, sentence) = refused(set(1, |item| item.points = Decimal::new(5001, 3)));
        assert_eq!(told, at(number, "items.1.points"));
        assert_eq!(
            sentence,
            "第 2 个计分项“会议”的分值须在规定范围内，且至多两位小数。"
        );
        for (change, due) in [
            (
                set(0, |item| item.points = Decimal::from(1001)),
                at(number, "items.0.points"),
            ),
            (
                set(1, |item| item.cosigner_share = Decimal::TWO),
                at(number, "items.1.cosignerShare"),
            ),
            (
                set(1, |item| item.cap = Some(Decimal::NEGATIVE_ONE)),
                at(number, "items.1.cap"),
            ),
            (
                set(1, |item| item.code = "a".to_owned()),
                at(Code::CodeTaken, "items.1.code"),
            ),
            (
                set(0, |item| item.code = "a b".to_owned()),
                at(Code::CodeInvalid, "items.0.code"),
            ),
            (
                set(0, |item| item.name = " ".to_owned()),
                at(Code::TextEmpty, "items.0.name"),
            ),
            (
                set(0, |item| item.duties.clear()),
                at(Code::CountInvalid, "items.0.duties"),
            ),
            (
                set(0, |item| item.duties.push(Duty::Meeting)),
                at(Code::Repeated, "items.0.duties"),
            ),
            (
                set(0, |item| {
                    let row = |level, points: i64| LevelPoints {
                        level,
                        points: Decimal::from(points),
                    };
                    item.levels = vec![row(Level::City, 6), row(Level::District, 4)];
                }),
                at(Code::LevelOrder, "items.0.levels.0.points"),
            ),
        ] {
            assert_eq!(refused(change).0, due);
        }
        let (told, _) = refused(|scheme| {
            scheme.year = 22;
            scheme.items.clear();
            scheme.grades.reverse();
            scheme
                .deductions
                .iter_mut()
                .for_each(|rule| rule.points = Decimal::NEGATIVE_ONE);
        });
        let due = [
            (Code::YearInvalid, "year"),
            (Code::CountInvalid, "items"),
            (number, "deductions.0.points"),
            (Code::GradeOrder, "grades.1.from"),
        ];
        let due: Vec<_> = due.map(|(code, field)| (code, field.to_owned())).into();
        assert_eq!(told, due, "all at once");
    }
}
