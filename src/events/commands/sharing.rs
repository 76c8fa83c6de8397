//! Posts that wait for the same district share a transaction: one lock of its head, one row of statements for those of one
//! caller, one commit. Nobody waits for others to come: whoever finds the district free goes at once, and those who come
//! meanwhile go together next. Each is answered on his own, after the commit; where a shared transaction fails, each goes
//! alone, so that nobody fails for another. A caller who goes away takes nobody with him, because the transaction is a
//! task of its own. Deliberately absent: what becomes of a post (post).

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

use super::post::{
    BATCH, Posted, PostedItem, finish, fits, post, read_items, rule_on, store, verdicts,
};
use crate::events::codes::EventErrorCode as Code;
use crate::events::rules::batch::{Item, Ruling};
use crate::events::rules::likeness::Likenesses;
use crate::kernel::authz::Action;
use crate::kernel::error::{Failure, Fault, Problem};
use crate::kernel::id::DistrictId;
use crate::linkage::{Request, Writing};

/// The posts of one program that wait; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Sharing {
    waiting: Arc<Mutex<HashMap<DistrictId, VecDeque<Waiting>>>>,
}

/// A post that waits.
#[derive(Debug)]
struct Waiting {
    request: Request,
    items: Vec<PostedItem>,
    told: oneshot::Sender<Result<Posted, Failure<Code>>>,
}

/// Goes on for a district until nobody waits there; whoever still waits where it breaks off is told so.
struct Driver {
    sharing: Sharing,
    district: DistrictId,
    /// Nobody waited any more: who waits now is another's.
    is_done: bool,
}

impl Drop for Driver {
    fn drop(&mut self) {
        if !self.is_done {
            self.sharing.lock().remove(&self.district);
        }
    }
}

impl Sharing {
    /// Posts as [`post`] does, with whoever else waits for the district.
    pub async fn post(
        &self,
        request: &Request,
        district: &DistrictId,
        items: Vec<PostedItem>,
    ) -> Result<Posted, Failure<Code>> {
        fits(&items)?;
        let actor = request.actor().map_err(Failure::from)?;
        if !request.may(Action::PostEvents, district, actor.scope) {
            return post(request, district, items).await;
        }
        // Whoever waits holds no connection.
        request.db.pass();
        request.db.close().await;
        let (told, answer) = oneshot::channel();
        let waiting = Waiting {
            request: request.again(),
            items,
            told,
        };
        if self.join(district, waiting) {
            let driver = Driver {
                sharing: self.clone(),
                district: district.clone(),
                is_done: false,
            };
            tokio::spawn(driver.go());
        }
        let broken_off =
            || Failure::from(Problem::Fault(Fault::new("a shared post was broken off")));
        answer.await.unwrap_or_else(|_| Err(broken_off()))
    }

    /// How many posts wait for a district, those that are under way not counted.
    pub fn waiting(&self, district: &DistrictId) -> usize {
        self.lock().get(district).map_or(0, VecDeque::len)
    }

    /// Whether anybody posts to a district now.
    pub fn is_going(&self, district: &DistrictId) -> bool {
        self.lock().contains_key(district)
    }

