//! Data without meaning: the same arguments give the same records, all of them whole. Deliberately absent: how long it takes.

use std::sync::Arc;

use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use workrooms::kernel::db;
use workrooms::kernel::id::DistrictId;
use workrooms::kernel::reader::Reader;
use workrooms::kernel::viewpoint::Errand;
use workrooms::synth::{Filled, Shape, load};
use workrooms::{casework, events, organization};

use crate::support::{Store, demo};

const SHAPE: Shape = Shape {
    districts: 1,
    workrooms: 4,
    members: 30,
    events: 300,
    cases: 20,
    year: 2025,
    seed: 7,
    at_once: 2,
};

/// What must be the same, as one text a row: nothing that hangs on ids of nodes.
const SAME: [&str; 3] = [
    "SELECT title || status || kind AS row FROM event_version WHERE until_number IS NULL ORDER BY 1",
    "SELECT CAST(day AS TEXT) || kind || status || measure || CAST(SUM(amount) AS TEXT) AS row FROM tally \
     GROUP BY day, kind, status, measure ORDER BY 1",
    "SELECT title || state || CAST(leg_due_on AS TEXT) AS row FROM case_version \
     WHERE until_number IS NULL AND leg_due_on IS NOT NULL ORDER BY 1",
];

/// Fills a database, sees that it is whole, and tells what of it must be the same each time.
async fn filled(db: &DatabaseConnection) -> Vec<String> {
    let app = Arc::new(demo::app(db));
    let filled: Vec<Filled> = load(&app, SHAPE, |_| ()).await.unwrap();
    assert_eq!(filled.len(), 1);
    assert_eq!((filled[0].members, filled[0].events), (120, 300));
    let district = DistrictId::parse("990001").unwrap();
    let reader = Reader::on_errand(db, Errand::CheckFigures);
    let differences = events::tallies::differences(&reader, &district).await;
    assert_eq!(differences.unwrap(), []);
    let place = events::audit::verify_district(&reader, &district).await;
    assert_eq!(place.unwrap(), None);
    let place = organization::audit::verify_district(&reader, &district).await;
    assert_eq!(place.unwrap(), None);
    let place = casework::audit::verify_district(&reader, &district).await;
    assert_eq!(place.unwrap(), None);
    let mut all = Vec::new();
    for sql in SAME {
        let statement = Statement::from_string(db.get_database_backend(), sql);
        let rows = reader.query_all_raw(statement).await.unwrap();
        assert!(!rows.is_empty(), "{sql}");
        let text = |row: &sea_orm::QueryResult| row.try_get::<String>("", "row").unwrap();
        all.extend(rows.iter().map(text));
    }
    reader.close().await;
    all
}

on_both!(the_same_arguments_give_the_same_data_and_only_once);
async fn the_same_arguments_give_the_same_data_and_only_once(store: Store) {
    let one = filled(&store.db).await;
    for status in ["POSTED", "VERIFIED", "REJECTED"] {
        assert!(one.iter().any(|row| row.contains(status)), "{status}");
    }
    let limits = db::Limits::default();
    let beside = db::connect(&store.beside().await, &limits).await.unwrap();
    db::migrate(&beside).await.unwrap();
    assert_eq!(filled(&beside).await, one);
    beside.close().await.unwrap();

    let app = Arc::new(demo::app(&store.db));
    let again = load(&app, SHAPE, |_| ()).await.unwrap_err();
    assert!(again.starts_with("district: "), "{again}");
    let year = Shape {
        year: 2999,
        ..SHAPE
    };
    let refused = load(&app, year, |_| ()).await.unwrap_err();
    assert_eq!(refused, "year: 2999 is not over");
}
