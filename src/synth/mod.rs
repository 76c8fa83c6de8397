//! Data without meaning and of any size, for benchmarks: districts that look like districts, with a year of what they did.
//! Loaded through the same commands that the API calls, so that nothing in it is possible that a user could not have
//! entered; the same arguments give the same organisation, events, cases and figures. Events and cases have the same ids
//! too, nodes of the organisation, which the commands name, have not. People are examples (示例委员 0001), and all titles say
//! that they are (示例). Deliberately absent: anything that holds more of a district than its nodes' ids.

mod cases;
mod deeds;
mod organization;

use std::fmt;
use std::sync::Arc;

use chrono::NaiveDate;
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::app::App;
use crate::demo::{Stopped, day, found};
use crate::kernel::actor::{Actor, Role};
use crate::kernel::error::Lang;
use crate::kernel::id::DistrictId;

/// How much of everything.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// Districts.
    pub districts: u32,
    /// Workrooms of each, one to a township.
    pub workrooms: u32,
    /// Members of each workroom.
    pub members: u32,
    /// Events of each district.
    pub events: u32,
    /// Micro-suggestions of each district.
    pub cases: u32,
    /// The year in which everything was done; it must be over.
    pub year: i32,
    /// What chance begins with.
    pub seed: u64,
    /// Districts that are filled at once.
    pub at_once: u32,
}

/// What came of one district.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filled {
    /// Its code.
    pub district: DistrictId,
    /// Its members.
    pub members: u32,
    /// Its events.
    pub events: u32,
    /// Its cases.
    pub cases: u32,
    /// How long the organisation took, in milliseconds.
    pub organization_took: i64,
    /// How long the events took, in milliseconds.
    pub events_took: i64,
}

/// One line for the terminal.
impl fmt::Display for Filled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let thousand = i64::from(self.events).saturating_mul(1000);
        let rate = thousand.checked_div(self.events_took).unwrap_or(thousand);
        write!(
            f,
            "district {}: {} members in {} ms, {} events ({rate} a second), {} cases",
            self.district, self.members, self.organization_took, self.events, self.cases
        )
    }
}

/// Fills an installation that holds none of these districts; tells of each when it is filled.
pub async fn load(
    app: &Arc<App>,
    shape: Shape,
    tell: impl Fn(&Filled),
) -> Result<Vec<Filled>, Stopped> {
    check(app, &shape)?;
    let mut next = 0..shape.districts;
    let (mut under_way, mut filled) = (JoinSet::new(), Vec::new());
    for n in next.by_ref().take(as_length(shape.at_once.max(1))) {
        under_way.spawn(fill(Arc::clone(app), shape, n));
    }
    while let Some(done) = under_way.join_next().await {
        let done = done.map_err(|error| error.to_string())??;
        tell(&done);
        filled.push(done);
        if let Some(n) = next.next() {
            under_way.spawn(fill(Arc::clone(app), shape, n));
        }
    }
    filled.sort_by(|a, b| a.district.as_str().cmp(b.district.as_str()));
    Ok(filled)
}

fn check(app: &App, shape: &Shape) -> Result<(), Stopped> {
    let limits = [
        ("districts", shape.districts, 1..=999),
        ("workrooms", shape.workrooms, 1..=99),
        ("members", shape.members, 1..=999),
        ("events", shape.events, 0..=10_000_000),
        ("cases", shape.cases, 0..=100_000),
    ];
    for (what, asked, allowed) in limits {
        if !allowed.contains(&asked) {
            let (least, most) = (allowed.start(), allowed.end());
            return Err(format!("{what}: from {least} to {most}"));
        }
    }
    if day(shape.year, 12, 31) >= app.clock.today() {
        return Err(format!("year: {} is not over", shape.year));
    }
    if shape.workrooms.saturating_mul(shape.members) < organization::COUNCIL {
        let least = organization::COUNCIL;
        return Err(format!("a district has at least {least} members"));
    }
    Ok(())
}

async fn fill(app: Arc<App>, shape: Shape, n: u32) -> Result<Filled, Stopped> {
    let code = format!("99{:04}", n.saturating_add(1));
    let district = DistrictId::parse(&code).ok_or("no code")?;
    let names = [
        format!("示例区{:03}", n.saturating_add(1)),
        format!("Example District {:03}", n.saturating_add(1)),
        "示例市".to_owned(),
        "示例省".to_owned(),
    ];
    found(&app.db, &app.clock, &app.vault, &district, names).await?;
    let actor = Actor {
        id: Uuid::from_u128(u128::from(n).saturating_add(1)),
        role: Role::Office,
        district: district.clone(),
        scope: None,
    };
    let office = app.request(Some(actor), Lang::En);
    let chance = Chance {
        seed: shape.seed,
        district: u64::from(n),
    };
    let started = app.clock.now();
    let organization = organization::load(&office, &shape, &district).await?;
    let organized = app.clock.now();
    deeds::load(&office, &shape, chance, &organization, &district).await?;
    let posted = app.clock.now();
    cases::load(&app, &shape, chance, &organization, &district).await?;
    Ok(Filled {
        district,
        members: shape.workrooms.saturating_mul(shape.members),
        events: shape.events,
        cases: shape.cases,
        organization_took: (organized - started).num_milliseconds(),
        events_took: (posted - organized).num_milliseconds(),
    })
}

/// Chance that is the same each time: a number for every question, made of the seed, the district, what is asked and of
/// which thing.
#[derive(Clone, Copy, Debug)]
struct Chance {
    seed: u64,
    district: u64,
}

impl Chance {
    /// A number below `end`.
    fn below(self, what: u64, of: u32, end: u32) -> u32 {
        let mixed = [self.district, what, u64::from(of)]
            .into_iter()
            .fold(mix(self.seed), |mixed, part| mix(mixed ^ mix(part)));
        let rest = mixed.checked_rem(u64::from(end)).unwrap_or_default();
        u32::try_from(rest).unwrap_or_default()
    }
}

/// The finaliser of SplitMix64.
fn mix(n: u64) -> u64 {
    let n = n.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let n = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    n ^ (n >> 31)
}

/// The id of the n-th thing of a kind in a district, made at the beginning of a day: a UUID of version 7.
fn id(on: NaiveDate, kind: u128, chance: Chance, n: u32) -> Uuid {
    let instant = on.and_time(chrono::NaiveTime::MIN).and_utc();
    let instant = u128::try_from(instant.timestamp_millis()).unwrap_or_default();
    let district = u128::from(chance.district & 0xffff);
    Uuid::from_u128(
        (instant << 80) | (0x7000 << 64) | (kind << 60) | (district << 32) | u128::from(n),
    )
}

/// The n-th of so many days that are spread evenly over a year, its first `days` days.
fn spread(year: i32, days: u32, n: u32, of: u32) -> NaiveDate {
    let place = u64::from(n).saturating_mul(u64::from(days));
    let place = place.checked_div(u64::from(of)).unwrap_or_default();
    let first = day(year, 1, 1);
    let on = first.checked_add_days(chrono::Days::new(place));
    on.unwrap_or(first)
}

fn as_length(n: u32) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}

/// The n-th, beginning anew after the last.
fn cycle<T: Copy>(list: &[T], n: u32) -> Result<T, Stopped> {
    let place = as_length(n).checked_rem(list.len()).unwrap_or_default();
    list.get(place)
        .copied()
        .ok_or_else(|| "an empty list".to_owned())
}
