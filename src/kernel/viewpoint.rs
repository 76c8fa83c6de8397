//! Who a transaction looks for, as PostgreSQL is told at its beginning. The row-level security of the tables reads these
//! settings, so that a filter that the program forgets hides rows all the same; a transaction that sets none sees nothing.
//! Deliberately absent: which rows those are, which the migrations say; and SQLite, which has no such wall.

use sea_orm::ActiveEnum;

use super::actor::Actor;
use super::id::DistrictId;

/// What a transaction is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lens {
    /// An answer: the rows that the caller may see.
    Own,
    /// Figures: every row of his district that is counted, whoever may see it; never the keys of anybody's words.
    Figures,
    /// What a case was merged into: those cases beside his own.
    Masters,
    /// Everything that is held of somebody, for the office, which tells the journal.
    Export,
    /// A change: what its rules must look at in his district, and the rows that his role may write.
    Writing,
    /// The door, before anybody is known: by what persons sign in, and which roles they have.
    Door,
    /// The program's own work, for nobody.
    Program,
}

impl Lens {
    /// As the policies name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Figures => "figures",
            Self::Masters => "masters",
            Self::Export => "export",
            Self::Writing => "writing",
            Self::Door => "door",
            Self::Program => "program",
        }
    }
}

/// All that the program does across callers: at the door, which sees no more than it must, or past the wall. Whatever is
/// not here looks for somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Errand {
    /// Looks a caller up by what he shows: his token, his session, or his account with its roles.
    Admit,
    /// Signs persons in, looks after their sign-in, and tells of accesses.
    SignIn,
    /// Notes the last use of a token or a session.
    NoteLastUse,
    /// Issues, lists and revokes tokens from the command line.
    KeepTokens,
    /// Lists the districts.
    ListDistricts,
    /// Gives reminders and moves last days.
    Remind,
    /// Erases words that are past their time.
    Expire,
    /// Compares the tallies with the events, and makes them anew.
    CheckFigures,
    /// Checks the journal with the facts that it covers.
    CheckJournal,
    /// Checks, wraps anew and establishes the keys of personal data.
    KeepKeys,
    /// Registers and retires the documents that frontends ask by their id.
    KeepDocuments,
    /// Looks where journals end: for those who read them live, and to know whether what is kept is still the newest.
    Follow,
    /// Delivers the journal to endpoints of webhooks, and finds by which secret a call-back is signed.
    DeliverWebhooks,
    /// Greets who starts the demonstration.
    Greet,
}

/// Who looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewpoint {
    district: String,
    role: String,
    scope: String,
    lens: Lens,
}

impl Viewpoint {
    /// A caller's; nobody's sees nothing.
    pub fn of(actor: Option<&Actor>) -> Self {
        Self {
            district: actor.map_or_else(String::new, |actor| actor.district.to_string()),
            role: actor.map_or_else(String::new, |actor| actor.role.to_value()),
            scope: actor
                .and_then(|actor| actor.scope)
                .map_or_else(String::new, |scope| scope.to_string()),
            lens: Lens::Own,
        }
    }

    /// The program's, on an errand of its own.
    pub fn program(errand: Errand) -> Self {
        match errand {
            Errand::Admit | Errand::SignIn => Self {
                district: DistrictId::INSTALLATION.to_owned(),
                lens: Lens::Door,
                ..Self::of(None)
            },
            _ => Self {
                lens: Lens::Program,
                ..Self::of(None)
            },
        }
    }

    /// What it is for.
    pub fn lens(&self) -> Lens {
        self.lens
    }

    /// The same one's, for something else; the program's is what its errand is.
    pub fn through(&self, lens: Lens) -> Self {
        let lens = match self.lens {
            Lens::Program | Lens::Door => self.lens,
            _ => lens,
        };
        Self {
            lens,
            ..self.clone()
        }
    }

    /// The statements that tell PostgreSQL, until the end of the transaction.
    pub fn settings(&self) -> String {
        let told = [
            ("district", self.district.as_str()),
            ("role", &self.role),
            ("scope", &self.scope),
            ("sight", self.lens.name()),
        ];
        told.iter()
            .map(|(name, value)| format!("SET LOCAL workrooms.{name} = {};", literal(value)))
            .collect()
    }
}

/// The statement that changes what the transaction is for.
pub fn setting_of(lens: Lens) -> String {
    format!("SET LOCAL workrooms.sight = {}", literal(lens.name()))
}

/// A value as a literal. The values are codes, names of roles and ids; quotes and backslashes have no place in them.
fn literal(value: &str) -> String {
    let plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    format!("'{}'", value.chars().filter(plain).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::actor::Role;
    use crate::kernel::id::NodeId;
    use uuid::Uuid;

    #[test]
    fn a_transaction_is_told_who_looks() {
        let officer = Actor {
            id: Uuid::from_u128(1),
            role: Role::WorkroomOfficer,
            district: DistrictId::parse("430503").unwrap(),
            scope: Some(NodeId(Uuid::from_u128(7))),
        };
        let view = Viewpoint::of(Some(&officer));
        assert_eq!(
            view.settings(),
            "SET LOCAL workrooms.district = '430503';SET LOCAL workrooms.role = 'WORKROOM_OFFICER';\
             SET LOCAL workrooms.scope = '00000000-0000-0000-0000-000000000007';SET LOCAL workrooms.sight = 'own';"
        );
        assert_eq!(view.through(Lens::Writing).lens(), Lens::Writing);
        let program = Viewpoint::program(Errand::Remind);
        assert_eq!(program.through(Lens::Own).lens(), Lens::Program);
        let door = Viewpoint::program(Errand::SignIn);
        assert_eq!(door.through(Lens::Writing).lens(), Lens::Door);
        assert_eq!(literal("a'; DROP \\--"), "'aDROP--'");
    }
}
