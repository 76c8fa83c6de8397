//! One request's view of the program: who asks, in which language, and each district pinned at one journal number, so
//! that two figures on one screen agree. Commands are given the same view.
//! Deliberately absent: HTTP, and loaders of single questions.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{DatabaseConnection, DatabaseTransaction};
use tokio::sync::Mutex;

use super::chain::Chain;
use super::kept::KeptChains;
use crate::kernel::accesses::Accesses;
use crate::kernel::actor::Actor;
use crate::kernel::authz::{Action, Standing};
use crate::kernel::bus::Bus;
use crate::kernel::clock::Clock;
use crate::kernel::error::{Lang, Problem, Result};
use crate::kernel::id::{DistrictId, NodeId};
use crate::kernel::journal::{Head, Ledger};
use crate::kernel::reader::Reader;
use crate::kernel::seal::Vault;
use crate::kernel::viewpoint::{Errand, Viewpoint};
use crate::kernel::witness::Witness;

/// A district at one journal number.
#[derive(Clone, Debug)]
pub struct Pin {
    /// The journal number that the request sees.
    pub number: i64,
    /// The chain as it stood then.
    pub chain: Arc<Chain>,
    /// The day on which the request is answered.
    pub today: NaiveDate,
}

impl Pin {
    /// The district's code.
    pub fn district_id(&self) -> &DistrictId {
        self.chain.organization.district_id()
    }
}

/// What one request, or one command outside HTTP, works with.
#[derive(Debug)]
pub struct Request {
    /// What everything is read from, for who asks.
    pub db: Reader,
    /// The time.
    pub clock: Clock,
    /// Chains kept between requests.
    pub chains: KeptChains,
    /// The keys of personal data.
    pub vault: Vault,
    /// What is read in full of what is masked by default.
    pub accesses: Accesses,
    /// Who asks; none when nobody is signed in.
    pub actor: Option<Actor>,
    /// The language of messages.
    pub lang: Lang,
    /// Where a district's journal stood when the request was begun; looked up when it is needed where nobody did before.
    known: Option<(DistrictId, Head)>,
    pins: Mutex<HashMap<DistrictId, Arc<Pin>>>,
}

/// An open write transaction with what rules need to decide.
#[derive(Debug)]
pub struct Writing {
    /// The transaction.
    pub tx: DatabaseTransaction,
    /// The numbers it takes.
    pub ledger: Ledger,
    /// The chain as it stands.
    pub chain: Arc<Chain>,
    /// The keys of personal data.
    pub vault: Vault,
    /// Who writes.
    pub actor: Actor,
    /// The instant of the write.
    pub at: DateTime<Utc>,
    /// The day of the write, in China.
    pub today: NaiveDate,
}

impl Writing {
    /// Goes on only when the policy allows the action on things of a node of this district.
    pub fn require(&self, action: Action, of: Option<NodeId>) -> Result<()> {
        self.actor
            .require(action, self.actor.standing(self.ledger.district(), of))
    }

    /// The same transaction for the next one who writes in it.
    pub async fn turned(self, request: &Request) -> Result<Self> {
        let actor = request.actor()?.clone();
        let district = self.ledger.district();
        if actor.standing(district, None) == Standing::Foreign {
            return Err(Problem::Forbidden);
        }
        request.db.turn(&self.tx).await?;
        let number = self.ledger.head().organization_number;
        let whole = request.sees_party_line(&actor, district);
        let chain = request.chains.at(&self.tx, district, number, whole).await?;
        Ok(Self {
            chain: chain.ok_or(Problem::Forbidden)?,
            actor,
            at: request.clock.now(),
            today: request.clock.today(),
            ..self
        })
    }

    /// Takes the next journal number for a change.
    pub fn record(&mut self, change: crate::kernel::journal::Change) -> i64 {
        self.ledger.record(&self.actor, self.at, change)
    }

    /// Commits; the answer may be given only after this.
    pub async fn commit(self) -> Result<i64> {
        Ok(self.ledger.commit(self.tx).await?)
    }
}

impl Request {
    /// A view for one request.
    pub fn new(
        db: DatabaseConnection,
        clock: Clock,
        chains: KeptChains,
        vault: Vault,
        actor: Option<Actor>,
        lang: Lang,
    ) -> Self {
        Self {
            db: Reader::new(db, Viewpoint::of(actor.as_ref())),
            clock,
            chains,
            vault,
            accesses: Accesses::default(),
            actor,
            lang,
            known: None,
            pins: Mutex::default(),
        }
    }

    /// The same, which tells a witness of what it reads.
    pub fn before(self, witness: Arc<Witness>) -> Self {
        Self {
            db: self.db.before(witness),
            ..self
        }
    }

    /// The same, which sees a district where its journal was seen to stand after the request had come.
    pub fn knowing(self, district: DistrictId, head: Head) -> Self {
        Self {
            known: Some((district, head)),
            ..self
        }
    }

    /// The instant, for an answer that is then good for this moment only.
    pub fn this_moment(&self) -> DateTime<Utc> {
        self.db.pass();
        self.clock.now()
    }

    /// The same, whose writes wake the readers of the journal.
    pub fn waking(self, bus: Bus) -> Self {
        Self {
            db: self.db.waking(bus),
            ..self
        }
    }

