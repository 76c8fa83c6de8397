//! The data of 2022 for stories that read them: loaded once for each of the two databases, as that takes longer than all
//! that is read of them, and a leader's questions. Deliberately absent: what they should say.

use sea_orm::DatabaseConnection;
use serde_json::Value;
use workrooms::app::App;
use workrooms::kernel::actor::{Actor, Role};
use workrooms::kernel::clock::Clock;
use workrooms::kernel::error::Lang;
use workrooms::kernel::id::DistrictId;
use workrooms::schema;

use super::{Store, vault};

/// The district's code.
pub const CODE: &str = "430503";

/// The program over a database, as it is without settings.
pub fn app(db: &DatabaseConnection) -> App {
    #[derive(clap::Parser)]
    struct Line {
        #[command(flatten)]
        config: workrooms::config::Config,
    }
    let line = <Line as clap::Parser>::parse_from(["workrooms"]);
    App::new(db.clone(), Clock::System, vault(), line.config)
}

/// Loads the data as `workrooms demo` does.
pub async fn load(db: &DatabaseConnection) {
    let loaded = workrooms::demo::load(&app(db)).await;
    loaded.unwrap_or_else(|error| panic!("the data of 2022: {error:?}"));
}

/// What a leader of the district is answered.
pub async fn ask(store: &Store, query: &str, variables: Value) -> Value {
    let actor = Actor {
        id: uuid::Uuid::from_u128(1),
        role: Role::Leader,
        district: DistrictId::parse(CODE).expect("a code"),
        scope: None,
    };
    let view = app(&store.db).request(Some(actor), Lang::Zh);
    let request = async_graphql::Request::new(query)
        .variables(async_graphql::Variables::from_json(variables));
    let answer = schema::execute(&schema::build(), request, view).await;
    assert!(answer.errors.is_empty(), "{:?}", answer.errors);
    answer.data.into_json().expect("an answer")
}
