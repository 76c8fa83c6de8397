//! The keys of personal data over a database: rotation while others read, keys that are missing or others, and what goes
//! away with a data key. Deliberately absent: what is sealed; the slices' stories tell that.

mod commands;

use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;
use workrooms::kernel::id::DistrictId;
use workrooms::kernel::seal::{
    Guards, Rotated, Suite, Vault, check, data_key, find_by_blind, key_for, load_keys,
    remember_blind, rotate,
};

use crate::organization::stage::{Stage, district};
use crate::support::{KEYS, Store, vault};

const CODE: &str = "430503";

/// The keys of stories with a further one, which is the current one.
fn more_keys() -> String {
    format!("{KEYS}\nkey next AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI")
}

/// The further key alone, as after the old one was taken away.
fn next_alone() -> String {
    more_keys().replace("key story", "# key story")
}

fn aes(text: &str) -> Vault {
    Vault::of_text(text, Suite::Aes).unwrap()
}

fn subject(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

/// So many data keys of a district, under the first key of stories.
async fn keyed(store: &Store, count: u128) -> DistrictId {
    let stage = Stage::new(store);
    stage.found(CODE).await;
    let here = district(CODE);
    let rows: Vec<_> = (1..=count)
        .map(|n| {
            vault()
                .new_key(&here, subject(n), Guards::Case, None)
                .unwrap()
                .1
        })
        .collect();
    for part in rows.chunks(200) {
        let inserting = data_key::Entity::insert_many(part.to_vec());
        inserting.exec_without_returning(&store.raw).await.unwrap();
    }
    here
}

async fn under(store: &Store, key: &str) -> u64 {
    data_key::Entity::find()
        .filter(data_key::Column::KeyId.eq(key))
        .count(&store.raw)
        .await
        .unwrap()
}

on_both!(a_rotation_goes_on_where_it_was_cut_off_and_the_old_key_can_go);
async fn a_rotation_goes_on_where_it_was_cut_off_and_the_old_key_can_go(store: Store) {
    let here = keyed(&store, 1_200).await;
    check(&store.db, &vault()).await.unwrap();
    let both = aes(&more_keys());
    let cut = CancellationToken::new();
    let rotating = rotate(&store.db, &both, |_, _| cut.cancel());
    tokio::select! {
        biased;
        () = cut.cancelled() => {}
        done = rotating => panic!("it should have been cut off: {done:?}"),
    }
    let done = under(&store, "next").await;
    assert!((500..1_200).contains(&done) && done % 500 == 0, "{done}");
    // Both keys are needed now: either alone is refused, by name.
    for (text, missing) in [(KEYS.to_owned(), "next"), (next_alone(), "story")] {
        let refused = check(&store.db, &aes(&text)).await.unwrap_err();
        assert!(
            refused.contains(&format!("the master key {missing}")),
            "{refused}"
        );
    }
    let reading = async {
        for round in 0..40 {
            let some = (1 + round * 30..=30 + round * 30).map(subject).collect();
            let keys = load_keys(&store.raw, &both, &here, Guards::Case, some).await;
            assert_eq!(keys.unwrap().len(), 30);
        }
    };
    let (rotated, ()) = tokio::join!(rotate(&store.db, &both, |_, _| {}), reading);
    // One more is that of the index key.
    let wrapped = 1_201 - done;
    assert_eq!(rotated.unwrap(), Rotated { wrapped, gone: 0 });
    assert_eq!(under(&store, "story").await, 0);
    assert_eq!(
        rotate(&store.db, &both, |_, _| {}).await.unwrap(),
        Rotated::default()
    );
    let counts = check(&store.db, &aes(&next_alone())).await.unwrap();
    assert_eq!(counts, [(("next".to_owned(), Suite::Aes), 1_201)].into());
    let alone = aes(&next_alone());
    let keys = load_keys(&store.raw, &alone, &here, Guards::Case, [subject(7)].into());
    assert_eq!(keys.await.unwrap().len(), 1);
}

on_both!(a_rotation_changes_the_suite_and_brings_nobody_back);
async fn a_rotation_changes_the_suite_and_brings_nobody_back(store: Store) {
    let here = keyed(&store, 3).await;
    let sm = Vault::of_text(KEYS, Suite::Sm).unwrap();
    let aes = vault();
    let key = key_for(&store.raw, &aes, &here, Guards::Case, (subject(1), None));
    let sealed = key.await.unwrap().seal("content", "话").unwrap();
    data_key::Entity::delete_many()
        .filter(data_key::Column::DistrictId.eq(here.clone()))
        .filter(data_key::Column::SubjectId.eq(subject(2)))
        .exec(&store.raw)
        .await
        .unwrap();
    let rotated = rotate(&store.db, &sm, |_, _| {}).await.unwrap();
    assert_eq!(
        rotated,
        Rotated {
            wrapped: 2,
            gone: 0
        }
    );
    let suites: Vec<Suite> = data_key::Entity::find()
        .select_only()
        .column(data_key::Column::Suite)
        .into_tuple()
        .all(&store.raw)
        .await
        .unwrap();
    assert_eq!(suites, [Suite::Sm, Suite::Sm]);
    let key = key_for(&store.raw, &sm, &here, Guards::Case, (subject(1), None));
    assert_eq!(key.await.unwrap().open("content", &sealed).unwrap(), "话");
}

on_both!(keys_of_another_database_are_refused_at_the_start);
async fn keys_of_another_database_are_refused_at_the_start(store: Store) {
    keyed(&store, 1).await;
    check(&store.db, &vault()).await.unwrap();
    check(&store.db, &vault()).await.unwrap();
    let another = KEYS.replace("AQEB", "AQEC");
    let refused = check(&store.db, &aes(&another)).await.unwrap_err();
    assert!(refused.contains("another one of that name"), "{refused}");
    let other_index = KEYS.replace("index AAAA", "index AAAB");
    let refused = check(&store.db, &aes(&other_index)).await.unwrap_err();
    assert!(refused.starts_with("the index key is not"), "{refused}");
    for text in [another, other_index] {
        let secret = text.split_whitespace().last().unwrap();
        assert!(!refused.contains(secret));
    }
}

on_both!(blind_values_go_with_their_data_key);
async fn blind_values_go_with_their_data_key(store: Store) {
    let here = keyed(&store, 2).await;
    let vault = vault();
    for n in [1, 2] {
        let blind = Some(vault.blind(&here, "phone", "13812345678"));
        let place = (&here, subject(n), Guards::Case);
        remember_blind(&store.raw, place, "phone", blind)
            .await
            .unwrap();
    }
    let found = || async {
        let place = (&here, Guards::Case);
        let found = find_by_blind(&store.raw, &vault, place, "phone", "13812345678").await;
        found.unwrap()
    };
    assert_eq!(found().await, [subject(1), subject(2)].into());
    let elsewhere = (&here, Guards::Member);
    let none = find_by_blind(&store.raw, &vault, elsewhere, "phone", "13812345678").await;
    assert!(none.unwrap().is_empty());
    data_key::Entity::delete_many()
        .filter(data_key::Column::DistrictId.eq(here.clone()))
        .filter(data_key::Column::SubjectId.eq(subject(1)))
        .exec(&store.raw)
        .await
        .unwrap();
    assert_eq!(found().await, [subject(2)].into());
}