    /// The same, which reads from a standby and writes where it did.
    pub fn over(self, standby: DatabaseConnection) -> Self {
        Self {
            db: self.db.over(standby),
            ..self
        }
    }

    /// Another view of the same caller, with a snapshot of its own that nobody watches.
    pub fn again(&self) -> Self {
        Self {
            db: self.db.anew(),
            clock: self.clock.clone(),
            chains: self.chains.clone(),
            vault: self.vault.clone(),
            accesses: Accesses::default(),
            actor: self.actor.clone(),
            lang: self.lang,
            known: None,
            pins: Mutex::default(),
        }
    }

    /// The same for the program itself, under the name by which the journal knows it.
    pub fn on_errand(&self, errand: Errand, program: Actor) -> Self {
        Self {
            db: self.db.turned(errand),
            clock: self.clock.clone(),
            chains: self.chains.clone(),
            vault: self.vault.clone(),
            accesses: Accesses::default(),
            actor: Some(program),
            lang: self.lang,
            known: None,
            pins: Mutex::default(),
        }
    }

    /// A reader for the door, which looks before anybody is known; the caller's own snapshot is ended, so that a request
    /// holds one connection.
    pub async fn door(&self) -> Reader {
        self.db.close().await;
        self.db.turned(Errand::SignIn)
    }

    /// Who asks, or the refusal that nobody is signed in.
    pub fn actor(&self) -> Result<&Actor> {
        self.actor.as_ref().ok_or(Problem::Unauthenticated)
    }

    /// The district as this request sees it, pinned at its first use. `None` when there is no such district, or when the
    /// caller may not see its organisation: the two look the same.
    pub async fn pin(&self, district: &DistrictId) -> Result<Option<Arc<Pin>>> {
        let actor = self.actor()?;
        if !actor.may(Action::ReadOrganization, actor.standing(district, None)) {
            return Ok(None);
        }
        let mut pins = self.pins.lock().await;
        if let Some(pin) = pins.get(district) {
            return Ok(Some(Arc::clone(pin)));
        }
        let whole = self.sees_party_line(actor, district);
        let newest = match &self.known {
            Some((known, head)) if known == district => {
                self.db.foretell(district, head.number);
                let number = head.organization_number;
                let chain = self.chains.at(&self.db, district, number, whole).await?;
                chain.map(|chain| (head.clone(), chain))
            }
            _ => self.chains.newest(&self.db, district, whole).await?,
        };
        let Some((head, chain)) = newest else {
            return Ok(None);
        };
        self.db.pinned(district, head.number);
        let pin = Arc::new(Pin {
            number: head.number,
            chain,
            today: self.clock.today(),
        });
        pins.insert(district.clone(), Arc::clone(&pin));
        Ok(Some(pin))
    }

    /// The chain as it stood at an earlier number, as far as the caller may see it.
    pub async fn chain_at(&self, district: &DistrictId, number: i64) -> Result<Option<Arc<Chain>>> {
        let whole = self.sees_party_line(self.actor()?, district);
        let figures = self.db.for_figures();
        Ok(self.chains.at(&figures, district, number, whole).await?)
    }

    /// Whether the line that tells who is in the Party belongs to what the caller is given.
    fn sees_party_line(&self, actor: &Actor, district: &DistrictId) -> bool {
        let standing = actor.standing(district, None);
        actor.may(Action::ReadPartyMembership, standing)
    }

    /// Forgets where a district was pinned: after a write, the request sees what it wrote.
    pub async fn unpin(&self, district: &DistrictId) {
        self.db.pass();
        self.db.close().await;
        self.pins.lock().await.remove(district);
    }

    /// How things of a node stand to the caller; nobody is foreign to everything.
    pub fn standing(&self, district: &DistrictId, of: Option<NodeId>) -> Standing {
        self.actor
            .as_ref()
            .map_or(Standing::Foreign, |actor| actor.standing(district, of))
    }

    /// Whether the caller may take an action on things of a node.
    pub fn may(&self, action: Action, district: &DistrictId, of: Option<NodeId>) -> bool {
        self.actor
            .as_ref()
            .is_some_and(|actor| actor.may(action, actor.standing(district, of)))
    }

    /// Opens the caller's write transaction in a district. Refuses when nobody is signed in, and (as forbidden) when the
    /// district is another's or does not exist.
    pub async fn write(&self, district: &DistrictId) -> Result<Writing> {
        let actor = self.actor()?.clone();
        if actor.standing(district, None) == Standing::Foreign {
            return Err(Problem::Forbidden);
        }
        let Some((tx, ledger)) = self.db.begin_write(district).await? else {
            return Err(Problem::Forbidden);
        };
        let number = ledger.head().organization_number;
        let whole = self.sees_party_line(&actor, district);
        let chain = self
            .chains
            .at(&tx, district, number, whole)
            .await?
            .ok_or(Problem::Forbidden)?;
        let at = self.clock.now();
        Ok(Writing {
            tx,
            ledger,
            chain,
            vault: self.vault.clone(),
            actor,
            at,
            today: self.clock.today(),
        })
    }
}
