//! The letters of results in the API. Deliberately absent: what a result means, which is its own word.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use async_graphql::{Context, InputObject, Object, SimpleObject};
use chrono::{Datelike, NaiveDate};
use sea_orm::DbErr;

use crate::casework::graphql::Reading;
use crate::casework::graphql::doing::settled;
use crate::casework::graphql::limits::CaseError;
use crate::casework::kinds::ResultClass;
use crate::events::graphql::EventLoader;
use crate::events::graphql::loading::load;
use crate::kernel::authz::Action;
use crate::kernel::error::Result;
use crate::kernel::id::DistrictId;
use crate::linkage::{Pin, Request};
use crate::proposals::letters::{Letters, letters, set_letter};

/// The longest letter, in characters.
const LETTER: usize = 4;

/// The letters of a district at a journal number.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LettersAt(DistrictId, i64);

impl Loader<LettersAt> for EventLoader {
    type Value = Arc<Letters>;
    type Error = Arc<DbErr>;

    async fn load(
        &self,
        keys: &[LettersAt],
    ) -> std::result::Result<HashMap<LettersAt, Arc<Letters>>, Arc<DbErr>> {
        let mut loaded = HashMap::new();
        for key in keys {
            let of = letters(&self.db, &key.0, key.1).await?;
            loaded.insert(key.clone(), Arc::new(of));
        }
        Ok(loaded)
    }
}

/// The letter of a result in the year of a day.
pub async fn letter(
    ctx: &Context<'_>,
    pin: &Pin,
    result: ResultClass,
    on: NaiveDate,
) -> Result<Option<String>> {
    let key = LettersAt(pin.district_id().clone(), pin.number);
    let letters = load(ctx, key).await?;
    Ok(letters.map(|letters| letters.of(result, on.year()).to_owned()))
}

/// The letter of a result in a year (结果代码).
#[derive(SimpleObject, Clone, Debug)]
pub struct ResultLetter {
    /// The result (办理结果).
    pub result: ResultClass,
    /// The letter (代码).
    pub letter: String,
}

/// The letters of all results in a year.
pub async fn letters_of(ctx: &Context<'_>, pin: &Pin, year: i32) -> Result<Vec<ResultLetter>> {
    let key = LettersAt(pin.district_id().clone(), pin.number);
    let letters = load(ctx, key).await?.unwrap_or_default();
    let of = |result: &ResultClass| ResultLetter {
        result: *result,
        letter: letters.of(*result, year).to_owned(),
    };
    Ok(ResultClass::ALL.iter().map(of).collect())
}

/// A letter to set (设定结果代码).
#[derive(InputObject, Debug)]
pub struct ResultLetterSetInput {
    /// The result (办理结果).
    result: ResultClass,
    /// Replies of this year and later have it (年度).
    year: i32,
    /// The letter, at most 4 characters (代码).
    letter: String,
}

/// What became of setting a letter (设定结果).
#[derive(SimpleObject, Debug)]
pub struct ResultLetterSetPayload {
    /// The letters of the year as they stand now (结果代码).
    letters: Vec<ResultLetter>,
    /// Why it was refused (被拒原因).
    errors: Vec<CaseError>,
}

/// The mutation of letters.
#[derive(Default, Debug)]
pub struct ResultLetterMutation;

/// The mutation of letters.
#[Object]
impl ResultLetterMutation {
    /// Sets the letter that stands for a result from a year on (设定结果代码).
    async fn result_letter_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The letter (代码).")] input: ResultLetterSetInput,
    ) -> Result<ResultLetterSetPayload> {
        let request = ctx.data_unchecked::<Request>();
        let actor = request.actor()?;
        let district = actor.district.clone();
        actor.require(Action::KeepLimits, actor.standing(&district, None))?;
        let mut reading = Reading::new(district, actor.scope);
        let letter = reading.text("letter", &input.letter, LETTER, false);
        let done = match reading.finish() {
            Ok(()) => set_letter(request, (input.result, input.year, letter)).await,
            Err(refused) => Err(refused),
        };
        let (pin, errors) = settled(request, done).await?;
        let letters = match pin {
            Some(pin) => letters_of(ctx, &pin, input.year).await?,
            None => Vec::new(),
        };
        Ok(ResultLetterSetPayload { letters, errors })
    }
}