    /// Joins those who wait; true where nobody goes for them yet.
    fn join(&self, district: &DistrictId, waiting: Waiting) -> bool {
        let mut all = self.lock();
        let is_first = !all.contains_key(district);
        all.entry(district.clone()).or_default().push_back(waiting);
        is_first
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<DistrictId, VecDeque<Waiting>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Driver {
    async fn go(mut self) {
        loop {
            let group = self.next();
            if group.is_empty() {
                return;
            }
            share(&self.district, group).await;
        }
    }

    /// Those who go together next: as many as make a batch, and one at least where anybody waits.
    fn next(&mut self) -> Vec<Waiting> {
        let sharing = self.sharing.clone();
        let mut all = sharing.lock();
        let Some(waiting) = all.get_mut(&self.district) else {
            return Vec::new();
        };
        let mut group = Vec::new();
        let mut items = 0_usize;
        while let Some(first) = waiting.front() {
            items = items.saturating_add(first.items.len());
            if items > BATCH && !group.is_empty() {
                break;
            }
            group.extend(waiting.pop_front());
        }
        if group.is_empty() {
            // Under the same lock, so that whoever joins next finds that nobody goes.
            all.remove(&self.district);
            self.is_done = true;
        }
        group
    }
}

async fn share(district: &DistrictId, group: Vec<Waiting>) {
    let shared = match group.len() {
        1 => None,
        _ => match together(district, &group).await {
            Ok(shared) => Some(shared),
            Err(problem) => {
                if let Problem::Fault(fault) = problem {
                    tracing::warn!(error = fault.for_log(), "posts go alone");
                }
                None
            }
        },
    };
    let mut shared = shared.map(Vec::into_iter);
    for waiting in group {
        let answer = match shared.as_mut().and_then(Iterator::next) {
            Some((numbers, rulings)) => Ok(Posted {
                verdicts: verdicts(waiting.items, rulings),
                before: numbers.0,
                number: numbers.1,
            }),
            None => post(&waiting.request, district, waiting.items).await,
        };
        // Whoever went away finds his post stored when he sends it again.
        let _ = waiting.told.send(answer);
    }
}

/// The numbers before and after, and what becomes of each item.
type Ruled = ((i64, i64), Vec<Ruling>);

/// Stores the posts of a group in one transaction, those of one caller as one batch, and commits; in the group's order.
async fn together(district: &DistrictId, group: &[Waiting]) -> Result<Vec<Ruled>, Problem> {
    // Read before the district is locked.
    let read: Vec<Vec<Item>> = (group.iter())
        .map(|waiting| read_items(&waiting.items, district))
        .collect();
    let mut callers = BTreeMap::<_, Vec<usize>>::new();
    for (place, waiting) in group.iter().enumerate() {
        let actor = waiting.request.actor()?;
        let caller = (actor.id, actor.role, actor.scope);
        callers.entry(caller).or_default().push(place);
    }
    let mut open: Option<Writing> = None;
    let mut ruled = BTreeMap::new();
    for places in callers.into_values() {
        let Some(first) = places.first().and_then(|place| group.get(*place)) else {
            continue;
        };
        let mut writing = match open.take() {
            None => first.request.write(district).await?,
            Some(writing) => writing.turned(&first.request).await?,
        };
        let before = writing.ledger.head().number;
        let lengths = places
            .iter()
            .map(|place| read.get(*place).map_or(0, Vec::len));
        let lengths: Vec<usize> = lengths.collect();
        let items: Vec<Item> = (places.iter())
            .filter_map(|place| read.get(*place))
            .flatten()
            .cloned()
            .collect();
        let rulings = rule_on(&writing, &items, &Likenesses::default()).await?;
        store(&mut writing, district, &rulings).await?;
        let numbers = (before, writing.ledger.head().number);
        let mut rulings = rulings.into_iter();
        for (place, length) in places.into_iter().zip(lengths) {
            let own: Vec<Ruling> = rulings.by_ref().take(length).collect();
            ruled.insert(place, (numbers, own));
        }
        open = Some(writing);
    }
    if let Some(writing) = open {
        finish(writing).await?;
    }
    Ok(ruled.into_values().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use sea_orm::DatabaseConnection;

    use crate::kernel::clock::Clock;
    use crate::kernel::error::Lang;
    use crate::kernel::seal::{Suite, Vault};
    use crate::linkage::KeptChains;

    #[test]
    fn who_joins_when_a_driver_is_done_is_left_to_the_next_one() {
        let keys = "index AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\nkey a AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE";
        let request = Request::new(
            DatabaseConnection::default(),
            Clock::System,
            KeptChains::default(),
            Vault::of_text(keys, Suite::Aes).unwrap(),
            None,
            Lang::Zh,
        );
        let (sharing, district) = (Sharing::default(), DistrictId::parse("430503").unwrap());
        let mut driver = Driver {
            sharing: sharing.clone(),
            district: district.clone(),
            is_done: false,
        };
        sharing.lock().insert(district.clone(), VecDeque::new());
        assert!(driver.next().is_empty());
        let (told, _answer) = oneshot::channel();
        let waiting = Waiting {
            request,
            items: Vec::new(),
            told,
        };
        assert!(sharing.join(&district, waiting));
        drop(driver);
        assert_eq!(sharing.waiting(&district), 1);
    }
}
