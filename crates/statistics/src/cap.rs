//! How many pages of one address are counted: what asks for more is no person.
//!
//! Many people can stand behind one address, so the bounds are wide. Each process watches by itself, in memory only, under
//! a key of its own that is forgotten with it.

use std::{hash::RandomState, net::IpAddr};

use chrono::NaiveDate;
use foldhash::HashMap;

use crate::visitor::Minute;

/// Pages of one address that are counted within a minute, and within a day.
pub const PER_MINUTE: u32 = 200;
pub const PER_DAY: u32 = 5_000;

/// Addresses of a day that are watched; more can only be a flood of forged ones, and their pages count.
const MAX_ADDRESSES: usize = 200_000;

#[derive(Default)]
pub(crate) struct Cap {
    day: NaiveDate,
    key: RandomState,
    /// By address: the minute, pages of that minute, pages of the day.
    seen: HashMap<u64, (Minute, u32, u32)>,
}

impl Cap {
    /// Counts one page of `address`, and says whether that is still plausible.
    pub(crate) fn allows(&mut self, address: IpAddr, minute: Minute, day: NaiveDate) -> bool {
        use std::hash::BuildHasher;
        if self.day != day {
            *self = Self { day, ..Self::default() };
        }
        let address = self.key.hash_one(address.to_canonical());
        if self.seen.len() >= MAX_ADDRESSES && !self.seen.contains_key(&address) {
            return true;
        }
        let (last, of_minute, of_day) = self.seen.entry(address).or_insert((minute, 0, 0));
        if *last != minute {
            (*last, *of_minute) = (minute, 0);
        }
        if *of_minute >= PER_MINUTE || *of_day >= PER_DAY {
            return false;
        }
        *of_minute += 1;
        *of_day += 1;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_is_cut_by_minute_and_by_day_and_others_are_not() {
        let (mut cap, one, two) = (Cap::default(), IpAddr::from([1, 2, 3, 4]), IpAddr::from([1, 2, 3, 5]));
        let minute = |n: i64| Minute::of(chrono::DateTime::from_timestamp(n * 60, 0).unwrap_or_default());
        let counted = |cap: &mut Cap, who, at: i64, pages: u32| {
            (0..pages).filter(|_| cap.allows(who, minute(at), minute(at).day())).count()
        };
        assert_eq!(counted(&mut cap, one, 0, 1_000), PER_MINUTE as usize);
        assert_eq!(counted(&mut cap, two, 0, 100), 100);
        let day: usize = (1..=60).map(|at| counted(&mut cap, one, at, 1_000)).sum();
        assert_eq!(day + PER_MINUTE as usize, PER_DAY as usize);
        assert_eq!(counted(&mut cap, one, 24 * 60, 10), 10, "the next day begins anew");
    }
}
