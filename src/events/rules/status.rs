//! The states of a posted event and who may take it where: the one table of its state machine.
//!
//! ```text
//! post ──▶ POSTED ◀──release── HELD ◀── a likely duplicate
//!            │ ▲ ╲                │
//!     verify │ │  reject         │ markDuplicate
//!            ▼ │   ▼             ▼
//!       VERIFIED  REJECTED   DUPLICATE ──release──▶ POSTED
//!            └──────┴── void ────┴────▶ VOID, for good
//! ```
//! Deliberately absent: permission (kernel), conditions on other events (commands).

use crate::events::kinds::EventStatus;

/// What can be done to a posted event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// New content (更正).
    Correct,
    /// Withdraw (作废).
    Void,
    /// Find it true (核实).
    Verify,
    /// Find it untrue (核实不通过).
    Reject,
    /// Say that another event is the same (标为重复).
    MarkDuplicate,
    /// Say that it is an event of its own after all (放行).
    Release,
}

/// Where a step leads; none when the status does not allow it. `by_office` keeps a verification over a correction.
pub fn after(step: Step, from: EventStatus, by_office: bool) -> Option<EventStatus> {
    use EventStatus::{Duplicate, Held, Posted, Rejected, Verified, Void};
    match (step, from) {
        (Step::Correct, Verified) if by_office => Some(Verified),
        (Step::Correct, Posted | Verified | Rejected) => Some(Posted),
        (Step::Correct, Held) => Some(Held),
        (Step::Void, Posted | Verified | Held | Rejected | Duplicate) => Some(Void),
        (Step::Verify, Posted | Rejected) => Some(Verified),
        (Step::Reject, Posted | Verified) => Some(Rejected),
        (Step::MarkDuplicate, Posted | Verified | Held) => Some(Duplicate),
        (Step::Release, Held | Duplicate) => Some(Posted),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use EventStatus::{Duplicate, Held, Posted, Rejected, Verified, Void};

    #[test]
    fn nothing_leaves_void_and_every_step_has_its_sources() {
        let all = [Posted, Verified, Held, Rejected, Duplicate, Void];
        for (step, from) in [
            (Step::Correct, vec![Posted, Verified, Held, Rejected]),
            (
                Step::Void,
                vec![Posted, Verified, Held, Rejected, Duplicate],
            ),
            (Step::Verify, vec![Posted, Rejected]),
            (Step::Reject, vec![Posted, Verified]),
            (Step::MarkDuplicate, vec![Posted, Verified, Held]),
            (Step::Release, vec![Held, Duplicate]),
        ] {
            for status in all {
                assert_eq!(
                    after(step, status, false).is_some(),
                    from.contains(&status),
                    "{step:?} {status:?}"
                );
            }
        }
        assert_eq!(after(Step::Correct, Verified, false), Some(Posted));
        assert_eq!(after(Step::Correct, Verified, true), Some(Verified));
        assert_eq!(after(Step::Correct, Held, true), Some(Held));
    }
}
