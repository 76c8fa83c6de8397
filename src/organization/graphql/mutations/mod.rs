//! The mutations of the organisation: each reads its input, lets one command decide, and answers with the thing as it
//! stands after the commit. Deliberately absent: rules, which the commands ask.

pub mod bodies;
pub mod founding;
pub mod lifetimes;
pub mod offices;
pub mod people;
pub mod places;
pub mod reading;
pub mod terms;
pub mod workdays;
pub mod workrooms;

use std::sync::Arc;

use async_graphql::{Context, MergedObject};

use super::bodies::{Honour, Membership, OfficeHeld};
use super::nodes::{District, Member, Sector, SectorGroup, SpecialCommittee, Township, Workroom};
use super::places::Division;
use super::terms::{Session, Term};
use super::units::{CalendarYear, HandlingUnit};
use crate::kernel::authz::Action;
use crate::kernel::error::{Problem, Result, settle};
use crate::linkage::{Pin, Request};
use crate::organization::commands::Done;
use crate::organization::refusals::{OrganizationErrorCode, Outcome, Refused};
use reading::{Reading, Typed};

/// Keeping the organisation; for the office, and founding for system administrators (组织维护).
#[derive(MergedObject, Default, Debug)]
pub struct OrganizationMutation(
    founding::FoundingMutation,
    places::PlacesMutation,
    bodies::BodiesMutation,
    lifetimes::LifetimesMutation,
    workrooms::WorkroomsMutation,
    people::PeopleMutation,
    offices::OfficesMutation,
    terms::TermsMutation,
    workdays::WorkdaysMutation,
);

crate::user_error! {
    /// Why a change of the organisation was refused (组织操作错误).
    OrganizationError of OrganizationErrorCode
}

/// A part of a payload: the thing as the request sees it after the commit.
trait Told: Sized {
    /// The thing that a command changed; none when the district no longer shows it.
    fn told(pin: &Arc<Pin>, done: &Done) -> Option<Self>;
}

macro_rules! told_by_id {
    ($($node:ident),+) => {
        $(impl Told for $node {
            fn told(pin: &Arc<Pin>, done: &Done) -> Option<Self> {
                Some($node::new(pin, done.id))
            }
        })+
    };
}
told_by_id!(
    District,
    Township,
    Sector,
    SectorGroup,
    SpecialCommittee,
    Workroom,
    Member
);

impl Told for HandlingUnit {
    fn told(pin: &Arc<Pin>, done: &Done) -> Option<Self> {
        Self::of(pin, done.id)
    }
}

impl Told for CalendarYear {
    fn told(pin: &Arc<Pin>, done: &Done) -> Option<Self> {
        let row = pin.chain.organization.calendar_years.get(&done.id)?;
        Self::of(pin, row.year)
    }
}

impl Told for Division {
    fn told(pin: &Arc<Pin>, done: &Done) -> Option<Self> {
        let row = pin.chain.organization.divisions.get(&done.id)?;
        Some(Self::of(pin, row))
    }
}

impl Told for Honour {
    fn told(pin: &Arc<Pin>, done: &Done) -> Option<Self> {
        let row = pin.chain.organization.honours.get(&done.fact?)?;
        Some(Self::of(pin, row))
    }
}

impl Told for OfficeHeld {
    fn told(pin: &Arc<Pin>, done: &Done) -> Option<Self> {
        let row = pin.chain.organization.offices.get(&done.fact?)?;
        Some(Self::of(pin, row))
    }
}

impl Told for Membership {
    fn told(pin: &Arc<Pin>, done: &Done) -> Option<Self> {
        let row = pin.chain.organization.memberships.get(&done.fact?)?;
        Some(Self::of(pin, row))
    }
}

impl Told for Term {
    fn told(pin: &Arc<Pin>, done: &Done) -> Option<Self> {
        let ordinal = pin.chain.organization.terms.get(&done.id)?.ordinal;
        super::terms::terms(&pin.chain.organization)
            .into_iter()
            .find(|term| term.ordinal == ordinal)
    }
}

