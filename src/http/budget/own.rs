//! Budgets that one program keeps by itself, in memory. Deliberately absent: what other programs grant (shared).

use std::num::NonZeroU32;
use std::sync::Arc;

use governor::clock::{Clock, MonotonicClock};
use governor::middleware::NoOpMiddleware;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};
use moka::sync::Cache;

use super::{ADDRESSES, FORGOTTEN, Payer, Spent, TOKENS};
use crate::config::HttpConfig;

/// The budgets of all callers of this program.
pub struct Own<C: Clock = MonotonicClock> {
    tokens: Accounts<C>,
    addresses: Accounts<C>,
}

impl<C: Clock> std::fmt::Debug for Own<C> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Addresses never reach a log.
        f.debug_struct("Own").finish_non_exhaustive()
    }
}

impl Own {
    /// Budgets as the settings say, all of them whole.
    pub fn new(config: &HttpConfig) -> Self {
        let [token, unsigned] = [config.budget_per_minute, config.unsigned_budget_per_minute];
        Self::by_clock(token, unsigned, MonotonicClock)
    }
}

impl<C: Clock + Clone + Send + Sync + 'static> Own<C>
where
    C::Instant: Send + Sync,
{
    fn by_clock(token: u32, unsigned: u32, clock: C) -> Self {
        Self {
            tokens: Accounts::new(token, TOKENS, clock.clone()),
            addresses: Accounts::new(unsigned, ADDRESSES, clock),
        }
    }

    /// Takes a cost from a budget, all of it or nothing. `before` is what this request has paid already and would have to
    /// pay again, so that the time told is enough for both.
    pub fn charge(&self, payer: Payer, cost: u64, before: u64) -> Result<(), Spent> {
        let accounts = match payer {
            Payer::Token(_) => &self.tokens,
            Payer::Address(_) | Payer::BadTokens(_) => &self.addresses,
        };
        accounts.charge(payer, cost, before)
    }
}

type Account<C> = RateLimiter<NotKeyed, InMemoryState, C, NoOpMiddleware<<C as Clock>::Instant>>;

/// Budgets of one size.
struct Accounts<C: Clock> {
    /// What may be spent in a minute; none is no limit.
    budget: Option<NonZeroU32>,
    kept: Cache<Payer, Arc<Account<C>>>,
    clock: C,
}

