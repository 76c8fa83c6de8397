//! Cursors, ids, tokens, keys, words and imports.

use chrono::NaiveDate;
use workrooms::access::tokens::{checksum, district_in, random_text};
use workrooms::hotline::entity::HotlineMetric;
use workrooms::hotline::rules::{RowDraft, read};
use workrooms::kernel::id::{DistrictId, GlobalId, NodeId};
use workrooms::kernel::masking::masked;
use workrooms::kernel::page::{PageArgs, encode_cursor};
use workrooms::kernel::period::Span;
use workrooms::kernel::scalars::Month;
use workrooms::kernel::seal::Vault;

use super::{INPUTS, spoken};
use crate::support::{KEYS, vault};

#[test]
fn a_cursor_reads_back_or_is_refused() {
    bolero::check!()
        .with_iterations(INPUTS)
        .with_type::<(Vec<u8>, bool)>()
        .for_each(|(bytes, written)| {
            let text = String::from_utf8_lossy(bytes).into_owned();
            let cursor = if *written {
                encode_cursor(&text)
            } else {
                text.clone()
            };
            let Ok(page) = PageArgs::new(None, Some(&cursor), None, None) else {
                assert!(!written || text.is_empty() || text.contains('\0'));
                return;
            };
            let key = page.after.unwrap();
            assert!(!written || key == text);
            assert_eq!(encode_cursor(&key), cursor, "one key has one cursor");
        });
}

#[test]
fn an_id_is_written_in_one_way() {
    let good = GlobalId::encode("Workroom", &DistrictId::installation(), uuid::Uuid::max());
    bolero::check!()
        .with_iterations(INPUTS)
        .with_type::<(Vec<u8>, u8, u8)>()
        .for_each(|(bytes, place, change)| {
            let mut near = good.0.clone().into_bytes();
            let place = usize::from(*place) % near.len();
            near[place] = near[place].wrapping_add(*change);
            for text in [&near, bytes] {
                let text = String::from_utf8_lossy(text);
                if let Some(id) = GlobalId::decode(&text) {
                    let written = GlobalId::encode(&id.type_name, &id.district, id.id);
                    assert_eq!(GlobalId::decode(&written), Some(id));
                }
            }
        });
}

#[test]
fn a_changed_token_names_no_district() {
    let body = format!("430503_{}", random_text().unwrap());
    let good = format!("wr_{body}{}", checksum(&body));
    assert_eq!(
        district_in(&good).map(|district| district.to_string()),
        Some("430503".to_owned())
    );
    bolero::check!()
        .with_iterations(INPUTS)
        .with_type::<(Vec<u8>, u8, u8)>()
        .for_each(|(bytes, place, change)| {
            district_in(&String::from_utf8_lossy(bytes));
            let mut near = good.clone().into_bytes();
            let place = usize::from(*place) % near.len();
            near[place] ^= *change;
            let near = String::from_utf8_lossy(&near);
            assert!(near == good || district_in(&near).is_none(), "{place}");
        });
}

#[test]
fn keys_are_read_or_refused_without_a_word_of_them() {
    let words = [
        "key ",
        "index ",
        "one ",
        "two ",
        "\n",
        ";",
        "#",
        " ",
        "钥匙",
        "=",
        "\0",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE",
    ];
    bolero::check!()
        .with_iterations(INPUTS)
        .with_type::<Vec<u8>>()
        .for_each(|bytes| {
            let text = spoken(&words, bytes).concat();
            if let Err(refused) = Vault::of_text(&text, vault().suite()) {
                assert!(
                    !refused.contains("AAAA") && !refused.contains("AQEB"),
                    "{refused}"
                );
            }
        });
    assert!(Vault::of_text(KEYS, vault().suite()).is_ok());
}

#[test]
fn what_is_masked_stays_so() {
    let words = [
        "1",
        "3",
        "9",
        "8",
        "0",
        "７",
        "８",
        " ",
        "-",
        "　",
        "X",
        "x",
        "号",
        "。",
        "+86",
        "13987654320",
        "年",
    ];
    bolero::check!()
        .with_iterations(INPUTS)
        .with_type::<(Vec<u8>, Vec<u8>)>()
        .for_each(|(before, after)| {
            let [before, after] = [before, after].map(|bytes| spoken(&words, bytes).concat());
            let text = format!("{before}，13987654321。{after}");
            let once = masked(&text).into_owned();
            assert!(once.contains("，139****4321。"), "{text:?} → {once:?}");
        });
}

#[test]
fn a_month_is_read_as_it_is_written() {
    let words = ["2022", "-", "07", "13", "1", "0", "二", " ", "99999"];
    bolero::check!()
        .with_iterations(INPUTS)
        .with_type::<Vec<u8>>()
        .for_each(|bytes| {
            let text = spoken(&words, bytes).concat();
            if let Some(month) = Month::parse_text(&text) {
                assert_eq!(month, Month::of(month.first_day()));
            }
        });
}

#[test]
fn a_row_that_is_taken_holds_what_its_rules_say() {
    let days = Span::new(NaiveDate::from_ymd_opt(2021, 3, 9).unwrap(), None);
    let today = NaiveDate::from_ymd_opt(2026, 11, 25).unwrap();
    bolero::check!()
        .with_iterations(INPUTS)
        .with_type::<(i32, i64, i64, String, bool)>()
        .for_each(|(day, numerator, denominator, source, known)| {
            let Some(month) = NaiveDate::from_epoch_days(*day) else {
                return;
            };
            let draft = RowDraft {
                unit: known.then_some(NodeId(uuid::Uuid::nil())),
                month,
                metric: HotlineMetric::ResultSatisfaction,
                numerator: *numerator,
                denominator: *denominator,
                source: source.clone(),
            };
            match read(&draft, |_| Some(days), today) {
                Ok(((_, month, _), said)) => {
                    assert!(*known && month <= today);
                    assert!((0..=said.denominator).contains(&said.numerator));
                    assert!(!said.source.is_empty());
                    assert!(!said.source.chars().any(char::is_control));
                }
                Err(refused) => assert!(!refused.is_empty()),
            }
        });
}
