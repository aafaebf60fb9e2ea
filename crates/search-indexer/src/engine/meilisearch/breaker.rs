//! A circuit breaker: after some failures in a row nobody waits for a server that is not there.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// So many failures in a row open the circuit …
const FAILURES: u32 = 3;
/// … for so long; then one call tries.
const PAUSE: Duration = Duration::from_secs(2);

#[derive(Debug, Default)]
pub(super) struct Breaker(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    failures: u32,
    /// Until then calls fail at once.
    open_until: Option<Instant>,
}

impl Breaker {
    /// Whether a call may be made now. One that may after a pause is the trial: others wait for its end or the next pause.
    pub fn may_call(&self, now: Instant) -> bool {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match state.open_until {
            None => true,
            Some(until) if now < until => false,
            Some(_) => {
                state.open_until = Some(now + PAUSE);
                true
            }
        }
    }

    pub fn succeeded(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = State::default();
    }

    pub fn failed(&self, now: Instant) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.failures += 1;
        if state.failures >= FAILURES {
            state.open_until = Some(now + PAUSE);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_circuit_opens_after_failures_in_a_row_and_lets_one_try_after_a_pause() {
        let (breaker, start) = (Breaker::default(), Instant::now());
        breaker.failed(start);
        breaker.failed(start);
        breaker.succeeded();
        breaker.failed(start);
        breaker.failed(start);
        assert!(breaker.may_call(start), "a success between them starts the count anew");
        breaker.failed(start);
        assert!(!breaker.may_call(start));
        let later = start + PAUSE;
        assert!(breaker.may_call(later), "one tries");
        assert!(!breaker.may_call(later), "the others go on failing fast");
        breaker.succeeded();
        assert!(breaker.may_call(later));
    }
}