impl<C: Clock + Clone + Send + Sync + 'static> Accounts<C>
where
    C::Instant: Send + Sync,
{
    fn new(budget: u32, most: u64, clock: C) -> Self {
        let kept = Cache::builder()
            .max_capacity(most)
            .time_to_idle(FORGOTTEN)
            .build();
        Self {
            budget: NonZeroU32::new(budget),
            kept,
            clock,
        }
    }

    fn charge(&self, payer: Payer, cost: u64, before: u64) -> Result<(), Spent> {
        let Some(budget) = self.budget else {
            return Ok(());
        };
        // What is allowed at all may be spent, even where it is more than a minute's budget.
        let most = u64::from(budget.get()).saturating_sub(before);
        let Some(cost) = u32::try_from(cost.min(most)).ok().and_then(NonZeroU32::new) else {
            return Ok(());
        };
        let account = self.kept.get_with(payer, || {
            let quota = Quota::per_minute(budget);
            Arc::new(RateLimiter::direct_with_clock(quota, self.clock.clone()))
        });
        match account.check_n(cost) {
            Ok(Err(early)) => {
                let again = Quota::per_minute(budget).replenish_interval();
                let before = u32::try_from(before).unwrap_or(u32::MAX);
                let wait = early
                    .wait_time_from(self.clock.now())
                    .saturating_add(again.saturating_mul(before));
                let begun = u64::from(wait.subsec_nanos() > 0);
                Err(Spent {
                    wait: wait.as_secs().saturating_add(begun).clamp(1, 60),
                })
            }
            Ok(Ok(())) | Err(_) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};
    use std::time::Duration;

    use governor::clock::FakeRelativeClock;
    use uuid::Uuid;

    use super::*;

    const ONE: Payer = Payer::Token(Uuid::from_u128(1));
    const OTHER: Payer = Payer::Token(Uuid::from_u128(2));

    fn at(number: u32) -> IpAddr {
        IpAddr::V4(Ipv4Addr::from_bits(number))
    }

    #[test]
    fn a_budget_is_spent_once_and_comes_back_by_the_second() {
        let clock = FakeRelativeClock::default();
        let budgets = Own::by_clock(60, 600, clock.clone());
        assert_eq!(budgets.charge(ONE, 40, 0), Ok(()));
        assert_eq!(budgets.charge(ONE, 40, 0), Err(Spent { wait: 20 }));
        assert_eq!(
            budgets.charge(ONE, 20, 0),
            Ok(()),
            "what was refused cost nothing"
        );
        assert_eq!(budgets.charge(ONE, 1, 0), Err(Spent { wait: 1 }));
        assert_eq!(budgets.charge(OTHER, 60, 0), Ok(()), "each has his own");
        clock.advance(Duration::from_secs(30));
        assert_eq!(budgets.charge(ONE, 31, 0), Err(Spent { wait: 1 }));
        assert_eq!(budgets.charge(ONE, 30, 0), Ok(()));
        clock.advance(Duration::from_secs(3600));
        assert_eq!(budgets.charge(ONE, 60, 0), Ok(()));
        assert_eq!(
            budgets.charge(ONE, 1, 0),
            Err(Spent { wait: 1 }),
            "nothing is saved up"
        );
    }

    #[test]
    fn the_time_told_is_enough_for_the_whole_request() {
        let clock = FakeRelativeClock::default();
        let budgets = Own::by_clock(600, 600, clock.clone());
        let request = |cost: u64| {
            budgets.charge(ONE, 100, 0)?;
            budgets.charge(ONE, cost, 100)
        };
        // More than a minute's budget is let through once the budget is whole, and not refused for ever.
        for cost in [500, 501, 100_000, u64::MAX] {
            clock.advance(Duration::from_secs(60));
            assert_eq!(request(cost), Ok(()), "{cost}");
            let Err(Spent { wait }) = request(cost) else {
                panic!("{cost} twice");
            };
            clock.advance(Duration::from_secs(wait));
            let mut tries = 0;
            while let Err(Spent { wait }) = request(cost) {
                clock.advance(Duration::from_secs(wait));
                tries += 1;
                assert!(tries < 2, "{cost}");
            }
        }
    }

    #[test]
    fn bad_tokens_of_an_address_leave_its_other_callers_alone() {
        let budgets = Own::by_clock(60, 60, FakeRelativeClock::default());
        assert_eq!(budgets.charge(Payer::BadTokens(at(1)), 60, 0), Ok(()));
        assert!(budgets.charge(Payer::BadTokens(at(1)), 1, 0).is_err());
        assert_eq!(budgets.charge(Payer::Address(at(1)), 60, 0), Ok(()));
        assert_eq!(budgets.charge(Payer::BadTokens(at(2)), 60, 0), Ok(()));
    }

    #[test]
    fn nothing_limits_where_the_settings_say_none() {
        let budgets = Own::by_clock(0, 0, FakeRelativeClock::default());
        for _ in 0..3 {
            assert_eq!(budgets.charge(ONE, u64::MAX, 0), Ok(()));
        }
    }

    #[test]
    fn any_number_of_addresses_takes_the_memory_of_some_and_frees_nobody() {
        let budgets = Own::by_clock(60, 60, FakeRelativeClock::default());
        assert_eq!(budgets.charge(ONE, 60, 0), Ok(()));
        let greedy = Payer::Address(at(0));
        assert_eq!(budgets.charge(greedy, 60, 0), Ok(()));
        for number in 1..=200_000 {
            let _ = budgets.charge(Payer::Address(at(number)), 1, 0);
            if number % 1_000 == 0 {
                assert!(budgets.charge(greedy, 1, 0).is_err(), "after {number}");
            }
        }
        budgets.addresses.kept.run_pending_tasks();
        assert!(budgets.addresses.kept.entry_count() <= ADDRESSES);
        assert!(budgets.charge(ONE, 1, 0).is_err(), "tokens are kept apart");
    }
}
