//! The annual report: what it says, what stands behind each number, and what it refuses.
//! Deliberately absent: how figures are counted; the stories of statistics and statements tell that.

mod command;
mod demo;
mod front;
mod pages;
mod templates;

use workrooms::kernel::actor::Role;
use workrooms::kernel::id::DistrictId;
use workrooms::linkage::Request;
use workrooms::reports::templates::Templates;
use workrooms::reports::{Asked, Format, NotMade, make};

use crate::statistics::stage::{CODE, Town};

/// The report of 2022 of the district, as text.
pub const TEXT: Asked = Asked {
    year: 2022,
    as_of: None,
    format: Format::Text,
};

/// Makes a report as somebody asks for it.
pub async fn made_by(
    view: &Request,
    asked: &Asked,
    templates: &Templates,
) -> Result<Vec<u8>, NotMade> {
    let district = DistrictId::parse(CODE).unwrap();
    make(view, &district, asked, templates).await
}

/// Makes one for a leader.
pub async fn made(town: &Town, asked: &Asked, templates: &Templates) -> Vec<u8> {
    let leader = town.stage.request(Role::Leader, CODE, None);
    made_by(&leader, asked, templates).await.unwrap()
}

/// The same as text.
pub async fn text(town: &Town, templates: &Templates) -> String {
    String::from_utf8(made(town, &TEXT, templates).await).unwrap()
}

/// Why there is none, in English.
pub async fn refused(town: &Town, templates: &Templates) -> Vec<String> {
    let leader = town.stage.request(Role::Leader, CODE, None);
    match made_by(&leader, &TEXT, templates).await {
        Err(NotMade::Wrong(wrongs)) => wrongs.into_iter().map(|wrong| wrong.en).collect(),
        other => panic!("{other:?}"),
    }
}

/// Templates of one report with these figures.
pub fn templates(figures: &str, report: &str) -> Templates {
    Templates::default()
        .with("figures.toml", figures)
        .with("report.j2", report)
}

/// Items of a list below a heading.
pub fn items<'a>(text: &'a str, heading: &str) -> Vec<&'a str> {
    let lines = text.lines().skip_while(|line| *line != heading).skip(2);
    let items = lines.map_while(|line| line.trim().strip_prefix("· "));
    items.collect()
}