impl Told for Session {
    fn told(pin: &Arc<Pin>, done: &Done) -> Option<Self> {
        let row = pin.chain.organization.sessions.get(&done.id)?;
        Some(Self::of(row))
    }
}

/// A payload of a mutation of the organisation.
trait Payload: Sized {
    /// What the change did.
    fn done(pin: &Arc<Pin>, done: &Done) -> Self;
    /// Why there is none.
    fn refused(errors: Vec<OrganizationError>) -> Self;
}

/// Declares payloads: the changed things, each null when refused, and the errors.
macro_rules! payloads {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $told:ty),+ $(,)? })+) => {
        $(
            $(#[$doc])*
            #[derive(async_graphql::SimpleObject, Clone, Debug)]
            pub struct $name {
                $($(#[$field_doc])* pub $field: Option<$told>,)+
                /// Why it was refused; empty when it was done (错误).
                pub errors: Vec<$crate::organization::graphql::mutations::OrganizationError>,
            }

            impl $crate::organization::graphql::mutations::Payload for $name {
                fn done(
                    pin: &std::sync::Arc<$crate::linkage::Pin>,
                    done: &$crate::organization::commands::Done,
                ) -> Self {
                    Self {
                        $($field: $crate::organization::graphql::mutations::Told::told(pin, done),)+
                        errors: Vec::new(),
                    }
                }

                fn refused(
                    errors: Vec<$crate::organization::graphql::mutations::OrganizationError>,
                ) -> Self {
                    Self { $($field: None,)+ errors }
                }
            }
        )+
    };
}
use payloads;

/// Reads the input, runs the command, answers with the payload.
macro_rules! keep {
    ($ctx:expr, $input:expr, $command:path) => {{
        let desk = $crate::organization::graphql::mutations::Desk::open($ctx)?;
        let outcome = match desk.read($input) {
            Ok(plain) => $command(desk.request, plain).await,
            Err(failure) => Err(failure),
        };
        desk.answer(outcome).await
    }};
}
use keep;

/// One call of a mutation by the office.
#[derive(Debug)]
struct Desk<'a> {
    request: &'a Request,
}

impl<'a> Desk<'a> {
    /// Goes on only for those who keep the organisation, before anything of the input is told.
    fn open(ctx: &Context<'a>) -> Result<Self> {
        let request = ctx.data_unchecked::<Request>();
        let actor = request.actor()?;
        actor.require(
            Action::KeepOrganization,
            actor.standing(&actor.district, None),
        )?;
        Ok(Self { request })
    }

    /// The plain values of an input, or a refusal for each id and date that is none.
    fn read<I: Typed>(&self, input: I) -> Outcome<I::Plain> {
        let district = self.request.actor()?.district.clone();
        let mut reading = Reading::new(district);
        let plain = input.read(&mut reading);
        reading.finish()?;
        Ok(plain)
    }

    /// The payload: the change as it stands after the commit, or the refusals in the caller's language.
    async fn answer<P: Payload>(&self, outcome: Outcome<Done>) -> Result<P> {
        match settle(outcome)? {
            Ok(done) => Ok(P::done(&self.fresh_pin().await?, &done)),
            Err(refusals) => Ok(P::refused(self.errors(&refusals))),
        }
    }

    async fn fresh_pin(&self) -> Result<Arc<Pin>> {
        let district = &self.request.actor()?.district;
        self.request.unpin(district).await;
        let pin = self.request.pin(district).await?;
        pin.ok_or(Problem::Forbidden)
    }

    fn errors(&self, refusals: &[Refused]) -> Vec<OrganizationError> {
        refusals
            .iter()
            .map(|refused| OrganizationError::of(refused, self.request.lang))
            .collect()
    }
}
