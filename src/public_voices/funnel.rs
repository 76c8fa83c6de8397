//! The funnel from voices to what came of them, counting each voice once whatever came out of it: a product of a product
//! counts for the voice at the root. Pure. Deliberately absent: SQL.

use std::collections::{BTreeMap, BTreeSet};

use crate::casework::kinds::{CaseKind, CaseState, Fact};
use crate::kernel::id::CaseId;

/// A voice at the root, withdrawn ones left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Root {
    /// Which.
    pub id: CaseId,
    /// Whether the resident was told what came of it.
    pub told: bool,
}

/// A case that came out of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Product {
    /// Which.
    pub id: CaseId,
    /// Of which kind.
    pub kind: CaseKind,
    /// Where it stands.
    pub state: CaseState,
}

/// What the funnel is told of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources {
    /// The voices.
    pub roots: Vec<Root>,
    /// Which came out of which: the product, and what it came out of.
    pub ties: Vec<(CaseId, CaseId)>,
    /// The products.
    pub products: Vec<Product>,
    /// The facts that say what came of products.
    pub facts: Vec<(CaseId, Fact)>,
}

/// How many voices came how far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Funnel {
    /// All of them.
    pub voices: usize,
    /// Those out of which something came.
    pub with_product: usize,
    /// Those out of which something of a kind came, by kind.
    pub products: BTreeMap<CaseKind, usize>,
    /// Those with a product that came to a result.
    pub resolved: usize,
    /// Those whose residents were told.
    pub told: usize,
}

/// What makes a product of a kind come to a result: a micro-suggestion solved, a proposal answered or its promise kept, a
/// sentiment report issued.
pub const RESULTS: [(CaseKind, Fact); 4] = [
    (CaseKind::MicroSuggestion, Fact::Solved),
    (CaseKind::Proposal, Fact::Replied),
    (CaseKind::Proposal, Fact::Solved),
    (CaseKind::SentimentReport, Fact::Issued),
];

/// States in which a product counts for nothing: not handed in, taken back, or withdrawn for good.
pub const NOTHING: [CaseState; 4] = [
    CaseState::Draft,
    CaseState::Cosigning,
    CaseState::Withdrawn,
    CaseState::Void,
];

/// Counts the voices.
pub fn count(sources: &Sources) -> Funnel {
    let mut outcomes = BTreeMap::<CaseId, Vec<CaseId>>::new();
    for (product, source) in &sources.ties {
        outcomes.entry(*source).or_default().push(*product);
    }
    let products = sources.products.iter().map(|product| (product.id, product));
    let products: BTreeMap<CaseId, &Product> = products.collect();
    let facts: BTreeSet<(CaseId, Fact)> = sources.facts.iter().copied().collect();
    let resolved = |product: &Product| {
        let mut results = RESULTS.iter().filter(|(kind, _)| *kind == product.kind);
        results.any(|(_, fact)| facts.contains(&(product.id, *fact)))
    };
    let mut funnel = Funnel::default();
    for root in &sources.roots {
        let came: Vec<&Product> = all_of(root.id, &outcomes)
            .iter()
            .filter_map(|id| products.get(id).copied())
            .filter(|product| product.kind != CaseKind::PublicVoice)
            .filter(|product| !NOTHING.contains(&product.state))
            .collect();
        add(&mut funnel.voices, true);
        add(&mut funnel.told, root.told);
        add(&mut funnel.with_product, !came.is_empty());
        add(&mut funnel.resolved, came.iter().any(|one| resolved(one)));
        for kind in came.iter().map(|one| one.kind).collect::<BTreeSet<_>>() {
            add(funnel.products.entry(kind).or_default(), true);
        }
    }
    funnel
}

fn add(number: &mut usize, is: bool) {
    *number = number.saturating_add(usize::from(is));
}

/// Everything that came out of a voice, directly or through others.
pub fn all_of(root: CaseId, outcomes: &BTreeMap<CaseId, Vec<CaseId>>) -> BTreeSet<CaseId> {
    let (mut seen, mut next) = (BTreeSet::new(), vec![root]);
    while let Some(at) = next.pop() {
        let came = outcomes.get(&at).into_iter().flatten();
        next.extend(came.filter(|id| seen.insert(**id)));
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u128) -> CaseId {
        CaseId(uuid::Uuid::from_u128(n))
    }

    fn product(n: u128, kind: CaseKind, state: CaseState) -> Product {
        Product {
            id: id(n),
            kind,
            state,
        }
    }

    fn of(
        roots: u128,
        ties: &[(u128, u128)],
        products: &[Product],
        facts: &[(u128, Fact)],
    ) -> Funnel {
        let root = |n| Root {
            id: id(n),
            told: n == 1,
        };
        count(&Sources {
            roots: (1..=roots).map(root).collect(),
            ties: ties.iter().map(|(a, b)| (id(*a), id(*b))).collect(),
            products: products.to_vec(),
            facts: facts.iter().map(|(n, fact)| (id(*n), *fact)).collect(),
        })
    }

    #[test]
    fn a_voice_with_three_products_counts_once() {
        use CaseKind::{MicroSuggestion, Proposal};
        let funnel = of(
            3,
            &[(11, 1), (12, 1), (13, 1), (13, 2)],
            &[
                product(11, MicroSuggestion, CaseState::Closed),
                product(12, MicroSuggestion, CaseState::Handling),
                product(13, Proposal, CaseState::Filed),
            ],
            &[(11, Fact::Solved)],
        );
        let due = Funnel {
            voices: 3,
            with_product: 2,
            products: [(MicroSuggestion, 1), (Proposal, 2)].into(),
            resolved: 1,
            told: 1,
        };
        assert_eq!(funnel, due);
    }

    #[test]
    fn a_product_of_a_product_counts_for_the_root_and_a_circle_ends() {
        use CaseKind::{MicroSuggestion, SentimentReport};
        let funnel = of(
            1,
            &[(11, 1), (12, 11), (11, 12)],
            &[
                product(11, MicroSuggestion, CaseState::Void),
                product(12, SentimentReport, CaseState::Issued),
            ],
            &[(12, Fact::Issued)],
        );
        assert_eq!(funnel.products, [(SentimentReport, 1)].into());
        assert_eq!((funnel.with_product, funnel.resolved), (1, 1));
    }

    #[test]
    fn drafts_and_withdrawn_ones_are_no_products() {
        for state in NOTHING {
            let only = product(11, CaseKind::SentimentReport, state);
            let funnel = of(1, &[(11, 1)], &[only], &[(11, Fact::Issued)]);
            assert_eq!((funnel.with_product, funnel.resolved), (0, 0), "{state:?}");
        }
    }
}
