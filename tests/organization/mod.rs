//! Stories of the organisation slice.

mod api;
mod bodies;
mod keeping;
mod people;
pub mod stage;

/// Runs each story on a fresh database.
macro_rules! stories {
    ($($part:ident :: $story:ident),+ $(,)?) => {
        $(#[tokio::test]
        async fn $story() {
            let folder = tempfolder::Folder::new(stringify!($story));
            $part::$story(folder.open().await).await;
        })+
    };
}

stories!(
    keeping::the_old_name_stays_true_at_the_old_number,
    keeping::nothing_is_overwritten,
    keeping::the_journal_holds_no_name_of_a_person_and_no_party,
    keeping::two_districts_cannot_touch_each_other,
    keeping::who_may_not_keep_it_changes_nothing,
    keeping::a_district_is_founded_once,
    bodies::nothing_closes_while_something_hangs_on_it,
    bodies::a_workroom_has_what_its_kind_needs,
    bodies::divisions_are_registered_all_or_none,
    people::memberships_of_one_member_never_overlap,
    people::a_change_of_sector_leaves_no_day_between,
    people::offices_stay_within_membership_and_the_chair_is_one,
    people::a_membership_recorded_wrongly_is_corrected,
    api::each_wrong_value_is_told_with_its_field,
    api::the_office_keeps_the_organisation_through_the_schema,
);

mod tempfolder {
    use sea_orm::DatabaseConnection;
    use sea_orm_migration::MigratorTrait;

    pub struct Folder(std::path::PathBuf);

    impl Folder {
        pub fn new(name: &str) -> Self {
            let path =
                std::env::temp_dir().join(format!("workrooms-{}-{name}", std::process::id()));
            std::fs::create_dir_all(&path).unwrap();
            Self(path)
        }

        pub async fn open(&self) -> DatabaseConnection {
            let url = format!("sqlite:{}/story.db", self.0.display());
            let db = workrooms::kernel::db::connect(&url).await.unwrap();
            migrations::Migrator::up(&db, None).await.unwrap();
            db
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            std::fs::remove_dir_all(&self.0).ok();
        }
    }
}
